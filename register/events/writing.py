"""Lines of the log, written in the transaction of the change they tell of.

The log itself, which nobody can rewrite, has only what cannot name anybody: kind, precision, areas
served, status. All that people write (names, texts, contacts, details, reasons), and where a thing
is, goes to event_private, where it can be erased.
"""

import json
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.current import CONTACT, OFFER
from register.tables import JsonObject

PLACE = "jsonb_build_object('lon', p.lon, 'lat', p.lat, 'postcode', p.postcode)"
WHO = "action, door, actor, run_id, proposal_id, reason"
SAID = ":door, :actor, CAST(:run_id AS integer), CAST(:proposal_id AS uuid), :reason"

ADDED = f"""
WITH said AS (
    INSERT INTO register.event (asset_id, version, {WHO}, changed)
    SELECT p.asset_id, 1, 'added', {SAID},
        jsonb_strip_nulls(jsonb_build_object('status', CAST(:status AS text), 'kind', p.kind,
            'precision', p.precision,
            'serves', CASE WHEN p.serves <> '{{}}' THEN to_jsonb(p.serves) END))
    FROM placed_asset AS p WHERE p.outcome = 'new'
    RETURNING id, asset_id
)
INSERT INTO register.event_private (event_id, asset_id, changed)
SELECT said.id, said.asset_id, jsonb_strip_nulls(jsonb_build_object('name', p.name,
        'summary', nullif(p.summary, ''), 'for_whom', nullif(p.for_whom, '{{}}'),
        'details', nullif(p.details, '{{}}'), 'place', {PLACE},
        'address', nullif(p.address, ''), 'contacts', nullif(p.contacts, '[]'),
        'relations', nullif(p.relations, '{{}}'), 'offers', nullif(p.offers, '{{}}'),
        'reason', nullif(CAST(:words AS text), '')))
FROM said
JOIN placed_asset AS p ON p.asset_id = said.asset_id AND p.outcome = 'new'
"""  # noqa: S608 (constants)

