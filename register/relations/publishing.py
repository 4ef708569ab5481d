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
PROJECT = f"""
INSERT INTO published.public_relation (from_id, relation, to_id)
SELECT DISTINCT a.id, r.relation, o.id
FROM ({TELLING}) AS t
JOIN register.relation AS r ON r.from_asset_id = t.asset_id
JOIN register.asset AS a ON a.id = r.from_asset_id
JOIN register.kind AS k ON k.slug = a.kind
CROSS JOIN LATERAL (
    WITH RECURSIVE chain AS (
        SELECT n.id, n.merged_into, 0 AS steps FROM register.asset AS n WHERE n.id = r.to_asset_id
        UNION ALL
        SELECT n.id, n.merged_into, chain.steps + 1
        FROM chain JOIN register.asset AS n ON n.id = chain.merged_into WHERE chain.steps < 50
    )
    SELECT id FROM chain WHERE merged_into IS NULL
        AND NOT EXISTS (SELECT FROM chain AS c JOIN register.asset AS ca ON ca.id = c.id
            JOIN register.kind AS ck ON ck.slug = ca.kind
            WHERE ck.is_personal OR coalesce(ca.precision, ck.precision) = 'never')
) AS led
JOIN register.asset AS o ON o.id = led.id
JOIN register.kind AS ok ON ok.slug = o.kind
WHERE {PUBLISHABLE} AND {OTHER_PUBLISHABLE} AND o.id <> a.id
    AND coalesce(r.is_public, coalesce(a.precision, k.precision) = 'exact'
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
