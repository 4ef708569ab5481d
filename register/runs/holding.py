"""What a run that is not published yet says otherwise of entries that are there: it waits."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.drafts import InvalidDraft, checked_draft, draft_faults
from register.assets.staging import StagedDraft, driver
from register.assets.values import AssetDraft
from register.tables import JsonObject

HAS_HELD = "SELECT EXISTS (SELECT FROM register.held_row WHERE source_id = :source_id)"
# A draft is seen by nobody: what is said of it anew replaces it, and it waits with the newer run.
HELD_NOW = """
UPDATE placed_asset AS p SET outcome = 'held' FROM register.asset AS a
WHERE a.id = p.asset_id AND p.outcome = 'changed' AND a.status <> 'draft'
"""
# What waits already is not said anew; what the source says again as it is stored waits no more.
SAID_BEFORE = """
UPDATE placed_asset AS p SET outcome = 'unchanged' FROM register.held_row AS h
WHERE h.source_id = :source_id AND h.source_ref = p.source_ref AND p.outcome = 'held'
    AND h.digest = p.digest
"""
TAKEN_BACK = """
DELETE FROM register.held_row AS h USING placed_asset AS p
WHERE h.source_id = :source_id AND h.source_ref = p.source_ref
    AND (p.outcome IN ('new', 'changed') OR p.outcome = 'unchanged' AND h.digest <> p.digest)
"""
DRAFT = """jsonb_strip_nulls(jsonb_build_object('name', name, 'kind', kind, 'summary', summary,
    'address', address, 'postcode', postcode, 'lon', lon, 'lat', lat, 'serves', serves,
    'precision', precision, 'details', details, 'for_whom', for_whom, 'contacts', contacts,
    'relations', relations, 'offers', offers))"""
HOLD = f"""
INSERT INTO register.held_row (source_id, source_ref, run_id, line, digest, draft)
SELECT :source_id, source_ref, :run_id, line, digest, {DRAFT}
FROM placed_asset WHERE outcome = 'held'
ON CONFLICT (source_id, source_ref) DO UPDATE SET run_id = excluded.run_id,
    line = excluded.line, digest = excluded.digest, draft = excluded.draft
"""  # noqa: S608 (constants)
LET_GO = """
DELETE FROM register.held_row AS h USING placed_asset AS p
WHERE h.source_id = :source_id AND h.source_ref = p.source_ref
    AND p.outcome NOT IN ('rejected', 'outside')
"""
OF_RUN = "SELECT line, source_ref, draft FROM register.held_row WHERE run_id = %s"
SLICE = 5000
INVALID = """
INSERT INTO register.reject (run_id, line, reason, cells)
SELECT :run_id, line, reason, jsonb_build_object('reference', reference)
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(line integer, reason text, reference text)
ON CONFLICT DO NOTHING
"""
DIGESTS = """
UPDATE staged_asset AS s SET digest = h.digest FROM register.held_row AS h
WHERE h.run_id = :run_id AND h.source_ref = s.source_ref
"""
FORGET = "DELETE FROM register.held_row WHERE run_id = :run_id"


def hold_changes(session: Session, source_id: int, run_id: int, *, has_changes: bool) -> bool:
    """Keep what has changed of what is no draft until the run is published: ``held`` from now on.

    Answers whether ``placed_asset`` calls anything otherwise than before.
    """
    values = {"source_id": source_id, "run_id": run_id}
    has_held = bool(session.scalar(text(HAS_HELD), values))
    if has_changes:
        session.execute(text(HELD_NOW))
    if has_held:
        session.execute(text(SAID_BEFORE), values)
        session.execute(text(TAKEN_BACK), values)
    if has_changes:
        session.execute(text(HOLD), values)
    return has_held or has_changes


def let_go(session: Session, source_id: int) -> None:
    """Forget what waits of rows that the source has just said anew, and everybody sees."""
    if session.scalar(text(HAS_HELD), {"source_id": source_id}):
        session.execute(text(LET_GO), {"source_id": source_id})


@dataclass
class HeldRows:
    """The rows of a run that wait, to be weighed again as if they had come just now.

    ``invalid``: how many will not do any more; they are set aside.
    """

    session: Session
    run_id: int
    invalid: int = 0

    def slices(self) -> Iterator[list[StagedDraft]]:
        """Each row that is right still, in no order: 400,000 take no more memory than a slice.

        To be taken one slice after the other: the connection cannot fetch while it copies.
        """
        with driver(self.session).cursor(name="held_rows") as cursor:
            cursor.execute(OF_RUN, (self.run_id,))
            while rows := cursor.fetchmany(SLICE):
                yield self._right(rows)

    def _right(self, rows: Iterable[tuple[int, str, JsonObject]]) -> list[StagedDraft]:
        right, invalid = [], []
        for line, source_ref, said in rows:
            try:
                draft = checked_draft(AssetDraft.model_validate(said))
            except (InvalidDraft, ValidationError) as error:
                faults = error.faults if isinstance(error, InvalidDraft) else draft_faults(error)
                words = " ".join(f"{fault.field}: {fault.sentence}" for fault in faults)
                invalid.append({"line": line, "reason": words, "reference": source_ref})
            else:
                right.append(StagedDraft(draft, line, source_ref))
        if invalid:
            values = {"run_id": self.run_id, "rows": json.dumps(invalid)}
            self.session.execute(text(INVALID), values)
            self.invalid += len(invalid)
        return right

    def keep_digests(self) -> None:
        """What the file said of each row, so that the same file is known again."""
        self.session.execute(text(DIGESTS), {"run_id": self.run_id})

    def forget(self) -> None:
        """They wait no more."""
        self.session.execute(text(FORGET), {"run_id": self.run_id})
