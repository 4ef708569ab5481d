"""How many people of a ward offer what: rounded down, and nothing else of people is public.

Why each count stands alone, and why where its steps lie is secret: docs/decisions/0008.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.staging import BULK
from register.people.secrets_at_rest import keyed
from register.places.errors import LocalityNotFound
from register.publishing.answers import PublicReader

STEP = 5
TURN = "SELECT pg_advisory_xact_lock(hashtextextended('published.gift_count', 0))"

# A touched asset may be about a person, may have been (its kind was changed), or be gone.
MAY_DIFFER = f"""
SELECT (SELECT count(*) FROM (SELECT FROM touched_asset LIMIT {BULK + 1}) AS first_ones) > {BULK}
    OR EXISTS (
        SELECT FROM touched_asset AS t
        LEFT JOIN register.asset AS a ON a.id = t.asset_id
        LEFT JOIN register.kind AS k ON k.slug = a.kind
        WHERE a.id IS NULL OR k.is_personal)
    OR EXISTS (
        SELECT FROM touched_asset AS t JOIN register.event AS e ON e.asset_id = t.asset_id
        WHERE e.action = 'changed' AND e.changed ? 'kind')
"""  # noqa: S608 (constants)

# Where a person lives, or else the wards that they say they offer it in.
PEOPLE = """
SELECT a.id, a.kind, coalesce(a.details ->> 'skill_area', '') AS skill_area,
    unnest(coalesce(
        (SELECT array_agg(l.id) FROM register.membership AS m
            JOIN published.locality AS l ON l.id = m.locality_id AND l.kind = 'ward'
            WHERE m.asset_id = a.id),
        (SELECT array_agg(l.id) FROM register.served AS s
            JOIN published.locality AS l ON l.id = s.locality_id AND l.kind = 'ward'
            WHERE s.asset_id = a.id))) AS locality_id
FROM register.kind AS k JOIN register.asset AS a ON a.kind = k.slug
WHERE k.is_personal AND a.status = 'published' AND coalesce(a.precision, k.precision) <> 'never'
"""
# Each cell has steps of its own, shifted by 0 to 4, which only our key tells: so that what is
# shown begins at 5 to 9 people, and nobody can say how many there were when it went out of sight.
SHIFT = f"""('x' || left(md5(CAST(:key AS text) || ':' || l.key || ':' || people.kind || ':' ||
    people.skill_area), 7))::bit(28)::integer % {STEP}"""
COUNTS = f"""
SELECT people.locality_id, people.kind, people.skill_area,
    (count(*)::integer - {SHIFT}) / {STEP} * {STEP} AS at_least
FROM ({PEOPLE}) AS people JOIN published.locality AS l ON l.id = people.locality_id
GROUP BY people.locality_id, l.key, people.kind, people.skill_area
"""  # noqa: S608 (constants)
WRITE = f"""
WITH found AS MATERIALIZED (SELECT * FROM ({COUNTS}) AS c WHERE at_least >= {STEP}), gone AS (
    DELETE FROM published.gift_count AS g WHERE NOT EXISTS (
        SELECT FROM found AS f WHERE (f.locality_id, f.kind, f.skill_area)
            = (g.locality_id, g.kind, g.skill_area))
)
INSERT INTO published.gift_count AS g (locality_id, kind, skill_area, at_least)
SELECT locality_id, kind, skill_area, at_least FROM found
ON CONFLICT (locality_id, kind, skill_area) DO UPDATE SET at_least = excluded.at_least
WHERE g.at_least <> excluded.at_least
"""  # noqa: S608 (constants)
OF_WARD = """
SELECT g.kind, g.skill_area, g.at_least
FROM published.gift_count AS g JOIN published.locality AS l ON l.id = g.locality_id
WHERE l.key = %(key)s ORDER BY g.kind, g.skill_area
"""
WARD = "SELECT FROM published.locality WHERE key = %(key)s AND kind = 'ward'"


@dataclass(frozen=True, slots=True)
class GiftCount:
    """At least so many people offer it; ``skill_area`` is empty where they did not say."""

    kind: str
    skill_area: str
    at_least: int


def publish_gifts(session: Session) -> None:
    """Count again what people offer, where an asset in ``touched_asset`` may make a difference."""
    if session.scalars(text(MAY_DIFFER)).one():
        republish_gifts(session)


def republish_gifts(session: Session) -> None:
    """Count again what people offer, everywhere; what stays the same is not written.

    One at a time: of two at once neither would count the other's people.
    """
    session.execute(text(TURN))
    session.execute(text(WRITE), {"key": keyed("gift counts").hex()})


async def gift_counts(reader: PublicReader, key: str) -> tuple[int, list[GiftCount]]:
    """Revision and counts of a ward, as ``ward:hillside``; raises LocalityNotFound."""
    revision, (ward, rows) = await reader.snapshot([(WARD, {"key": key}), (OF_WARD, {"key": key})])
    if not ward:
        raise LocalityNotFound(f"There is no ward called {key}: people are counted by ward only.")
    return revision, as_gift_counts(rows)


def as_gift_counts(rows: list[dict[str, Any]]) -> list[GiftCount]:
    """The typed counts in rows of ``OF_WARD``."""
    return [GiftCount(row["kind"], row["skill_area"], row["at_least"]) for row in rows]
