"""Letting entries that stay belong no more to those of a run that go."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.current import RELATIONS
from register.assets.staging import prepare_staging, touch
from register.assets.storing import Doing
from register.publishing.projection import publish_touched

GOING = """
SELECT w.asset_id FROM register.row AS w
JOIN register.asset AS d ON d.id = w.asset_id AND d.status = 'draft'
WHERE w.source_id = :source_id AND w.run_id = :run_id
"""
# Closed and merged ones too: they may be opened again. In the order of ids, as everybody locks.
LEADING = f"""
INSERT INTO touched_asset
SELECT a.id FROM register.asset AS a
WHERE a.id IN (SELECT from_asset_id FROM register.relation WHERE to_asset_id IN ({GOING}))
    AND NOT EXISTS (SELECT FROM ({GOING}) AS g WHERE g.asset_id = a.id)
ORDER BY a.id FOR UPDATE OF a
"""  # noqa: S608 (constants)
LOG = f"""
WITH said AS (
    INSERT INTO register.event (asset_id, version, action, door, actor, run_id, reason)
    SELECT a.id, a.version + 1, 'changed', :door, :actor, :run_id, :reason
    FROM touched_asset AS t JOIN register.asset AS a ON a.id = t.asset_id
    RETURNING id, asset_id
)
INSERT INTO register.event_private (event_id, asset_id, changed)
SELECT said.id, a.id, jsonb_build_object('relations', jsonb_build_object(
    'from', {RELATIONS}, 'to', nullif({RELATIONS} - gone.names, '{{}}')))
FROM said JOIN register.asset AS a ON a.id = said.asset_id
CROSS JOIN LATERAL (SELECT array_agg(l.relation || ':' || l.to_asset_id) AS names
    FROM register.relation AS l
    WHERE l.from_asset_id = a.id AND l.to_asset_id IN ({GOING})) AS gone
"""  # noqa: S608 (constants)
# A mark of a person's edit goes with what it is about. How long a closed one's contacts are kept
# counts from its last change, which this is none of.
CHANGE = f"""
UPDATE register.asset AS a SET version = a.version + 1,
    updated_at = CASE WHEN a.status IN ('draft', 'published') THEN now() ELSE a.updated_at END,
    edited = a.edited - ARRAY(SELECT 'relations.' || l.relation || ':' || l.to_asset_id
        FROM register.relation AS l
        WHERE l.from_asset_id = a.id AND l.to_asset_id IN ({GOING}))
FROM touched_asset AS t WHERE a.id = t.asset_id
"""  # noqa: S608 (constants)
DETACH = f"""
DELETE FROM register.relation AS l USING touched_asset AS t
WHERE l.from_asset_id = t.asset_id AND l.to_asset_id IN ({GOING})
"""  # noqa: S608 (constants)


def detach_drafts(session: Session, source_id: int, doing: Doing) -> bool:
    """Take out of every entry that stays what leads to the drafts of a run, and log it.

    The rest of the entry is not looked at: it may not fit its kind any more, and that is for
    another day. Answers whether there were any.
    """
    values = {"source_id": source_id, "run_id": doing.run_id}
    prepare_staging(session)
    touch(session, LEADING, **values)
    said = {**values, "door": doing.door, "actor": doing.actor, "reason": doing.reason}
    if not session.connection().execute(text(LOG), said).rowcount:
        return False
    session.execute(text(CHANGE), values)
    session.execute(text(DETACH), values)
    publish_touched(session)
    return True
