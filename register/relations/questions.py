"""What strangers ask of relations: those of one asset, and those of a whole place."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from register.places.errors import LocalityNotFound
from register.publishing.answers import PublicReader
from register.publishing.pages import LOCALITY, SITE, AssetNotFound, Row, Site

OTHER = "o.id, o.slug, o.name, o.kind, o.family"
RELATED = f"""
SELECT r.relation, true AS is_from, {OTHER}
FROM published.public_relation AS r JOIN published.public_asset AS o ON o.id = r.to_id
WHERE r.from_id = %(id)s
UNION ALL
SELECT r.relation, false, {OTHER}
FROM published.public_relation AS r JOIN published.public_asset AS o ON o.id = r.from_id
WHERE r.to_id = %(id)s
ORDER BY relation, is_from DESC, name, id
"""  # noqa: S608 (constants)
IS_PUBLIC = "SELECT id FROM published.public_asset WHERE id = %(id)s"
LINKS = """
SELECT r.relation, r.from_id, r.to_id
FROM published.public_relation AS r
WHERE EXISTS (SELECT FROM published.public_membership AS m
    WHERE m.locality_id = (SELECT id FROM published.locality WHERE key = %(key)s)
        AND m.asset_id IN (r.from_id, r.to_id))
ORDER BY r.from_id, r.relation, r.to_id
LIMIT %(limit)s
"""
NODES = f"""
SELECT {OTHER}, a.id IS NOT NULL AS is_here
FROM published.public_asset AS o
LEFT JOIN LATERAL (SELECT m.asset_id AS id FROM published.public_membership AS m
    JOIN published.locality AS l ON l.id = m.locality_id AND l.key = %(key)s
    WHERE m.asset_id = o.id) AS a ON true
WHERE o.id IN (SELECT unnest(ARRAY[from_id, to_id]) FROM ({LINKS}) AS links)
ORDER BY lower(o.name), o.id
"""  # noqa: S608 (constants)
MOST_LINKS = 400


@dataclass(frozen=True)
class NetworkRows:
    """The relations of a place: ``nodes`` by name, ``links`` between their ids."""

    revision: int
    locality: Row
    nodes: list[Row]
    links: list[Row]
    site: Site


async def related_to(reader: PublicReader, asset_id: UUID) -> list[Row]:
    """What a public asset belongs to and what belongs to it; ``is_from``: it tells of the other."""
    return await reader.rows(RELATED, {"id": asset_id})


async def relations_of(reader: PublicReader, asset_id: UUID) -> tuple[int, list[Row]]:
    """The same with the revision; raises AssetNotFound."""
    asked: dict[str, Any] = {"id": asset_id}
    revision, (found, rows) = await reader.snapshot([(IS_PUBLIC, asked), (RELATED, asked)])
    if not found:
        raise AssetNotFound("There is no public asset with this id.")
    return revision, rows


async def network_of(reader: PublicReader, key: str) -> NetworkRows:
    """Who belongs to whom in a place, also to what lies elsewhere; raises LocalityNotFound."""
    asked = {"key": key, "limit": MOST_LINKS}
    revision, (found, nodes, links, site) = await reader.snapshot(
        [(LOCALITY, asked), (NODES, asked), (LINKS, asked), (SITE, {})]
    )
    if not found:
        raise LocalityNotFound("There is no such place here. Choose one from the lists.")
    return NetworkRows(revision, found[0], nodes, links, Site(**site[0]))
