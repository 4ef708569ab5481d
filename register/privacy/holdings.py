"""What is held about a person, found in every table by address or name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.mail.outbox import SEAL
from register.people.secrets_at_rest import find_unsealed
from register.privacy.known_by import KnownBy
from register.privacy.stores import STORES, Store
from register.privacy.walking import texts_in
from register.tables import JsonObject

# Coarser than the comparison that decides, so that nothing is missed: what differs only by case,
# and in a name by accents and apostrophes, is the same here.
FOLDS = {
    "email": "lower({})",
    "name": "CASE WHEN octet_length({0}) = length({0}) THEN lower(translate({0}, '''`', '')) "
    "ELSE unaccent(lower(normalize(translate({0}, '''’ʼ`´', ''), NFKC))) END",
}
# OFFSET 0: each row's text is made once, and not anew for each part of the comparison.
FIND = """
SELECT said.key, said.subject, said.held FROM (
    SELECT to_jsonb(row.key) AS key, row.subject, row.held, row.held::text AS words FROM (
        SELECT {key} AS key, {subject} AS subject, jsonb_build_object({held}) AS held
        FROM {table} AS t OFFSET 0
    ) AS row OFFSET 0
) AS said
WHERE position({part} IN {whole}) > 0 ORDER BY said.subject, said.key
"""
WAITING = """
SELECT id, sealed_text, sealed_reply_to FROM register.mail WHERE status IN ('waiting', 'sending')
"""


@dataclass(frozen=True)
class Holding:
    """One row that says something of the person.

    ``held`` are the columns looked through; ``is_sure`` where an address or a field that names a
    person says so, not a text that may mean somebody else of that name.
    """

    store: Store
    key: Any
    subject: str
    held: JsonObject
    paths: tuple[str, ...]
    excerpts: tuple[str, ...]
    is_sure: bool


def search_part(known: KnownBy) -> str:
    """What of an address or name every text with it has in it: for a name its longest word."""
    return known.plain if known.way == "email" else max(known.plain.split(), key=len)


def find_statement(store: Store, way: str) -> str:
    """The question that a store is looked through with."""
    fold = FOLDS[way]
    part, whole = fold.format("CAST(:part AS text)"), fold.format("said.words")
    held = ", ".join(f"'{name}', t.{name}" for name in store.columns)
    shape = {"key": store.key, "subject": store.subject, "held": held, "table": store.table}
    return FIND.format(**shape, part=part, whole=whole)


def holdings_of(session: Session, known: KnownBy) -> list[Holding]:
    """Every row that holds something about a person, the sure ones first."""
    found = [
        holding
        for store in STORES
        for row in session.execute(
            text(find_statement(store, known.way)), {"part": search_part(known)}
        )
        if (holding := _holding(store, row, known)) is not None
    ]
    found += _waiting_mails(session, known)
    return sorted(found, key=lambda one: not one.is_sure)


def _holding(store: Store, row: Any, known: KnownBy) -> Holding | None:
    paths, excerpts, is_sure = [], [], False
    for column, value in row.held.items():
        searched = value.replace("-", " ") if column == "slug" and value else value
        for said in texts_in(searched, column, is_person=column in store.whose):
            if not known.is_in(said.text):
                continue
            paths.append(said.path)
            excerpts.append(said.text[:200])
            is_sure |= known.way == "email" or (said.is_person and known.is_whole(said.text))
    if not paths:
        return None
    return Holding(store, row.key, row.subject, row.held, tuple(paths), tuple(excerpts), is_sure)


def _waiting_mails(session: Session, known: KnownBy) -> Iterator[Holding]:
    """Mails that wait: their texts are sealed, and ours to open."""
    store = next(one for one in STORES if one.table == "register.mail")
    for row in session.execute(text(WAITING)):
        words = opened_words(row)
        if known.is_in(words):
            is_sure = known.way == "email"
            held = {"text": words}
            yield Holding(store, row.id, f"mail {row.id}", held, ("text",), (words[:200],), is_sure)


def opened_words(mail: Any) -> str:
    """The text of a mail that waits, and who is to be answered; empty under another key."""
    sealed = (mail.sealed_text, mail.sealed_reply_to)
    return " ".join(find_unsealed(SEAL, one) or "" for one in sealed if one)


def subjects_of(holdings: Sequence[Holding], *, only_sure: bool = False) -> list[str]:
    """What the rows belong to: each asset, proposal, account and so on once."""
    return sorted({one.subject for one in holdings if one.is_sure or not only_sure})
