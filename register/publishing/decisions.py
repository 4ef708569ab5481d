"""What became of residents' suggestions, for everybody to read: no word that a resident wrote."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.publishing.answers import PublicReader
from register.publishing.former import CONCERNED, MAY_BE_KNOWN
from register.publishing.pages import SITE, Site

FORGET = f"""
DELETE FROM published.decision AS d USING ({CONCERNED}) AS t WHERE d.asset_id = t.asset_id
"""  # noqa: S608 (constants)
COLUMNS = "id, action, outcome, asset_id, localities, decided_on, answer"
DECIDED = "p.door = 'suggestion' AND p.status IN ('approved', 'rejected', 'superseded')"
ON = "(p.decided_at AT TIME ZONE 'Europe/London')::date"

# Of an asset only what its public entry says: no locality finer than that, and nothing at all of
# one that was never public.
OF_ASSETS = f"""
INSERT INTO published.decision ({COLUMNS})
SELECT d.proposal_id, d.action, d.outcome, d.id, d.localities, d.decided_on, d.answer
FROM (
    SELECT p.id AS proposal_id, p.action, p.status AS outcome, a.id, a.kind, a.precision,
        a.merged_into, coalesce(shown.located || shown.served, '{{}}') AS localities,
        {ON} AS decided_on, p.public_answer AS answer
    FROM ({CONCERNED}) AS t
    JOIN register.proposal AS p ON p.asset_id = t.asset_id AND {DECIDED}
    JOIN register.asset AS a ON a.id = t.asset_id AND a.status <> 'draft'
    LEFT JOIN published.public_asset AS shown ON shown.id = a.id
    OFFSET 0
) AS d
WHERE {MAY_BE_KNOWN.format(asset="d")}
"""  # noqa: S608 (constants)
# Of a town centre its wards are noted for their stewards only: nobody spoke of them.
VOICES = f"""
INSERT INTO published.decision ({COLUMNS})
SELECT p.id, p.action, p.status, NULL, coalesce(
    (SELECT array_agg(l.key) FROM unnest(p.localities) AS l(key)
        WHERE starts_with(l.key, 'town_centre:')), p.localities), {ON}, p.public_answer
FROM register.proposal AS p
WHERE p.asset_id IS NULL AND {DECIDED} AND (CAST(:id AS uuid) IS NULL OR p.id = :id)
"""  # noqa: S608 (constants)
LATEST = """
SELECT d.id, d.action, d.outcome, d.decided_on, d.answer, a.name, a.slug,
    ARRAY(SELECT l.name FROM published.locality AS l
        WHERE l.key = ANY(d.localities) AND l.kind IN ('ward', 'town_centre') ORDER BY l.id)
        AS places
FROM published.decision AS d LEFT JOIN published.public_asset AS a ON a.id = d.asset_id
ORDER BY d.decided_on DESC, d.id LIMIT 100
"""


def project_decisions(session: Session) -> None:
    """Bring the decisions about every asset in ``touched_asset`` up to date."""
    session.execute(text(FORGET))
    session.execute(text(OF_ASSETS))


def project_voices(session: Session, proposal_id: UUID | None = None) -> None:
    """Publish a decision that is about no asset; without an id, all of them."""
    session.execute(text(VOICES), {"id": proposal_id})


async def latest_decisions(reader: PublicReader) -> tuple[int, list[dict[str, Any]], Site]:
    """The last hundred decisions, the newest first."""
    revision, (rows, site) = await reader.snapshot([(LATEST, {}), (SITE, {})])
    return revision, rows, Site(**site[0])
