"""The stewards' queue: what waits in their wards and kinds, by type, the longest wait first."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.people.holders import Holder
from register.proposals.found import PROPOSALS, FoundProposal
from register.proposals.rights import DECIDERS
from register.tables import JsonObject

WAITS_TOO_LONG_DAYS = 14
IN_SCOPE = """(CAST(:scopes AS jsonb) = '[]' OR EXISTS (
    SELECT FROM jsonb_to_recordset(CAST(:scopes AS jsonb)) AS s(locality text, kind text)
    WHERE (s.locality IS NULL OR s.locality = ANY(q.localities))
        AND (s.kind IS NULL OR s.kind = q.kind)))"""
MINE = f"""
SELECT * FROM ({PROPOSALS} WHERE p.status IN ('waiting', 'asked')) AS q WHERE {IN_SCOPE}
"""  # noqa: S608 (constants)
LATE = f"q.submitted_at < now() - interval '{WAITS_TOO_LONG_DAYS} days'"
LISTED = f"""
{MINE}
    AND (CAST(:queue AS text) IS NULL OR q.queue = :queue)
    AND (NOT CAST(:is_late AS boolean) OR {LATE})
    AND (CAST(:after_at AS timestamptz) IS NULL OR (q.submitted_at, q.id) > (:after_at, :after_id))
ORDER BY q.submitted_at, q.id LIMIT :limit
"""
COUNTED = f"""
SELECT queue, count(*), count(*) FILTER (WHERE {LATE}) AS late FROM ({MINE}) AS q GROUP BY queue
"""  # noqa: S608 (constants)


@dataclass(frozen=True)
class QueueCounts:
    """How many wait in each queue, and how many of all wait too long."""

    by_queue: dict[str, int]
    late: int


def scopes_json(holder: Holder) -> str:
    """What ``IN_SCOPE`` goes by: a steward's wards and kinds, or an empty list for everything."""
    if holder.role != "steward" or not holder.scopes:
        return "[]"
    return json.dumps([{"locality": one.locality_key, "kind": one.kind} for one in holder.scopes])


def open_proposals(
    session: Session,
    holder: Holder,
    *,
    queue: str | None = None,
    is_late: bool = False,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[FoundProposal]:
    """What waits for this person, the longest wait first; nothing for who decides nothing."""
    if holder.role not in DECIDERS:
        return []
    values: JsonObject = {
        "scopes": scopes_json(holder),
        "queue": queue,
        "is_late": is_late,
        "limit": limit,
    }
    values |= {"after_at": after[0] if after else None, "after_id": after[1] if after else None}
    return [FoundProposal(*row) for row in session.execute(text(LISTED), values)]


def queue_counts(session: Session, holder: Holder) -> QueueCounts:
    """How many wait for this person, by queue."""
    rows = session.execute(text(COUNTED), {"scopes": scopes_json(holder)}).all()
    return QueueCounts({row[0]: row[1] for row in rows}, sum(row[2] for row in rows))
