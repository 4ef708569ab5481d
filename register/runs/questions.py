"""Questions about import runs: which there were, what became of them, what each set aside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.runs.applying import RejectedRow
from register.runs.errors import RunNotFound

RunState = Literal["waiting", "published", "discarded", "nothing"]

# Waiting: drafts that this run was the last to write, which nobody has published; held: what it
# would change. Counted for all at once: drafts are few, rows of a source many.
RUNS = """
WITH drafts AS (
    SELECT w.run_id, count(*) AS waiting
    FROM register.asset AS a JOIN register.row AS w ON w.asset_id = a.id
    WHERE a.status = 'draft' GROUP BY w.run_id
), held AS (
    SELECT run_id, count(*) AS held FROM register.held_row GROUP BY run_id
)
SELECT r.id, r.source_id, s.slug AS source, s.name AS source_name, r.file_name, r.actor,
    r.started_at, r.finished_at, r.was_published, r.new, r.changed, r.unchanged, r.rejected,
    r.outside, coalesce(drafts.waiting, 0) AS waiting, coalesce(held.held, 0) AS held,
    r.published_at, r.published_by, r.discarded_at, r.discarded_by, r.discard_reason
FROM register.run AS r JOIN published.source AS s ON s.id = r.source_id
LEFT JOIN drafts ON drafts.run_id = r.id
LEFT JOIN held ON held.run_id = r.id
"""
NEWEST = f"""
{RUNS} WHERE CAST(:before AS integer) IS NULL OR r.id < :before ORDER BY r.id DESC LIMIT :limit
"""
WAITS = """
r.discarded_at IS NULL AND r.published_at IS NULL AND NOT r.was_published AND r.id IN (
    SELECT w.run_id FROM register.asset AS a JOIN register.row AS w ON w.asset_id = a.id
    WHERE a.status = 'draft'
    UNION
    SELECT run_id FROM register.held_row
)
"""
WAITING_RUNS = f"SELECT count(*) FROM register.run AS r WHERE {WAITS}"  # noqa: S608 (constants)
FORGOTTEN_RUNS = f"""
SELECT r.id, r.finished_at FROM register.run AS r
WHERE r.finished_at < :before AND {WAITS} ORDER BY r.id
"""  # noqa: S608 (constants)
BY_ID = f"{RUNS} WHERE r.id = :id"
LARGEST_ID = 2**31 - 1
REJECTS = """
SELECT line, reason, cells FROM register.reject
WHERE run_id = :run_id AND line > :after ORDER BY line LIMIT CAST(:limit AS integer)
"""
REJECTED = "SELECT count(*) FROM register.reject WHERE run_id = :run_id"
# The headings of what was kept, in the order in which they are first met.
CELL_NAMES = """
SELECT c.name FROM register.reject AS r
CROSS JOIN jsonb_object_keys(r.cells) WITH ORDINALITY AS c(name, place)
WHERE r.run_id = :run_id GROUP BY c.name ORDER BY min(ARRAY[r.line, c.place])
"""
REJECTS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class FoundRun:
    """One import run. ``waiting``: entries that are new and not public; ``held``: its changes.

    Both wait to be published or discarded. ``published_by`` is None where it was published
    as it came.
    """

    id: int
    source_id: int
    source: str
    source_name: str
    file_name: str
    actor: str
    started_at: datetime
    finished_at: datetime
    was_published: bool
    new: int
    changed: int
    unchanged: int
    rejected: int
    outside: int
    waiting: int
    held: int
    published_at: datetime | None
    published_by: str | None
    discarded_at: datetime | None
    discarded_by: str | None
    discard_reason: str

    @property
    def state(self) -> RunState:
        """What became of it; ``nothing``: it brought nothing, or a later run said it anew."""
        if self.discarded_at is not None:
            return "discarded"
        if self.was_published or self.published_at is not None:
            return "published"
        return "waiting" if self.waiting or self.held else "nothing"


def newest_runs(session: Session, limit: int = 20, before: int | None = None) -> list[FoundRun]:
    """The newest import runs, the last one first; ``before``: those with a smaller number."""
    values = {"limit": limit, "before": before}
    return [FoundRun(*row) for row in session.execute(text(NEWEST), values)]


def count_waiting_runs(session: Session) -> int:
    """How many import runs wait to be published or discarded."""
    return int(session.scalars(text(WAITING_RUNS)).one())


def waiting_since_before(session: Session, before: datetime) -> Sequence[tuple[int, datetime]]:
    """The runs that wait since before a time, each with the end of the import."""
    rows = session.execute(text(FORGOTTEN_RUNS), {"before": before})
    return [(row.id, row.finished_at) for row in rows]


def run_by_id(session: Session, run_id: int) -> FoundRun:
    """The import run of that number; raises RunNotFound."""
    row = None
    if 0 < run_id <= LARGEST_ID:
        row = session.execute(text(BY_ID), {"id": run_id}).first()
    if row is None:
        raise RunNotFound(
            f"There is no import run {run_id}. Look for its number in the list of imports."
        )
    return FoundRun(*row)


def rejects_of_run(
    session: Session, run_id: int, after: int = -1, limit: int | None = None
) -> list[RejectedRow]:
    """The rows that a run set aside, by line, from after that one on; raises RunNotFound."""
    run_by_id(session, run_id)
    return _rejects(session, run_id, after, limit)


def _rejects(session: Session, run_id: int, after: int, limit: int | None) -> list[RejectedRow]:
    values = {"run_id": run_id, "after": after, "limit": limit}
    return [RejectedRow(*row) for row in session.execute(text(REJECTS), values)]


def count_rejects(session: Session, run_id: int) -> int:
    """How many rows that a run set aside are kept still."""
    return int(session.scalars(text(REJECTED), {"run_id": run_id}).one())


def kept_rejects_table(
    session: Session, run_id: int
) -> tuple[list[str], Iterator[list[str | int]]]:
    """The same as `rejects_table` of all that a run set aside; raises RunNotFound.

    Rows are read as they are asked for, while the session is open: there may be 400,000.
    """
    run_by_id(session, run_id)
    names = list(session.scalars(text(CELL_NAMES), {"run_id": run_id}))
    return ["Line", "Reason", *names], _kept_rows(session, run_id, names)


def _kept_rows(session: Session, run_id: int, names: list[str]) -> Iterator[list[str | int]]:
    after = -1
    while rejects := _rejects(session, run_id, after, REJECTS_AT_ONCE):
        yield from _table_rows(rejects, names)
        after = rejects[-1].line


def rejects_table(rejects: Sequence[RejectedRow]) -> tuple[list[str], list[list[str | int]]]:
    """Headings and rows of the rejects as a table: line, reason, and what was kept of each row."""
    names = list(dict.fromkeys(name for row in rejects for name in row.cells))
    return ["Line", "Reason", *names], list(_table_rows(rejects, names))


def _table_rows(rejects: Sequence[RejectedRow], names: list[str]) -> Iterator[list[str | int]]:
    for row in rejects:
        yield [row.line, row.reason, *(row.cells.get(name, "") for name in names)]
