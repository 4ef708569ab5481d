"""Entries whose check is overdue, as the public may know it: shown as unchecked, or put below."""

from sqlalchemy import text
from sqlalchemy.orm import Session

# Where nothing is overdue, these find nothing and cost nothing, however many are touched.
FORGET = """
DELETE FROM published.overdue AS o USING touched_asset AS t WHERE o.asset_id = t.asset_id
"""
PROJECT = """
INSERT INTO published.overdue (asset_id, is_below)
SELECT r.asset_id, r.stage = 'below'
FROM touched_asset AS t
JOIN register.review AS r ON r.asset_id = t.asset_id AND r.stage <> 'due'
JOIN published.public_asset AS p ON p.id = r.asset_id
"""
# The whole again, touching only what differs; answers how many rows that were.
SYNC = """
WITH wanted AS (
    SELECT r.asset_id, r.stage = 'below' AS is_below
    FROM register.review AS r JOIN published.public_asset AS p ON p.id = r.asset_id
    WHERE r.stage <> 'due'
), gone AS (
    DELETE FROM published.overdue AS o
    WHERE NOT EXISTS (SELECT FROM wanted AS w WHERE w.asset_id = o.asset_id)
    RETURNING o.asset_id
), written AS (
    INSERT INTO published.overdue AS o (asset_id, is_below)
    SELECT w.asset_id, w.is_below FROM wanted AS w
    ON CONFLICT (asset_id) DO UPDATE SET is_below = excluded.is_below
        WHERE o.is_below <> excluded.is_below
    RETURNING o.asset_id
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written)
"""


def project_overdue(session: Session) -> None:
    """For what is in ``touched_asset``, after it was projected."""
    session.execute(text(FORGET))
    session.execute(text(PROJECT))


def sync_overdue(session: Session) -> int:
    """For all entries; answers how many differ from what was public."""
    return int(session.scalars(text(SYNC)).one())
