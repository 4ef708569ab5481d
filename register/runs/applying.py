"""One import run, whole or not at all: rows, assets, log and projection in one transaction."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.placing import outcome_counts, place_staged
from register.assets.staging import StagedDraft, driver, stage_drafts, touch
from register.assets.storing import Doing, finish, store_placed
from register.events.writing import log_touched
from register.privacy.returning import ErasedPeople
from register.publishing.projection import publish_touched
from register.runs.edits import keep_edits
from register.runs.holding import hold_changes, let_go
from register.runs.related import LeftOut, RelatedRows
from register.runs.sources import Source, record_source
from register.runs.turns import take_turn, told_if_busy

BEGIN = """
INSERT INTO register.run (source_id, file_name, file_digest, started_at, finished_at,
    was_published, actor, new, changed, unchanged, rejected, outside)
VALUES (:source_id, :file_name, :file_digest, :started_at, :started_at, :publish, :actor,
    0, 0, 0, 0, 0)
RETURNING id
"""
BUSY = "Import the file again in a minute: nothing of it is imported yet."
END = """
UPDATE register.run SET finished_at = clock_timestamp(), new = :new, changed = :changed,
    unchanged = :unchanged, rejected = :rejected, outside = :outside
WHERE id = :run_id
"""
ROWS = """
INSERT INTO register.row (source_id, source_ref, asset_id, run_id, line, digest)
SELECT :source_id, source_ref, asset_id, :run_id, line, digest
FROM placed_asset WHERE outcome IN ('new', 'changed', 'kept')
ON CONFLICT (source_id, source_ref) DO UPDATE SET run_id = excluded.run_id,
    line = excluded.line, digest = excluded.digest
"""
PLACED_REJECTS = """
INSERT INTO register.reject (run_id, line, reason, cells)
SELECT :run_id, line, reason, jsonb_strip_nulls(jsonb_build_object('reference', source_ref,
    'name', name, 'kind', kind, 'postcode', postcode))
FROM placed_asset WHERE outcome = 'rejected'
"""
REFUSED = "COPY register.reject (run_id, line, reason, cells) FROM STDIN"
WAITING = """
INSERT INTO touched_asset
SELECT p.asset_id FROM placed_asset AS p JOIN register.asset AS a ON a.id = p.asset_id
WHERE p.outcome IN ('unchanged', 'changed') AND a.status = 'draft'
"""
PUBLISH = """
UPDATE register.asset AS a SET status = 'published'
FROM touched_asset AS t WHERE a.id = t.asset_id
"""

# A list of ours bears the entry's own number as its reference.
OWN_NUMBERS = """
SELECT count(*) FROM placed_asset AS p JOIN register.asset AS a
    ON a.id = CASE WHEN p.source_ref ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        THEN CAST(p.source_ref AS uuid) END
