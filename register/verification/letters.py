"""The mail that asks one person about all their entries: links, a code, and a way out."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.mail.outbox import link, queue_mail
from register.people.secrets_at_rest import hashed, keyed, new_secret
from register.verification.waits import Waits

DIGITS = 6
TRIES = 30
SUBJECT = "Are your entries still right?"
REMINDER = "Reminder: are your entries still right?"
WORDS = """{opening}

Your code: {code}

{entries}

All of them on one page:
{all_address}

Each page asks for the code that stands above. Nothing happens before you type it.
The links and the code work until {until}.

You get this because this address stands in the register as a contact.
To get no more of these mails: {stop_address}
"""
OPENING = """You are a contact of {these} in the register of community assets.
{is_it} still right?"""
AGAIN = """We asked you about this before, and have not heard from you."""
ENTRY = """{number}. {name}
   Still right: {address}/{number}/right
   Change it:   {address}/{number}/change
   It has gone: {address}/{number}/gone"""

NAMES = "SELECT id, name FROM published.public_asset WHERE id = ANY(:ids)"
ADD = """
INSERT INTO register.review_letter (id, address_hash, secret_hash, stop_hash, code_hash,
    written_at, expires_at, tries_left, mail_id)
VALUES (:id, :address_hash, :secret_hash, :stop_hash, :code_hash, :written_at, :expires_at,
    :tries_left, :mail_id)
"""
ADD_ITEM = """
INSERT INTO register.review_item (letter_id, number, asset_id)
VALUES (:letter_id, :number, :asset_id)
"""


@dataclass(frozen=True)
class Letter:
    """What one person is to be asked."""

    email: str
    mark: bytes
    asset_ids: Sequence[UUID]
    is_reminder: bool = False


@dataclass(frozen=True)
class _Secrets:
    """What stands in one mail and is nowhere kept."""

    path: str
    stop: str
    code: str


def code_mark(secret_hash: bytes, code: str) -> bytes:
    """How the code of a mail is kept: it opens nothing without the link beside it."""
    return keyed("review code", secret_hash.hex(), code)


def write_letters(session: Session, letters: Sequence[Letter], at: datetime, waits: Waits) -> None:
    """Put these letters in the outbox, with what is kept of them."""
    if not letters:
        return
    ids = {one for letter in letters for one in letter.asset_ids}
    names = {row.id: row.name for row in session.execute(text(NAMES), {"ids": list(ids)})}
    rows, items = [], []
    public = (_by_name(letter, names) for letter in letters)
    for letter in (one for one in public if one.asset_ids):
        made = _Secrets(new_secret(), new_secret(), _new_code())
        row = _row(letter, made, at, waits)
        mail_id = _queue(session, letter, made, names, waits, row["expires_at"])
        rows.append(row | {"mail_id": mail_id})
        items += _items(row["id"], letter)
    if rows:
        session.execute(text(ADD), rows)
        session.execute(text(ADD_ITEM), items)


def _by_name(letter: Letter, names: Mapping[UUID, str]) -> Letter:
    """The letter in the order in which people look; without what was hidden this very moment."""
    known = [one for one in letter.asset_ids if one in names]
    return replace(letter, asset_ids=sorted(known, key=lambda one: (names[one].casefold(), one)))


def _new_code() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(DIGITS))


def _row(letter: Letter, made: _Secrets, at: datetime, waits: Waits) -> dict[str, Any]:
    secret_hash = hashed(made.path)
    return {
        "id": uuid4(),
        "address_hash": letter.mark,
        "secret_hash": secret_hash,
        "stop_hash": hashed(made.stop),
        "code_hash": code_mark(secret_hash, made.code),
        "written_at": at,
        "expires_at": at + timedelta(days=waits.link_days),
        "tries_left": TRIES,
    }


def _items(letter_id: UUID, letter: Letter) -> list[dict[str, Any]]:
    return [
        {"letter_id": letter_id, "number": number, "asset_id": asset_id}
        for number, asset_id in enumerate(letter.asset_ids, 1)
    ]


def _queue(
    session: Session,
    letter: Letter,
    made: _Secrets,
    names: Mapping[UUID, str],
    waits: Waits,
    until: datetime,
) -> int:
    """Put it in the outbox, where it waits for a mail server until the next could be written."""
    address = link(f"/review/{made.path}")
    stop_address = link(f"/review/stop/{made.stop}")
    listed = [
        ENTRY.format(number=number, name=" ".join(names[asset_id].split()), address=address)
        for number, asset_id in enumerate(letter.asset_ids, 1)
    ]
    words = WORDS.format(
        opening=_opening(letter),
        code=shown_code(made.code),
        entries="\n\n".join(listed),
        all_address=address,
        until=f"{until.day} {until:%B %Y}",
        stop_address=stop_address,
    )
    subject = REMINDER if letter.is_reminder else SUBJECT
    hours = 24 * waits.apart_days
    return queue_mail(session, letter.email, subject, words, hours=hours, unsubscribe=stop_address)


def _opening(letter: Letter) -> str:
    count = len(letter.asset_ids)
    these, is_it = ("this entry", "Is it") if count == 1 else (f"{count} entries", "Are they")
    said = OPENING.format(these=these, is_it=is_it)
    return f"{said}\n{AGAIN}" if letter.is_reminder else said


def shown_code(code: str) -> str:
    """A code in two halves, easier to type.

    >>> shown_code("123456")
    '123 456'
    """
    return f"{code[: DIGITS // 2]} {code[DIGITS // 2 :]}"
