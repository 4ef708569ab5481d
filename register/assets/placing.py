"""Where each staged draft lies and what shall become of it: derived by us, never by a source."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.staging import BULK

# A point given wins; a postcode without a point stands where the national table has it, and is
# inside when its own ward code is one of ours, even where the point falls just over the border.
FOUND = """
SELECT s.*, point.location,
    CASE WHEN s.lon IS NOT NULL THEN 'point' WHEN p.location IS NOT NULL THEN 'postcode' END
        AS placed_by,
    r.asset_id AS known_id, r.digest AS known_digest,
    CASE WHEN s.source_ref IS NULL THEN 1
        ELSE row_number() OVER (PARTITION BY s.source_ref ORDER BY s.line) END AS nth,
    CASE WHEN s.serves <> '{}' THEN (
        SELECT string_agg(split_part(key, ':', 2), ', ') FROM unnest(s.serves) AS served(key)
        WHERE NOT EXISTS (SELECT FROM published.locality AS l WHERE l.key = served.key)
    ) END AS strays,
    CASE WHEN s.serves = '{}' THEN EXISTS (
        SELECT FROM published.boundary AS b
        JOIN published.boundary_release AS release ON release.id = b.release_id
        WHERE release.is_current AND release.kind = 'borough'
            AND ST_Covers(b.boundary, point.location)
    ) OR EXISTS (
        SELECT FROM published.locality AS l
        WHERE s.lon IS NULL AND l.kind = 'ward' AND l.code = p.ward_code
    ) END AS is_inside
FROM staged_asset AS s
LEFT JOIN register.row AS r ON r.source_id = :source_id AND r.source_ref = s.source_ref
LEFT JOIN published.postcode AS p ON p.postcode = s.postcode AND s.lon IS NULL
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.lon IS NOT NULL THEN ST_SetSRID(ST_MakePoint(s.lon, s.lat), 4326)
        ELSE p.location END AS location
) AS point
"""

# Of rows that repeat a reference the first is taken. A row outside the borough is kept only
# when it says that it serves one of the borough's localities.
PLACE = f"""
INSERT INTO placed_asset
SELECT line, source_ref, digest, name, slug_stem, kind, summary, address, postcode, lon, lat,
    serves, precision, details, for_whom, contacts, relations, offers,
    coalesce(known_id, gen_random_uuid()), location, placed_by,
    CASE
        WHEN nth > 1 OR strays IS NOT NULL OR (location IS NULL AND serves = '{{}}')
            THEN 'rejected'
        WHEN NOT is_inside THEN 'outside'
        WHEN known_digest IS NULL THEN 'new'
        WHEN known_digest = digest THEN 'unchanged'
        ELSE 'changed'
    END,
    CASE
        WHEN nth > 1 AND starts_with(source_ref, '~') THEN 'An earlier line has the same name and '
            || 'place: give each row a reference of its own, or leave one out.'
        WHEN nth > 1 THEN 'The reference ' || source_ref
            || ' stands in an earlier line too: give each row its own.'
        WHEN strays IS NOT NULL THEN 'There is no area called ' || strays
            || ': use the name of a ward or town centre.'
        WHEN location IS NULL AND serves = '{{}}' AND postcode IS NOT NULL
            THEN 'The postcode ' || postcode || ' is not in the table of postcodes: check it, '
            || 'or give longitude and latitude.'
        WHEN location IS NULL AND serves = '{{}}' THEN
            'It has no place: give a postcode, longitude and latitude, or the areas it serves.'
    END
FROM ({FOUND}) AS found
"""  # noqa: S608 (both parts are constants of this module)


def place_staged(session: Session, source_id: int | None = None) -> dict[str, int]:
    """Fill ``placed_asset`` from ``staged_asset``; answers how many had which outcome."""
    session.execute(text(PLACE), {"source_id": source_id})
    counts = outcome_counts(session)
    if sum(counts.values()) > BULK:
        session.execute(text("ANALYZE placed_asset (asset_id, source_ref, outcome, kind)"))
    return counts


def outcome_counts(session: Session) -> dict[str, int]:
    """How many of ``placed_asset`` had which outcome."""
    counted = session.execute(text("SELECT outcome, count(*) FROM placed_asset GROUP BY outcome"))
    return {row[0]: row[1] for row in counted}
