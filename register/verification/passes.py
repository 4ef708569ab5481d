"""Letting a contact in: the code of their mail, typed in the browser, opens their entries a while.

A link alone opens nothing: programs look through mails before people do, open every link, run what
is on the page and press its buttons. None of them types a code.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.database.engines import transaction
from register.people.codes import only_code
from register.people.limits import CODE_TRIED_FROM_PLACE, Limit, admit, give_back
from register.people.secrets_at_rest import hashed, new_secret
from register.people.signing_in import TOO_OFTEN, Refused
from register.verification.letters import DIGITS, code_mark

HOURS = 2
LETTER = """
SELECT id, address_hash, code_hash, secret_hash FROM register.review_letter
WHERE {column} = :hash AND expires_at > now()
"""
BY_SECRET = LETTER.format(column="secret_hash")
# The way out of a mail works as long as we know of the mail.
BY_STOP = """
SELECT id, address_hash, code_hash, secret_hash FROM register.review_letter
WHERE stop_hash = :hash
"""
TRY = """
UPDATE register.review_letter SET tries_left = tries_left - 1
WHERE id = :id AND tries_left > 0 RETURNING code_hash
"""
RIGHT = "UPDATE register.review_letter SET tries_left = tries_left + 1 WHERE id = :id"
ADD = """
INSERT INTO register.contact_pass (hash, address_hash, letter_id, asset_ids, expires_at)
VALUES (:hash, :address_hash, :letter_id,
    coalesce(CAST(:asset_ids AS uuid[]), ARRAY(SELECT i.asset_id FROM register.review_item AS i
        WHERE i.letter_id = :letter_id ORDER BY i.number)),
    now() + make_interval(hours => :hours))
"""
FIND = """
SELECT address_hash, letter_id, asset_ids, expires_at FROM register.contact_pass
WHERE hash = :hash AND expires_at > now()
"""
TRIED_AT_LETTER = Limit("review code of letter", 10, 60)
NOT_SIX = "Type the code of six figures that stands in the mail."
WRONG = "This code is not right. Check it in the mail that had the link."


@dataclass(frozen=True)
class KnownLetter:
    """A mail of ours whose link somebody has opened."""

    id: UUID
    mark: bytes
    code_hash: bytes
    secret_hash: bytes


@dataclass(frozen=True)
class Pass:
    """What a browser may answer for; ``mark`` stands for the address that the code went to."""

    mark: bytes
    letter_id: UUID | None
    asset_ids: tuple[UUID, ...]
    expires_at: datetime


def find_letter(session: Session, secret: str, *, is_stop: bool = False) -> KnownLetter | None:
    """The mail that this link stands in, if it still counts; ``is_stop``: the way out of one."""
    if not 20 <= len(secret) <= 100:
        return None
    question = BY_STOP if is_stop else BY_SECRET
    row = session.execute(text(question), {"hash": hashed(secret)}).first()
    return None if row is None else KnownLetter(*row)


def fits(letter: KnownLetter, typed: str, place: str) -> Refused | None:
    """Why this is not the code of that mail, or that it was tried too often; None when it fits.

    What is no code at all uses up no try: a program that presses buttons locks nobody out.
    """
    code = only_code(typed)
    if len(code) != DIGITS or not code.isascii() or not code.isdigit():
        return Refused(NOT_SIX)
    within = [admit(CODE_TRIED_FROM_PLACE, place), admit(TRIED_AT_LETTER, str(letter.id))]
    if not all(within):
        return Refused(TOO_OFTEN, is_limit=True)
    with transaction() as session:
        kept = session.scalars(text(TRY), {"id": letter.id}).first()
        if kept is None:
            return Refused(TOO_OFTEN, is_limit=True)
        if not secrets.compare_digest(kept, code_mark(letter.secret_hash, code)):
            return Refused(WRONG)
        session.execute(text(RIGHT), {"id": letter.id})
        give_back(session, CODE_TRIED_FROM_PLACE, place)
        give_back(session, TRIED_AT_LETTER, str(letter.id))
    return None


def new_pass(
    session: Session,
    mark: bytes,
    *,
    letter_id: UUID | None = None,
    asset_ids: tuple[UUID, ...] | None = None,
) -> str:
    """Let a browser answer for the entries of a letter, or for these; answers its secret."""
    secret = new_secret()
    values = {
        "hash": hashed(secret),
        "address_hash": mark,
        "letter_id": letter_id,
        "asset_ids": None if asset_ids is None else list(asset_ids),
        "hours": HOURS,
    }
    session.execute(text(ADD), values)
    return secret


def find_pass(session: Session, secret: str) -> Pass | None:
    """What a browser may answer for, if a code was typed in it lately."""
    if not secret:
        return None
    row = session.execute(text(FIND), {"hash": hashed(secret[:100])}).first()
    if row is None:
        return None
    return Pass(row.address_hash, row.letter_id, tuple(row.asset_ids), row.expires_at)