# Before and after of the fields that differ, read before the change is made. What belongs to
# assets is gathered for all at once: looked up one by one, 400,000 would take minutes.
DIFFERENCES = f"""
WITH served AS (
    SELECT s.asset_id, jsonb_agg(l.key ORDER BY l.key) AS keys
    FROM placed_asset AS p
    JOIN register.served AS s ON s.asset_id = p.asset_id
    JOIN published.locality AS l ON l.id = s.locality_id
    WHERE p.outcome = 'changed' GROUP BY s.asset_id
), contacts AS (
    SELECT c.asset_id, jsonb_agg({CONTACT} ORDER BY {CONTACT}::text) AS said
    FROM placed_asset AS p
    JOIN register.contact AS c ON c.asset_id = p.asset_id AND c.consent_withdrawn_on IS NULL
    WHERE p.outcome = 'changed' GROUP BY c.asset_id
), relations AS (
    SELECT r.from_asset_id AS asset_id, jsonb_object_agg(r.relation || ':' || r.to_asset_id,
        CASE r.is_public WHEN true THEN 'shown' WHEN false THEN 'hidden' ELSE 'usual' END) AS said
    FROM placed_asset AS p JOIN register.relation AS r ON r.from_asset_id = p.asset_id
    WHERE p.outcome = 'changed' GROUP BY r.from_asset_id
), offers AS (
    SELECT o.asset_id, jsonb_object_agg(o.key, {OFFER}) AS said
    FROM placed_asset AS p JOIN register.offer AS o ON o.asset_id = p.asset_id
    WHERE p.outcome = 'changed' GROUP BY o.asset_id
), difference AS MATERIALIZED (
    SELECT p.asset_id, a.version + 1 AS version,
        jsonb_object_agg(field, jsonb_build_object('from', was, 'to', now_is))
            FILTER (WHERE was IS DISTINCT FROM now_is AND NOT is_private) AS open,
        jsonb_object_agg(field, jsonb_build_object('from', was, 'to', now_is))
            FILTER (WHERE was IS DISTINCT FROM now_is AND is_private) AS private
    FROM placed_asset AS p
    JOIN register.asset AS a ON a.id = p.asset_id
    LEFT JOIN served ON served.asset_id = p.asset_id
    LEFT JOIN contacts ON contacts.asset_id = p.asset_id
    LEFT JOIN relations ON relations.asset_id = p.asset_id
    LEFT JOIN offers ON offers.asset_id = p.asset_id
    CROSS JOIN LATERAL (VALUES
        ('kind', false, to_jsonb(a.kind), to_jsonb(p.kind)),
        ('precision', false, to_jsonb(a.precision), to_jsonb(p.precision)),
        ('serves', false, served.keys, CASE WHEN p.serves <> '{{}}' THEN
            (SELECT jsonb_agg(DISTINCT key ORDER BY key) FROM unnest(p.serves) AS named(key)) END),
        ('name', true, to_jsonb(a.name), to_jsonb(p.name)),
        ('summary', true, to_jsonb(a.summary), to_jsonb(p.summary)),
        ('for_whom', true, a.for_whom, p.for_whom),
        ('details', true, a.details, p.details),
        ('address', true, to_jsonb(a.address), to_jsonb(p.address)),
        ('place', true, jsonb_build_object(
            'lon', CASE WHEN a.placed_by = 'point' THEN ST_X(a.location) END,
            'lat', CASE WHEN a.placed_by = 'point' THEN ST_Y(a.location) END,
            'postcode', a.postcode), {PLACE}),
        ('contacts', true, contacts.said, CASE WHEN p.contacts <> '[]' THEN
            (SELECT jsonb_agg(c ORDER BY c::text) FROM jsonb_array_elements(p.contacts) AS c) END),
        ('relations', true, relations.said, nullif(p.relations, '{{}}')),
        ('offers', true, offers.said, nullif(p.offers, '{{}}'))
    ) AS fields(field, is_private, was, now_is)
    WHERE p.outcome = 'changed'
    GROUP BY p.asset_id, a.version
)"""  # noqa: S608 (constants)
CHANGED = f"""
{DIFFERENCES}, said AS (
    INSERT INTO register.event (asset_id, version, {WHO}, changed)
    SELECT asset_id, version, 'changed', {SAID}, coalesce(open, '{{}}') FROM difference
    RETURNING id, asset_id
)
INSERT INTO register.event_private (event_id, asset_id, changed)
SELECT said.id, said.asset_id, coalesce(d.private, '{{}}')
    || jsonb_strip_nulls(jsonb_build_object('reason', nullif(CAST(:words AS text), '')))
FROM said JOIN difference AS d ON d.asset_id = said.asset_id
WHERE d.private IS NOT NULL OR CAST(:words AS text) <> ''
"""  # noqa: S608 (constants)

STATUS = f"""
WITH said AS (
    INSERT INTO register.event (asset_id, version, {WHO}, changed)
    SELECT a.id, a.version, :action, {SAID}, CAST(:changed AS jsonb)
    FROM touched_asset AS t JOIN register.asset AS a ON a.id = t.asset_id
    RETURNING id, asset_id
)
INSERT INTO register.event_private (event_id, asset_id, changed)
SELECT id, asset_id, jsonb_build_object('reason', CAST(:words AS text)) FROM said
WHERE CAST(:words AS text) <> ''
"""  # noqa: S608 (constants)


def log_changes(
    session: Session,
    status: str,
    actor: str,
    door: str,
    run_id: int | None,
    reason: str,
    *,
    proposal_id: UUID | None = None,
    words: str = "",
) -> None:
    """Log what ``placed_asset`` is about to add and change. Call it before the writes.

    ``reason`` is ours; ``words`` are a person's own and are kept where they can be erased.
    """
    who: JsonObject = {"actor": actor, "door": door, "run_id": run_id, "reason": reason}
    who |= {"proposal_id": proposal_id, "words": words}
    session.execute(text(ADDED), {**who, "status": status})
    session.execute(text(CHANGED), who)


def log_touched(
    session: Session,
    action: str,
    actor: str,
    door: str,
    run_id: int | None = None,
    reason: str = "",
    *,
    proposal_id: UUID | None = None,
    words: str = "",
    changed: JsonObject | None = None,
) -> None:
    """Log one action, such as ``published``, for every asset in ``touched_asset``."""
    values: JsonObject = {"action": action, "actor": actor, "door": door, "run_id": run_id}
    values |= {
        "reason": reason,
        "proposal_id": proposal_id,
        "words": words,
        "changed": json.dumps(changed or {}),
    }
    session.execute(text(STATUS), values)
