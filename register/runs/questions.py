"""Questions about import runs: which there were, and what each set aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.runs.applying import RejectedRow, rejected_rows
from register.runs.errors import RunNotFound

# Waiting: drafts that this run was the last to write, which nobody has published.
RUNS = """
SELECT r.id, s.slug AS source, r.file_name, r.started_at, r.finished_at, r.was_published, r.new,
    r.changed, r.unchanged, r.rejected, r.outside,
    (SELECT count(*) FROM register.row AS w JOIN register.asset AS a ON a.id = w.asset_id
        WHERE w.source_id = r.source_id AND w.run_id = r.id AND a.status = 'draft') AS waiting
FROM register.run AS r JOIN published.source AS s ON s.id = r.source_id
"""
NEWEST = f"{RUNS} ORDER BY r.id DESC LIMIT :limit"
BY_ID = f"{RUNS} WHERE r.id = :id"


@dataclass(frozen=True, slots=True)
class FoundRun:
    """One import run. ``waiting``: assets of it that are still drafts."""

    id: int
    source: str
    file_name: str
    started_at: datetime
    finished_at: datetime
    was_published: bool
    new: int
    changed: int
    unchanged: int
    rejected: int
    outside: int
    waiting: int


def newest_runs(session: Session, limit: int = 20) -> list[FoundRun]:
    """The newest import runs, the last one first."""
    return [FoundRun(*row) for row in session.execute(text(NEWEST), {"limit": limit})]


def run_by_id(session: Session, run_id: int) -> FoundRun:
    """The import run of that number; raises RunNotFound."""
    row = session.execute(text(BY_ID), {"id": run_id}).first()
    if row is None:
        raise RunNotFound(f"There is no import run {run_id}: `assets runs list` shows them.")
    return FoundRun(*row)


def rejects_of_run(session: Session, run_id: int) -> list[RejectedRow]:
    """The rows that a run set aside, by line; raises RunNotFound."""
    run_by_id(session, run_id)
    return rejected_rows(session, run_id)


def rejects_table(rejects: Sequence[RejectedRow]) -> tuple[list[str], list[list[str | int]]]:
    """Headings and rows of the rejects as a table: line, reason, and what was kept of each row."""
    names = list(dict.fromkeys(name for row in rejects for name in row.cells))
    rows: list[list[str | int]] = [
        [row.line, row.reason, *(row.cells.get(name, "") for name in names)] for row in rejects
    ]
    return ["Line", "Reason", *names], rows
