"""Erasing again, after a restore, what was erased since the backup was made.

The list of erasures holds hashes only, so whatever may be an address or a name in the restored
register is hashed with the same key and compared.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.people.secrets_at_rest import our_key
from register.privacy.erasing import erase_from_database
from register.privacy.erasures import (
    ErasureRecord,
    keep_record,
    known_ids,
    listed_erasures,
)
from register.privacy.holdings import WAITING, opened_words
from register.privacy.known_by import (
    KnownBy,
    addresses_in,
    hash_of,
    key_mark,
    plain_email,
    windows,
)
from register.privacy.stores import STORES, Store
from register.privacy.walking import texts_in

ACTOR = "restore"
EVERY = (
    "SELECT {subject} AS subject, jsonb_build_object({held}) AS held FROM {table} AS t "
    "WHERE CAST(:is_every AS boolean) OR {subject} = ANY(:subjects)"
)


@dataclass(frozen=True)
class Replayed:
    """What a replay did. ``other_key`` erasures were made with a key that we do not have now;
    ``unreadable`` lines of the list were cut off.
    """

    done: int
    places: int
    other_key: int = 0
    unreadable: int = 0

    def sentence(self) -> str:
        """The same for who restores."""
        said = f"Erasures made since the backup and done again: {self.done}."
        if self.other_key:
            said += (
                f" NOT DONE: {self.other_key}, which were listed under another secret key. Put "
                "that key back and run `assets privacy replay`, or erase these people by hand."
            )
        if self.unreadable:
            said += f" Lines of the list that cannot be read: {self.unreadable}."
        return said


def replay_erasures(session: Session) -> Replayed:
    """Do every listed erasure that this database does not know; the caller commits."""
    listed = listed_erasures()
    done = known_ids(session)
    missing = [one for one in listed.records if one.id not in done]
    ours = [one for one in missing if one.key_mark == key_mark()]
    places = 0
    found = _found(session, ours) if ours else {}
    for record in ours:
        here = 0
        for known in found.get((record.known_by, record.hash), ()):
            subjects = record.subjects
            erased = erase_from_database(
                session, known, actor=ACTOR, subjects=subjects, may_be_last=True
            )
            here += erased.places
        keep_record(session, record, ACTOR, here)
        places += here
    return Replayed(len(ours), places, len(missing) - len(ours), listed.unreadable)


def _found(
    session: Session, records: Sequence[ErasureRecord]
) -> dict[tuple[str, bytes], list[KnownBy]]:
    """The addresses and names behind the hashes, where the register has them."""
    wanted = {(one.known_by, one.hash) for one in records}
    key = our_key()
    seen: set[tuple[str, str]] = set()
    found: dict[tuple[str, bytes], list[KnownBy]] = {}
    for way, plain in _candidates(session, records):
        if (way, plain) in seen:
            continue
        seen.add((way, plain))
        digest = hash_of(way, plain, key)
        if (way, digest) in wanted:
            found.setdefault((way, digest), []).append(KnownBy(way, plain))
    return found


def _candidates(session: Session, records: Sequence[ErasureRecord]) -> Iterator[tuple[str, str]]:
    has_email = any(one.known_by == "email" for one in records)
    names = [one for one in records if one.known_by == "name"]
    lengths = sorted({one.words for one in names})
    subjects = {subject for one in names for subject in one.subjects or ()}
    for store in STORES:
        for text_, subject in _texts(session, store, subjects, is_every=has_email):
            if has_email:
                yield "email", plain_email(text_)
                yield from (("email", one) for one in addresses_in(text_))
            if subject in subjects:
                for words in lengths:
                    yield from (("name", one) for one in windows(text_, words))
    for row in session.execute(text(WAITING)):
        yield from (("email", one) for one in addresses_in(opened_words(row)))


def _texts(
    session: Session, store: Store, subjects: set[str], *, is_every: bool
) -> Iterator[tuple[str, str]]:
    held = ", ".join(f"'{name}', t.{name}" for name in store.columns)
    statement = EVERY.format(subject=store.subject, held=held, table=store.table)
    rows = session.execute(
        text(statement).execution_options(stream_results=True, yield_per=2000),
        {"is_every": is_every, "subjects": sorted(subjects)},
    )
    for row in rows:
        for column, value in row.held.items():
            searched = value.replace("-", " ") if column == "slug" and value else value
            for said in texts_in(searched, column):
                yield said.text, row.subject
