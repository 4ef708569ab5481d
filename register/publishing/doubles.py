"""Likely doubles of an asset about to be added, looked for among what is public only.

A stranger's question must not confirm what is private, so no other schema is read.
"""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.points import LonLat

# Near by place or in the same ward; then by how alike the names are, of any kind: people call a
# hall a centre and a centre a hall. 0.35 of trigrams in common was found to take in a missing
# word or a typing error, and to leave out other groups of the same street.
DOUBLES = """
SELECT id, slug, name, kind, precision, located,
    round(similarity(lower(name), lower(:name))::numeric, 2)::double precision AS likeness
FROM published.public_asset
WHERE similarity(lower(name), lower(:name)) >= CASE
        WHEN location && ST_Expand(CAST(:point AS geometry), 0.002) THEN 0.3 ELSE 0.45 END
    AND (location && ST_Expand(CAST(:point AS geometry), 0.02) OR located && CAST(:areas AS text[]))
ORDER BY likeness DESC, id LIMIT :limit
"""


def likely_doubles(
    session: Session, name: str, at: LonLat | None, areas: list[str], limit: int = 5
) -> list[dict[str, Any]]:
    """Public assets that may be the same one: most alike first. ``areas`` are locality keys."""
    point = f"SRID=4326;POINT({at.lon} {at.lat})" if at else None
    values = {"name": name, "point": point, "areas": areas, "limit": limit}
    return [dict(row) for row in session.execute(text(DOUBLES), values).mappings()]