WHERE p.outcome = 'new' AND length(p.source_ref) = 36
"""


@dataclass(frozen=True)
class RejectedRow:
    """A row set aside, with its line and why; ``cells`` hold nothing that names a person."""

    line: int
    reason: str
    cells: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Import:
    """A file to import: its rows, drafts and refusals alike, in the order of its lines."""

    source: Source
    file_name: str
    rows: Iterable[StagedDraft | RejectedRow]
    digest: Callable[[], bytes]
    actor: str
    publish: bool


@dataclass(frozen=True)
class RunReport:
    """What a run did, as counts of rows, with the rows that it set aside.

    ``erased``: rows that named somebody who was erased; they are taken without them.
    ``left_out``: relations that were not taken, of rows that were.
    ``own_numbers``: new rows whose reference is the number of an entry that is here already.
    """

    run_id: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    outside: int
    rejects: list[RejectedRow]
    erased: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    own_numbers: int = 0

    def line(self) -> str:
        """The one plain line that scripts read."""
        return (
            f"new: {self.new} changed: {self.changed} unchanged: {self.unchanged} "
            f"rejected: {self.rejected} outside: {self.outside}"
        )


def apply_run(session: Session, wanted: Import) -> RunReport:
    """Write one import run. The caller's transaction makes it whole or undoes it.

    Without ``publish`` it waits: what is new, or was not public yet, as drafts, and what has
    changed of the others by `hold_changes`. Raises RunBusy.
    """
    with told_if_busy(BUSY):
        source_id = record_source(session, wanted.source)
        take_turn(session, source_id)
    started_at = datetime.now(UTC)
    refused: list[RejectedRow] = []
    related = RelatedRows()
    drafts = related.noting(_without_refused(wanted.rows, refused))
    people = ErasedPeople.find(session, source_id)
    stage_drafts(session, people.cleaned(drafts) if people else drafts)
    counts = place_staged(session, source_id)
    left_out: list[LeftOut] = []
    if related.rows:
        left_out = related.tell(session, source_id)
        counts = outcome_counts(session)
    run_id = _begin(session, wanted, source_id, started_at)
    doing = Doing(wanted.actor, "import", wanted.publish, source_id, run_id)
    own_numbers = session.scalar(text(OWN_NUMBERS)) or 0 if counts.get("new") else 0
    if wanted.publish:
        let_go(session, source_id)
    elif hold_changes(session, source_id, run_id, has_changes=bool(counts.get("changed"))):
        counts = outcome_counts(session)
    kept = keep_edits(session, wanted.source.slug, run_id) if counts.get("changed") else 0
    store_placed(session, doing)
    session.execute(text(ROWS), {"source_id": source_id, "run_id": run_id})
    if wanted.publish:
        _publish_waiting(session, doing)
    rejects = _record_rejects(session, run_id, refused)
    report = RunReport(
        run_id=run_id,
        new=counts.get("new", 0),
        changed=counts.get("changed", 0) + counts.get("held", 0) - kept,
        unchanged=counts.get("unchanged", 0) + kept,
        rejected=len(rejects),
        outside=counts.get("outside", 0),
        rejects=rejects,
        erased=people.left_out if people else 0,
        left_out=left_out,
        own_numbers=own_numbers,
    )
    session.execute(text(END), vars(report))
    if report.new or report.changed or wanted.publish:
        finish(session)
    return report


def _without_refused(
    rows: Iterable[StagedDraft | RejectedRow], refused: list[RejectedRow]
) -> Iterator[StagedDraft]:
    for row in rows:
        if isinstance(row, RejectedRow):
            refused.append(row)
        else:
            yield row


def _begin(session: Session, wanted: Import, source_id: int, started_at: datetime) -> int:
    values = {
        "source_id": source_id,
        "file_name": wanted.file_name,
        "file_digest": wanted.digest(),
        "started_at": started_at,
        "publish": wanted.publish,
        "actor": wanted.actor,
    }
    return int(session.scalars(text(BEGIN), values).one())


def _publish_waiting(session: Session, doing: Doing) -> None:
    """Publish what an earlier run of the same rows left as drafts."""
    session.execute(text("TRUNCATE touched_asset"))
    touch(session, WAITING)
    session.execute(text(PUBLISH))
    log_touched(session, "published", doing.actor, doing.door, doing.run_id)
    publish_touched(session)


def _record_rejects(session: Session, run_id: int, refused: list[RejectedRow]) -> list[RejectedRow]:
    session.execute(text(PLACED_REJECTS), {"run_id": run_id})
    with driver(session).cursor() as cursor, cursor.copy(REFUSED) as copy:
        for row in refused:
            copy.write_row((run_id, row.line, row.reason, json.dumps(row.cells)))
    return rejected_rows(session, run_id)


def rejected_rows(session: Session, run_id: int) -> list[RejectedRow]:
    """The rows that a run set aside, in the order of their lines."""
    found = session.execute(
        text("SELECT line, reason, cells FROM register.reject WHERE run_id = :id ORDER BY line"),
        {"id": run_id},
    )
    return [RejectedRow(*row) for row in found]
