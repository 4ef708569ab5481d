"""Lines of the log, written in the transaction of the change they tell of."""

from sqlalchemy import text
from sqlalchemy.orm import Session

# What may be somebody's home or name goes to event_private, where it can be erased.
ADDED = """
WITH said AS (
    INSERT INTO register.event (asset_id, version, action, door, actor, run_id, reason, changed)
    SELECT p.asset_id, 1, 'added', :door, :actor, :run_id, :reason,
        jsonb_strip_nulls(jsonb_build_object('status', CAST(:status AS text),
            'name', p.name, 'kind', p.kind,
            'summary', nullif(p.summary, ''), 'precision', p.precision,
            'details', nullif(p.details, '{}'), 'for_whom', nullif(p.for_whom, '{}'),
            'serves', CASE WHEN p.serves <> '{}' THEN to_jsonb(p.serves) END))
    FROM placed_asset AS p WHERE p.outcome = 'new'
    RETURNING id, asset_id
)
INSERT INTO register.event_private (event_id, asset_id, changed)
SELECT said.id, said.asset_id, jsonb_strip_nulls(jsonb_build_object(
    'lon', ST_X(p.location), 'lat', ST_Y(p.location), 'postcode', p.postcode,
    'address', nullif(p.address, ''), 'contacts', nullif(p.contacts, '[]')))
FROM said JOIN placed_asset AS p ON p.asset_id = said.asset_id AND p.outcome = 'new'
"""

# Before and after of the fields that differ, read before the change is made.
CHANGED = """
WITH said AS (
    INSERT INTO register.event (asset_id, version, action, door, actor, run_id, reason, changed)
    SELECT p.asset_id, a.version + 1, 'changed', :door, :actor, :run_id, :reason, (
        SELECT coalesce(
            jsonb_object_agg(field, jsonb_build_object('from', was, 'to', now_is)), '{}')
        FROM (VALUES
            ('name', to_jsonb(a.name), to_jsonb(p.name)),
            ('kind', to_jsonb(a.kind), to_jsonb(p.kind)),
            ('summary', to_jsonb(a.summary), to_jsonb(p.summary)),
            ('precision', to_jsonb(a.precision), to_jsonb(p.precision)),
            ('details', a.details, p.details),
            ('for_whom', a.for_whom, p.for_whom)
        ) AS fields(field, was, now_is)
        WHERE was IS DISTINCT FROM now_is
    )
    FROM placed_asset AS p JOIN register.asset AS a ON a.id = p.asset_id
    WHERE p.outcome = 'changed'
    RETURNING id, asset_id
)
INSERT INTO register.event_private (event_id, asset_id, changed)
SELECT said.id, said.asset_id, jsonb_build_object(
    'from', jsonb_build_object('lon', ST_X(a.location), 'lat', ST_Y(a.location),
        'postcode', a.postcode, 'address', a.address),
    'to', jsonb_build_object('lon', ST_X(p.location), 'lat', ST_Y(p.location),
        'postcode', p.postcode, 'address', p.address, 'contacts', p.contacts))
FROM said
JOIN placed_asset AS p ON p.asset_id = said.asset_id AND p.outcome = 'changed'
JOIN register.asset AS a ON a.id = said.asset_id
"""

STATUS = """
INSERT INTO register.event (asset_id, version, action, door, actor, run_id, reason)
SELECT a.id, a.version, :action, :door, :actor, :run_id, :reason
FROM touched_asset AS t JOIN register.asset AS a ON a.id = t.asset_id
"""


def log_changes(
    session: Session, status: str, actor: str, door: str, run_id: int | None, reason: str
) -> None:
    """Log what ``placed_asset`` is about to add and change. Call it before the writes."""
    who = {"actor": actor, "door": door, "run_id": run_id, "reason": reason}
    session.execute(text(ADDED), {**who, "status": status})
    session.execute(text(CHANGED), who)


def log_touched(
    session: Session,
    action: str,
    actor: str,
    door: str,
    run_id: int | None = None,
    reason: str = "",
) -> None:
    """Log one action, such as ``published``, for every asset in ``touched_asset``."""
    values = {"action": action, "actor": actor, "door": door, "run_id": run_id, "reason": reason}
    session.execute(text(STATUS), values)
