"""What pages ask of the public schema: rows with the revision that they belong to."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.errors import AssetsError
from register.places.errors import LocalityNotFound
from register.publishing.answers import PublicReader
from register.publishing.gifts import OF_WARD, GiftCount, as_gift_counts

Row = dict[str, Any]

LOCALITIES = """
SELECT l.key, l.kind, l.slug, l.name, r.is_indicative,
    count(m.asset_id) AS assets,
    ST_XMin(b.boundary) AS west, ST_YMin(b.boundary) AS south,
    ST_XMax(b.boundary) AS east, ST_YMax(b.boundary) AS north
FROM published.boundary AS b
JOIN published.boundary_release AS r ON r.id = b.release_id AND r.is_current
JOIN published.locality AS l ON l.id = b.locality_id
LEFT JOIN published.public_membership AS m ON m.locality_id = l.id
WHERE l.kind = ANY(%(kinds)s)
GROUP BY l.id, r.id, b.release_id, b.locality_id
ORDER BY l.kind, l.name
"""
FAMILIES = "SELECT family, count(*) AS assets FROM published.public_asset GROUP BY family"
SITE = """
SELECT coalesce(bool_or(is_demonstration), false) AS is_demonstration,
    coalesce(array_agg(DISTINCT attribution) FILTER (WHERE attribution <> ''), '{}') AS notices
FROM published.source
"""
LOCALITY = """
SELECT l.id, l.key, l.kind, l.slug, l.name, l.code, r.valid_from, r.is_indicative, r.source,
    r.attribution, b.hectares, b.residents, b.deprivation_score, b.facts,
    ST_XMin(b.boundary) AS west, ST_YMin(b.boundary) AS south,
    ST_XMax(b.boundary) AS east, ST_YMax(b.boundary) AS north
FROM published.locality AS l
JOIN published.boundary AS b ON b.locality_id = l.id
JOIN published.boundary_release AS r ON r.id = b.release_id AND r.is_current
WHERE l.key = %(key)s
"""
LISTED = """
SELECT a.id, a.slug, a.name, a.kind, a.family, a.precision, a.postcode, a.located, a.checked_on,
    m.is_located, o.asset_id IS NOT NULL AS is_overdue
FROM published.public_membership AS m
JOIN published.locality AS l ON l.id = m.locality_id
JOIN published.public_asset AS a ON a.id = m.asset_id
LEFT JOIN published.overdue AS o ON o.asset_id = a.id
WHERE l.key = %(key)s
ORDER BY a.kind, coalesce(o.is_below, false), lower(a.name), a.id
"""

# Areas that share more than a sliver with this one: outlines of other kinds never fit exactly.
RELATED = """
SELECT o.key, o.kind, o.slug, o.name
FROM published.boundary AS b
JOIN published.boundary_release AS r ON r.id = b.release_id AND r.is_current
JOIN published.locality AS l ON l.id = b.locality_id AND l.key = %(key)s
JOIN published.boundary AS ob ON ST_Intersects(ob.boundary, b.boundary)
JOIN published.boundary_release AS orr ON orr.id = ob.release_id AND orr.is_current
JOIN published.locality AS o ON o.id = ob.locality_id
WHERE o.kind <> l.kind AND o.kind = ANY(%(kinds)s)
    AND ST_Area(ST_Intersection(ob.boundary, b.boundary))
        > 0.02 * least(ST_Area(ob.boundary), ST_Area(b.boundary))
ORDER BY o.kind DESC, o.name
"""
ASSET = """
SELECT a.*, ST_X(a.location) AS lon, ST_Y(a.location) AS lat, s.name AS source_name,
    s.url AS source_url, s.licence, s.attribution,
    EXISTS (SELECT FROM published.overdue AS o WHERE o.asset_id = a.id) AS is_overdue
