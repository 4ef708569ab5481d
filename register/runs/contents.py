"""What an import run would do, or has done: its entries one by one, and counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.current import current_assets
from register.assets.fields import Fields, differences, fields_from
from register.proposals.conflicts import Changes
from register.runs.edits import settle
from register.runs.questions import FoundRun

Brought = Literal["new", "changed"]

# Drafts that the run was the last to write, and what it would change of entries that are there.
WAITING = """
SELECT r.line, 'new' AS brought, r.asset_id, CAST(NULL AS jsonb) AS said
FROM register.row AS r JOIN register.asset AS a ON a.id = r.asset_id AND a.status = 'draft'
WHERE r.source_id = :source_id AND r.run_id = :run_id
UNION ALL
SELECT h.line, CASE WHEN r.asset_id IS NULL THEN 'new' ELSE 'changed' END, r.asset_id, h.draft
FROM register.held_row AS h
LEFT JOIN register.row AS r ON r.source_id = h.source_id AND r.source_ref = h.source_ref
WHERE h.run_id = :run_id
"""
WAITING_PAGE = f"SELECT * FROM ({WAITING}) AS w WHERE w.line > :after ORDER BY w.line LIMIT :limit"  # noqa: S608
# What is told of a run that was published stands in the log.
LOGGED = """
SELECT e.id AS place, CASE e.action WHEN 'added' THEN 'new' ELSE 'changed' END AS brought,
    e.asset_id, a.name, a.kind, a.slug, a.status, e.changed || coalesce(p.changed, '{}') AS said
FROM register.event AS e
JOIN register.asset AS a ON a.id = e.asset_id
LEFT JOIN register.event_private AS p ON p.event_id = e.id
WHERE e.run_id = :run_id AND e.action IN ('added', 'changed') AND e.id > :after
ORDER BY e.id LIMIT :limit
"""
WARD = """(SELECT l.key FROM register.membership AS m
    JOIN published.locality AS l ON l.id = m.locality_id AND l.kind = 'ward'
    WHERE m.asset_id = w.asset_id LIMIT 1)"""
WAITING_COUNTS = f"""
SELECT w.brought, coalesce(w.said ->> 'kind', a.kind) AS kind, {WARD} AS ward, count(*)
FROM ({WAITING}) AS w LEFT JOIN register.asset AS a ON a.id = w.asset_id
GROUP BY 1, 2, 3
"""  # noqa: S608 (constants)
LOGGED_COUNTS = f"""
SELECT CASE w.action WHEN 'added' THEN 'new' ELSE 'changed' END AS brought,
    coalesce(a.kind, w.changed ->> 'kind', '') AS kind, {WARD} AS ward, count(DISTINCT w.asset_id)
FROM register.event AS w LEFT JOIN register.asset AS a ON a.id = w.asset_id
WHERE w.run_id = :run_id AND w.action IN ('added', 'changed')
GROUP BY 1, 2, 3
"""  # noqa: S608 (constants)
# Of what was discarded the log has its kind and no more; what else it has changed was no row.
GONE_COUNTS = """
SELECT 'new' AS brought, coalesce(e.changed ->> 'kind', '') AS kind, NULL AS ward,
    count(DISTINCT e.asset_id)
FROM register.event AS e WHERE e.run_id = :run_id AND e.action = 'added' GROUP BY 2
"""
EDITED = """
SELECT count(*) FROM register.row AS r
JOIN register.asset AS a ON a.id = r.asset_id AND a.status = 'draft' AND a.edited <> '{}'
WHERE r.source_id = :source_id AND r.run_id = :run_id
"""
POINTS = f"""
SELECT coalesce(w.said ->> 'name', a.name) AS name, coalesce(w.said ->> 'kind', a.kind) AS kind,
    CASE WHEN w.brought = 'changed' THEN a.slug ELSE '' END AS slug,
    coalesce(CAST(w.said ->> 'lon' AS double precision), ST_X(a.location)) AS lon,
    coalesce(CAST(w.said ->> 'lat' AS double precision), ST_Y(a.location)) AS lat
