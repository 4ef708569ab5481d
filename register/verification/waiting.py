"""Entries that wait for a steward of their ward, or for any builder, to go and look."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.people.holders import Holder
from register.tables import JsonObject

# Where an entry lies, or else what it serves, says whose it is. Who decides nothing there sees only
# what everybody may see.
WAITING = """
SELECT r.asset_id, a.slug, a.name, a.kind, r.since, r.mails, areas.keys
FROM register.review AS r
JOIN register.asset AS a ON a.id = r.asset_id
CROSS JOIN LATERAL (SELECT coalesce(
    (SELECT array_agg(l.key ORDER BY l.key) FROM register.membership AS m
        JOIN published.locality AS l ON l.id = m.locality_id WHERE m.asset_id = a.id),
    (SELECT array_agg(l.key ORDER BY l.key) FROM register.served AS s
        JOIN published.locality AS l ON l.id = s.locality_id WHERE s.asset_id = a.id),
    '{}') AS keys) AS areas
WHERE r.is_with_steward
    AND (CAST(:scopes AS jsonb) = '[]' OR EXISTS (
        SELECT FROM jsonb_to_recordset(CAST(:scopes AS jsonb)) AS s(locality text, kind text)
        WHERE (s.locality IS NULL OR s.locality = ANY(areas.keys))
            AND (s.kind IS NULL OR s.kind = a.kind)))
    AND (NOT :is_public OR EXISTS (SELECT FROM published.public_asset AS p WHERE p.id = a.id))
"""
LISTED = f"""
{WAITING}
    AND (CAST(:after_at AS timestamptz) IS NULL
        OR (r.since, r.asset_id) > (:after_at, CAST(:after_id AS uuid)))
ORDER BY r.since, r.asset_id LIMIT :limit
"""
COUNTED = f"SELECT count(*) FROM ({WAITING}) AS w"  # noqa: S608 (constants)


@dataclass(frozen=True)
class WaitingEntry:
    """An entry to check; ``since`` when its time came, ``mails`` how often somebody was asked."""

    asset_id: UUID
    slug: str
    name: str
    kind: str
    since: datetime
    mails: int
    localities: list[str]


def _values(holder: Holder) -> JsonObject:
    decides = holder.role in ("steward", "administrator")
    is_everywhere = holder.role != "steward" or not holder.scopes
    scopes = [{"locality": one.locality_key, "kind": one.kind} for one in holder.scopes]
    return {"scopes": "[]" if is_everywhere else json.dumps(scopes), "is_public": not decides}


def waiting_entries(
    session: Session,
    holder: Holder,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[WaitingEntry]:
    """What this person may go and look at, the longest wait first."""
    at, asset_id = after or (None, None)
    values = _values(holder) | {"after_at": at, "after_id": asset_id, "limit": limit}
    return [WaitingEntry(*row) for row in session.execute(text(LISTED), values)]


def count_waiting(session: Session, holder: Holder) -> int:
    """How many there are for this person."""
    return int(session.scalars(text(COUNTED), _values(holder)).one())
