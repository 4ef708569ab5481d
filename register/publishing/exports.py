"""A locality's list in full public form: one statement, one snapshot, from `published` only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from register.places.errors import LocalityNotFound
from register.publishing.answers import PublicReader
from register.tables import JsonObject

Row = Mapping[str, Any]

AREA = """
SELECT l.id, l.key, l.kind, l.slug, l.name, l.code, r.valid_from, r.is_indicative, r.source,
    r.licence, r.attribution, b.hectares, b.residents, b.deprivation_score
FROM published.boundary_release AS r
JOIN published.boundary AS b ON b.release_id = r.id
JOIN published.locality AS l ON l.id = b.locality_id
WHERE r.is_current
"""
MEMBERS = """
published.public_membership AS m
JOIN published.public_asset AS p ON p.id = m.asset_id
WHERE m.locality_id = (SELECT id FROM published.locality WHERE key = %(key)s)
"""

# The finished document is passed on as it is, so that a file says what the API says.
LISTED = f"""
(SELECT row_to_json(area) FROM ({AREA} AND l.key = %(key)s) AS area) AS area,
(SELECT json_agg(json_build_array(m.is_located, p.document::json) ORDER BY p.id)
    FROM {MEMBERS}) AS assets,
(SELECT json_agg(row_to_json(s) ORDER BY s.name) FROM (
    SELECT slug, name, url, licence, attribution, is_demonstration FROM published.source
    WHERE slug IN (SELECT p.source FROM {MEMBERS})) AS s) AS sources,
(SELECT json_object_agg(key, name) FROM published.locality) AS names,
(SELECT json_agg(kind) FROM published.boundary_release
    WHERE is_current AND is_indicative) AS indicative,
(SELECT row_to_json(r) FROM (SELECT number, changed_at FROM published.revision) AS r) AS revision
"""  # noqa: S608 (constants)
LISTING = f"SELECT {LISTED}"


@dataclass(frozen=True, slots=True)
class Area:
    """A locality in its current release. ``residents`` is an estimate, None where not known."""

    key: str
    kind: str
    slug: str
    name: str
    code: str | None
    valid_from: date
    is_indicative: bool
    source: str
    licence: str
    attribution: str
    hectares: float
    residents: int | None
    deprivation_score: float | None


@dataclass(frozen=True, slots=True)
class ListedSource:
    """Where assets of the list come from, and what its licence asks us to say."""

    slug: str
    name: str
    url: str
    licence: str
    attribution: str
    is_demonstration: bool


@dataclass(frozen=True, slots=True)
class ListedAsset:
    """One asset as everybody may see it; ``feature`` is its finished GeoJSON, as the API's.

    ``is_located`` False: it is elsewhere, or has no place, and serves the locality. ``lon`` and
    ``lat`` are as fine as ``precision`` allows. ``located`` and ``served`` are locality keys.
    """

    is_located: bool
    feature: JsonObject
    id: str
    slug: str
    name: str
    kind: str
    family: str
    precision: str
    summary: str
    address: str
    postcode: str | None
    lon: float | None
    lat: float | None
    located: tuple[str, ...]
    served: tuple[str, ...]
    details: JsonObject
    for_whom: JsonObject
    contacts: tuple[JsonObject, ...]
    source: str | None
    checked_on: date | None
    checked_how: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a locality's page lists; ``names`` gives every locality's name by its key.

    Outlines of the ``indicative`` kinds of locality are drawn for this register, not adopted.
    """

    area: Area
    assets: tuple[ListedAsset, ...]
    sources: tuple[ListedSource, ...]
    names: Mapping[str, str]
    indicative: frozenset[str]
    revision: int
    revised_at: datetime


def read_listing(connection: Connection[Any], key: str) -> Listing:
    """The list of a locality, as ``ward:hillside``; raises LocalityNotFound."""
    return as_listing(first_row(connection, LISTING, {"key": key}), key)


async def listing(reader: PublicReader, key: str) -> Listing:
    """The same for the web: the connection is free again before anything is written."""
    (row,) = await reader.rows(LISTING, {"key": key})
    return as_listing(row, key)


def first_row(connection: Connection[Any], statement: str, values: Row) -> Row:
    """The one row of a statement that always has one, by the names of its columns."""
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(statement, values).fetchone()
    assert row is not None
    return row


def as_listing(row: Row, key: str) -> Listing:
    """The typed list of one answer to ``LISTING``; raises LocalityNotFound."""
    if row["area"] is None:
        raise LocalityNotFound(
            f"There is no locality {key!r}: write its kind and name as ward:name"
        )
    return Listing(
        area=as_area(row["area"]),
        assets=tuple(_asset(is_located, feature) for is_located, feature in row["assets"] or ()),
        sources=tuple(ListedSource(**source) for source in row["sources"] or ()),
        names=row["names"] or {},
        indicative=frozenset(row["indicative"] or ()),
        revision=row["revision"]["number"],
        revised_at=datetime.fromisoformat(row["revision"]["changed_at"]),
    )


def as_area(found: Row) -> Area:
    """The typed locality of one row of ``AREA``."""
    values = {name: found[name] for name in Area.__slots__}
    return Area(**{**values, "valid_from": date.fromisoformat(found["valid_from"])})


def _asset(is_located: bool, feature: JsonObject) -> ListedAsset:
    said = feature["properties"]
    lon, lat = feature["geometry"]["coordinates"] if feature["geometry"] else (None, None)
    checked_on = said["checked_on"]
    return ListedAsset(
        is_located=is_located,
        feature=feature,
        id=feature["id"],
        lon=lon,
        lat=lat,
        located=tuple(said["localities"]),
        served=tuple(said["serves"]),
        contacts=tuple(said["contacts"]),
        checked_on=date.fromisoformat(checked_on) if checked_on else None,
        **{name: said[name] for name in _AS_SAID},
    )


_AS_SAID = (
    "slug",
    "name",
    "kind",
    "family",
    "precision",
    "summary",
    "address",
    "postcode",
    "details",
    "for_whom",
    "source",
    "checked_how",
)