FROM published.public_asset AS a LEFT JOIN published.source AS s ON s.slug = a.source
WHERE a.slug = %(slug)s
"""
NAMES = "SELECT key, kind, slug, name FROM published.locality WHERE key = ANY(%(keys)s) ORDER BY id"
NEARBY = """
SELECT a.id, a.slug, a.name, a.kind, a.family, a.precision, a.postcode, a.located, a.checked_on,
    EXISTS (SELECT FROM published.overdue AS o WHERE o.asset_id = a.id) AS is_overdue
FROM published.public_asset AS a
WHERE a.location && ST_Expand(ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), 0.02)
ORDER BY a.location <-> ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), a.id LIMIT %(limit)s
"""
SOURCES = "SELECT slug, name, url, licence, attribution FROM published.source ORDER BY name"
PAGED_KINDS = ["ward", "town_centre", "neighbourhood", "constituency"]


class AssetNotFound(AssetsError):
    """No public asset has this address or id."""


@dataclass(frozen=True)
class Site:
    """What every page must say: that data is invented, and whose data else is shown."""

    is_demonstration: bool
    notices: list[str]


@dataclass(frozen=True)
class LocalityRows:
    """A locality, the assets its page lists, and the localities that share ground with it."""

    revision: int
    locality: Row
    assets: list[Row]
    related: list[Row]
    site: Site
    gifts: list[GiftCount]
    """What people offer; of wards only."""


async def localities(reader: PublicReader, kinds: list[str]) -> tuple[int, list[Row], Site]:
    """Localities of some kinds with how many assets each lists, and their bounding boxes."""
    revision, (rows, site) = await reader.snapshot([(LOCALITIES, {"kinds": kinds}), (SITE, {})])
    return revision, rows, Site(**site[0])


async def home(reader: PublicReader) -> tuple[int, list[Row], list[Row], Site]:
    """Counts by family, and wards, town centres and neighbourhoods with theirs."""
    revision, (families, places, site) = await reader.snapshot(
        [(FAMILIES, {}), (LOCALITIES, {"kinds": PAGED_KINDS}), (SITE, {})]
    )
    return revision, families, places, Site(**site[0])


async def locality_rows(reader: PublicReader, key: str) -> LocalityRows:
    """What one locality's page shows; raises LocalityNotFound."""
    asked = {"key": key, "kinds": PAGED_KINDS}
    revision, (found, assets, related, gifts, site) = await reader.snapshot(
        [(LOCALITY, asked), (LISTED, asked), (RELATED, asked), (OF_WARD, asked), (SITE, {})]
    )
    if not found:
        raise LocalityNotFound("There is no such place here. Choose one from the lists.")
    said = as_gift_counts(gifts)
    return LocalityRows(revision, found[0], assets, related, Site(**site[0]), said)


async def asset_row(reader: PublicReader, slug: str) -> tuple[int, Row, list[Row], Site]:
    """One public asset with its source, and the names of its areas; raises AssetNotFound."""
    revision, (found, site) = await reader.snapshot([(ASSET, {"slug": slug}), (SITE, {})])
    if not found:
        raise AssetNotFound("We have no entry at this address. It may have been taken out.")
    keys = [*found[0]["located"], *found[0]["served"]]
    names = await reader.rows(NAMES, {"keys": keys})
    return revision, found[0], names, Site(**site[0])


async def nearby(reader: PublicReader, lon: float, lat: float, limit: int = 30) -> list[Row]:
    """Public assets near a point, the nearest first."""
    return await reader.rows(NEARBY, {"lon": lon, "lat": lat, "limit": limit})


async def sources(reader: PublicReader) -> list[Row]:
    """Every source of rows, for its attribution."""
    return await reader.rows(SOURCES)


def site_known(session: Session) -> Site:
    """The same for a page of somebody who is signed in."""
    return Site(**session.execute(text(SITE)).mappings().one())


async def site_now(reader: PublicReader) -> Site:
    """What every page must say just now."""
    return Site(**(await reader.rows(SITE))[0])
