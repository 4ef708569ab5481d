"""Which localities assets lie in: derived from geometry, in the transaction of the write."""

from sqlalchemy import text
from sqlalchemy.orm import Session

# A point goes by the polygons. A postcode without a point goes by its own ward code: its ward's
# middle stands for it where wards, and what wards make up, are asked about.
POINTS = """
SELECT a.id, a.location, a.placed_by,
    CASE WHEN a.placed_by = 'postcode' THEN coalesce(w.middle, a.location)
        ELSE a.location END AS by_ward
FROM touched_asset AS t
JOIN register.asset AS a ON a.id = t.asset_id
LEFT JOIN published.postcode AS p ON a.placed_by = 'postcode' AND p.postcode = a.postcode
LEFT JOIN published.locality AS l ON l.kind = 'ward' AND l.code = p.ward_code
LEFT JOIN LATERAL (
    SELECT b.middle FROM published.boundary AS b
    JOIN published.boundary_release AS r ON r.id = b.release_id AND r.is_current
    WHERE b.locality_id = l.id
) AS w ON true
WHERE a.location IS NOT NULL
"""
CURRENT = """
SELECT b.locality_id, b.boundary, l.kind, l.code, l.slug
FROM published.boundary AS b
JOIN published.boundary_release AS r ON r.id = b.release_id AND r.is_current
JOIN published.locality AS l ON l.id = b.locality_id
"""

# ST_Covers, not ST_Contains: a shared edge belongs to somebody. Kinds that divide the borough
# up give an asset one locality each, the lowest code; areas drawn freely may overlap.
DERIVE = f"""
WITH point AS MATERIALIZED ({POINTS}), area AS ({CURRENT}), found AS (
    SELECT point.id, point.placed_by, area.locality_id, area.kind, area.code, area.slug
    FROM area JOIN point ON area.kind IN ('ward', 'constituency', 'borough')
        AND ST_Covers(area.boundary, point.by_ward)
    UNION ALL
    SELECT point.id, point.placed_by, area.locality_id, area.kind, area.code, area.slug
    FROM area JOIN point ON area.kind NOT IN ('ward', 'constituency', 'borough')
        AND ST_Covers(area.boundary, point.location)
)
INSERT INTO register.membership (asset_id, locality_id, placed_by)
SELECT id, locality_id, placed_by FROM (
    SELECT *, row_number() OVER (PARTITION BY id, kind ORDER BY code, slug) AS nth FROM found
) AS ordered
WHERE nth = 1 OR kind IN ('town_centre', 'neighbourhood')
"""  # noqa: S608 (the parts are constants of this module)

FORGET = """
DELETE FROM register.membership AS m USING touched_asset AS t WHERE m.asset_id = t.asset_id
"""


def derive_membership(session: Session) -> None:
    """Derive afresh the localities of every asset in ``touched_asset``."""
    session.execute(text(FORGET))
    session.execute(text(DERIVE))
