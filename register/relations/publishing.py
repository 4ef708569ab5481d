"""Which relations strangers may know of, brought up to date for the assets that were touched.

Both ends must be public, and what is related must tell no more of a place than either end does:
"meets at the hall" says where a group is. So a relation is public by itself only between two assets
whose exact places are public; for any other it takes that somebody who may has said so
(``is_public``). Where the other end was merged, the relation leads to what it is kept on as.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.publishing.former import CONCERNED
from register.publishing.shown import PUBLISHABLE

ARE_ANY = """
SELECT EXISTS (SELECT FROM register.relation) OR EXISTS (SELECT FROM published.public_relation)
"""
# Those that tell of a relation with a touched asset, or with one that was merged into such.
TELLING = f"""
SELECT asset_id FROM touched_asset
UNION
SELECT r.from_asset_id FROM ({CONCERNED}) AS c
JOIN register.relation AS r ON r.to_asset_id = c.asset_id
"""  # noqa: S608 (constants)
FORGET = f"""
DELETE FROM published.public_relation AS p USING ({TELLING}) AS t WHERE p.from_id = t.asset_id
"""  # noqa: S608 (constants)
OTHER_PUBLISHABLE = PUBLISHABLE.replace("a.", "o.").replace("k.", "ok.")
# Gathered for all relations at once: where many assets are published, the planner is told not to
# loop, and would look each other end up in the whole table.
PROJECT = f"""
WITH RECURSIVE wanted AS MATERIALIZED (
    SELECT r.from_asset_id, r.relation, r.to_asset_id, r.is_public
    FROM ({TELLING}) AS t JOIN register.relation AS r ON r.from_asset_id = t.asset_id
), chain AS (
    SELECT DISTINCT w.to_asset_id AS asked, w.to_asset_id AS id, 0 AS steps FROM wanted AS w
    UNION ALL
    SELECT c.asked, n.merged_into, c.steps + 1
    FROM chain AS c JOIN register.asset AS n ON n.id = c.id AND n.merged_into IS NOT NULL
    WHERE c.steps < 50
), led AS (
    SELECT c.asked, (array_agg(c.id ORDER BY c.steps DESC))[1] AS id
    FROM chain AS c
    JOIN register.asset AS ca ON ca.id = c.id JOIN register.kind AS ck ON ck.slug = ca.kind
    GROUP BY c.asked
    HAVING NOT bool_or(ck.is_personal OR coalesce(ca.precision, ck.precision) = 'never')
)
INSERT INTO published.public_relation (from_id, relation, to_id)
SELECT DISTINCT a.id, w.relation, o.id
FROM wanted AS w
JOIN register.asset AS a ON a.id = w.from_asset_id
JOIN register.kind AS k ON k.slug = a.kind
JOIN led ON led.asked = w.to_asset_id
JOIN register.asset AS o ON o.id = led.id
JOIN register.kind AS ok ON ok.slug = o.kind
WHERE {PUBLISHABLE} AND {OTHER_PUBLISHABLE} AND o.id <> a.id
    AND coalesce(w.is_public, coalesce(a.precision, k.precision) = 'exact'
        AND coalesce(o.precision, ok.precision) = 'exact')
"""  # noqa: S608 (constants)


def publish_relations(session: Session) -> None:
    """Bring what is public of relations up to date with every asset in ``touched_asset``."""
    if session.scalar(text(ARE_ANY)):
        session.execute(text(FORGET))
        session.execute(text(PROJECT))


def republish_relations(session: Session) -> None:
    """Make all of it anew; every asset is in ``touched_asset``."""
    session.execute(text("DELETE FROM published.public_relation"))
    session.execute(text(PROJECT))
