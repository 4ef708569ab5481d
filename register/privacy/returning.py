"""People who were erased and whom a source names again: left out before anything is stored.

Only a person's deliberate act (a form, the API) brings somebody back. Costs nothing while nobody
was erased.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.staging import StagedDraft
from register.assets.values import AssetDraft
from register.people.secrets_at_rest import our_key
from register.privacy.erasing_rows import reference_without
from register.privacy.known_by import (
    ERASED,
    KnownBy,
    addresses_in,
    hash_of,
    plain_email,
    plain_words,
    windows,
)
from register.privacy.walking import texts_in, without

ERASURES = "SELECT known_by, words, hash, subjects FROM register.erasure"
REFERENCES = """
SELECT r.source_ref, a.name = :erased AND k.is_personal AS is_empty
FROM register.row AS r
JOIN register.asset AS a ON a.id = r.asset_id JOIN register.kind AS k ON k.slug = a.kind
WHERE r.source_id = :source_id
    AND ('asset ' || a.id = ANY(:subjects) OR a.name = :erased AND k.is_personal)
"""


@dataclass
class ErasedPeople:
    """The hashes of who was erased, and what a source's references have to do with them.

    ``emptied`` are references of entries about one person who was erased: their rows are left out.
    ``concerned`` are those of entries from which a name was erased.
    """

    hashes: dict[str, set[bytes]]
    lengths: tuple[int, ...]
    emptied: set[str]
    concerned: set[str]
    left_out: int = 0
    _known: dict[tuple[str, str], bool] = field(default_factory=dict)
    _key: bytes = field(default_factory=our_key)

    @classmethod
    def find(cls, session: Session, source_id: int) -> Self | None:
        """Who was erased; None where nobody was."""
        rows = session.execute(text(ERASURES)).all()
        if not rows:
            return None
        hashes = {
            way: {bytes(row.hash) for row in rows if row.known_by == way}
            for way in ("email", "name")
        }
        lengths = tuple(sorted({row.words for row in rows if row.known_by == "name"}))
        subjects = sorted({one for row in rows for one in row.subjects or ()})
        values = {"source_id": source_id, "subjects": subjects, "erased": ERASED}
        references = session.execute(text(REFERENCES), values).all()
        return cls(
            hashes,
            lengths,
            {row.source_ref for row in references if row.is_empty},
            {row.source_ref for row in references},
        )

    def cleaned(self, rows: Iterable[StagedDraft]) -> Iterator[StagedDraft]:
        """The rows without them; counts what was left out."""
        for row in rows:
            if row.source_ref in self.emptied:
                self.left_out += 1
            elif (clean := self._cleaned(row)) is not None:
                yield clean

    def _cleaned(self, row: StagedDraft) -> StagedDraft | None:
        reference = row.source_ref
        if reference and self._names_somebody(reference):
            reference = reference_without(reference)
        if reference == row.source_ref and not self._may_name(row):
            return row
        values: dict[str, Any] = row.draft.model_dump(mode="json")
        people = set(self._people_in(values, is_concerned=reference in self.concerned))
        if not people and reference == row.source_ref:
            return row
        self.left_out += 1
        for known in sorted(people, key=lambda one: one.plain):
            values = without(values, known)
        try:
            draft = AssetDraft.model_validate(values)
        except ValidationError:  # without them it is no row that could be taken
            return None
        return row._replace(draft=draft, source_ref=reference)

    def _may_name(self, row: StagedDraft) -> bool:
        """Most rows have no contact and no address, and need no closer look."""
        if row.draft.contacts or row.source_ref in self.concerned:
            return True
        return bool(self.hashes["email"]) and "@" in row.draft.model_dump_json()

    def _names_somebody(self, reference: str) -> bool:
        is_address = "@" in reference and any(
            self._is_erased("email", one)
            for one in (plain_email(reference), *addresses_in(reference))
        )
        return is_address or self._is_erased("name", " ".join(plain_words(reference)))

    def _people_in(self, values: Any, *, is_concerned: bool) -> Iterator[KnownBy]:
        for said in texts_in(values):
            for address in (plain_email(said.text), *addresses_in(said.text)):
                if "@" in address and self._is_erased("email", address):
                    yield KnownBy("email", address)
            if said.is_person:
                name = " ".join(plain_words(said.text))
                if self._is_erased("name", name):
                    yield KnownBy("name", name)
            if is_concerned:
                for length in self.lengths:
                    for name in windows(said.text, length):
                        if self._is_erased("name", name):
                            yield KnownBy("name", name)

    def _is_erased(self, way: str, plain: str) -> bool:
        if not self.hashes[way] or not plain:
            return False
        asked = (way, plain)
        if asked not in self._known:
            self._known[asked] = hash_of(way, plain, self._key) in self.hashes[way]
        return self._known[asked]