FROM ({WAITING}) AS w LEFT JOIN register.asset AS a ON a.id = w.asset_id
WHERE w.said ->> 'lon' IS NOT NULL OR a.location IS NOT NULL
ORDER BY w.line LIMIT :limit
"""  # noqa: S608 (constants)


@dataclass(frozen=True, slots=True)
class RunEntry:
    """One entry of a run. ``changes``: what it makes of the entry, from and to, field by field.

    ``contested`` is what the source says against a person's edit: it would be proposed. ``place``
    is what the next page begins after: a line of the file while it waits, else a line of the log.
    """

    place: int
    brought: Brought
    asset_id: UUID | None
    slug: str | None
    status: str | None
    name: str
    kind: str
    localities: tuple[str, ...] = ()
    changes: Changes = field(default_factory=dict)
    contested: Changes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunCount:
    """How many entries of a kind in a ward (None: in none, or not known any more)."""

    brought: Brought
    kind: str
    ward: str | None
    count: int


@dataclass(frozen=True, slots=True)
class RunPoint:
    """Where something of a run truly is. ``slug`` is empty for what is new."""

    name: str
    kind: str
    slug: str
    lon: float
    lat: float


def run_entries(
    session: Session, run: FoundRun, after: int = 0, limit: int = 50
) -> Sequence[RunEntry]:
    """The entries of a run in order, from after that place on; none of a discarded one."""
    if run.state == "discarded":
        return []
    values = {"run_id": run.id, "source_id": run.source_id, "after": after, "limit": limit}
    if run.state != "waiting":
        rows = session.execute(text(LOGGED), values)
        return [
            RunEntry(
                row.place,
                row.brought,
                row.asset_id,
                row.slug,
                row.status,
                row.name,
                row.kind,
                changes=_logged(row.said, is_new=row.brought == "new"),
            )
            for row in rows
        ]
    found = session.execute(text(WAITING_PAGE), values).all()
    assets = current_assets(session, [row.asset_id for row in found if row.asset_id])
    entries = []
    for row in found:
        asset = assets.get(row.asset_id)
        said = fields_from(row.said) if row.said is not None else {}
        contested: Changes = {}
        if asset is None:
            changes = differences({}, said)
        elif row.said is None:
            said, changes = asset.fields, differences({}, asset.fields)
        else:
            settled = settle(asset, said)
            contested, changes = settled.contested, differences(asset.fields, settled.fields)
        entries.append(
            RunEntry(
                row.line,
                row.brought,
                row.asset_id,
                asset.slug if asset else None,
                asset.status if asset else None,
                asset.name if asset else str(said["name"]),
                asset.kind if asset else str(said["kind"]),
                asset.localities if asset else (),
                changes,
                contested,
            )
        )
    return entries


def _logged(said: dict[str, Any], *, is_new: bool) -> Changes:
    """What a line of the log says, field by field."""
    if is_new:
        return differences({}, _fields(said))
    pairs = {name: pair for name, pair in said.items() if isinstance(pair, dict) and "to" in pair}
    before = {name: pair.get("from") for name, pair in pairs.items()}
    after = {name: pair["to"] for name, pair in pairs.items()}
    return differences(_fields(before), _fields(after))


def _fields(values: dict[str, Any]) -> Fields:
    return fields_from({**values, **(values.get("place") or {})})


def run_counts(session: Session, run: FoundRun) -> Sequence[RunCount]:
    """The entries of a run by what it brings, kind and ward; of a discarded one what was new."""
    statement = {"waiting": WAITING_COUNTS, "discarded": GONE_COUNTS}.get(run.state, LOGGED_COUNTS)
    values = {"run_id": run.id, "source_id": run.source_id}
    return [RunCount(*row) for row in session.execute(text(statement), values)]


def edited_since(session: Session, run: FoundRun) -> int:
    """How many of its new entries people have changed since it came."""
    values = {"run_id": run.id, "source_id": run.source_id}
    return int(session.scalars(text(EDITED), values).one())


def run_points(session: Session, run: FoundRun, limit: int) -> Sequence[RunPoint]:
    """Where what waits would be, in the order of the file."""
    values = {"run_id": run.id, "source_id": run.source_id, "limit": limit}
    return [RunPoint(*row) for row in session.execute(text(POINTS), values)]
