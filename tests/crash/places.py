"""Points to write at: the borough's own postcodes, those well inside it."""

from tests.crash.victim import Connection

PLACES = """
SELECT ST_X(p.location), ST_Y(p.location) FROM published.postcode AS p
JOIN published.locality AS l ON l.kind = 'borough'
JOIN published.boundary AS b ON b.locality_id = l.id
    AND ST_Covers(b.boundary, ST_Expand(p.location, 0.0001))
ORDER BY p.postcode
"""

Place = tuple[float, float]


def borough_places(connection: Connection) -> list[Place]:
    """Points in the borough and not on its edge, longitude first."""
    return [(lon, lat) for lon, lat in connection.execute(PLACES)]
