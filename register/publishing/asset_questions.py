"""What strangers ask of assets: in a box, near a point, of a locality, by words, changed since."""

from dataclasses import dataclass
from datetime import datetime
from math import cos, radians
from typing import Any
from uuid import UUID

from geo.boxes import BBox
from geo.points import LonLat
from register.places.errors import LocalityNotFound
from register.publishing.answers import PublicReader

# Revision, finished features, how many, the last id, the locality: one row, one snapshot.
ASSETS = """
SELECT (SELECT number FROM published.revision), string_agg(feature, ','), count(*),
    (array_agg(id))[count(*)::integer]::text, {locality}
FROM (
    SELECT a.id, a.feature FROM {source} {where} ORDER BY {key} LIMIT {limit}
) AS page
"""
LOCALITY = "(SELECT id FROM published.locality WHERE key = %(locality)s)"
# These stand in the statement as they are. Where the limit is left open, the server takes no plan
# to fit all limits and plans anew each time, which takes longer than a list of 100.
USUAL_LIMITS = (100, 1000)
METRES_PER_DEGREE = 111_195  # of latitude, on the sphere that 6371 km is the radius of


@dataclass(frozen=True)
class AssetQuestion:
    """Which public assets; everything that is given must hold. ``locality`` is its key."""

    bbox: BBox | None = None
    kinds: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    locality: str | None = None
    near: LonLat | None = None
    radius_metres: float = 1000
    words: str = ""
    groups: tuple[str, ...] = ()
    age: int | None = None
    updated_since: datetime | None = None
    after: UUID | None = None
    limit: int = 100


@dataclass(frozen=True)
class AssetPage:
    """Finished features, comma between; ``last_id`` is set when there may be more."""

    revision: int
    features: bytes
    returned: int
    last_id: str | None


def assets_statement(question: AssetQuestion) -> tuple[str, dict[str, Any]]:
    """The statement that answers a question, and its values.

    One row: revision, finished features, how many, the last id, the number of the locality.
    """
    values: dict[str, Any] = {}
    source = "published.public_asset AS a"
    conditions: list[str] = []
    key = "a.id"
    if question.locality is not None:
        # By the membership's own order, so that a page reads no more than its own rows.
        source = "published.public_membership AS m JOIN " + source + " ON a.id = m.asset_id"
        conditions.append(f"m.locality_id = {LOCALITY}")
        key, values["locality"] = "m.asset_id", question.locality
    _narrow_by_place(question, conditions, values)
    _narrow_by_what(question, conditions, values)
    if question.after is not None:
        conditions.append(f"{key} > %(after)s")
        values["after"] = question.after
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    limit = "%(limit)s"
    if question.limit in USUAL_LIMITS:
        limit = str(question.limit)
    else:
        values["limit"] = question.limit
    locality = "NULL::integer" if question.locality is None else LOCALITY
    statement = ASSETS.format(locality=locality, source=source, where=where, key=key, limit=limit)
    return statement, values


def _narrow_by_place(
    question: AssetQuestion, conditions: list[str], values: dict[str, Any]
) -> None:
    if question.bbox is not None:
        conditions.append(
            "a.location && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)"
        )
        values |= question.bbox._asdict()
    if question.near is not None:
        lon, lat = question.near
        high = question.radius_metres / METRES_PER_DEGREE * 1.01
        wide = high / cos(radians(lat))
        # The box is answered by the index; the true distance, on the globe, only within it.
        conditions.append(
            "a.location && ST_MakeEnvelope(%(near_lon)s - %(wide)s, %(near_lat)s - %(high)s, "
            "%(near_lon)s + %(wide)s, %(near_lat)s + %(high)s, 4326) "
            "AND ST_DWithin(a.location::geography, "
            "ST_MakePoint(%(near_lon)s, %(near_lat)s)::geography, %(radius)s)"
        )
        values |= {"near_lon": lon, "near_lat": lat, "wide": wide, "high": high}
        values["radius"] = question.radius_metres


def _narrow_by_what(question: AssetQuestion, conditions: list[str], values: dict[str, Any]) -> None:
    if question.kinds:
        conditions.append("a.kind = ANY(%(kinds)s)")
        values["kinds"] = list(question.kinds)
    if question.families:
        conditions.append("a.family = ANY(%(families)s)")
        values["families"] = list(question.families)
    if question.words:
        conditions.append("a.search @@ websearch_to_tsquery('english', public.unaccent(%(words)s))")
        values["words"] = question.words
    if question.groups:
        # Marks of the search vector: register.publishing.search_text says which there are.
        conditions.append("a.search @@ CAST(%(groups)s AS tsquery)")
        values["groups"] = " & ".join(f"'for:{slug}'" for slug in question.groups)
    if question.age is not None:
        conditions.append(
            "coalesce(a.for_whom -> 'age_from', '0') <= to_jsonb(CAST(%(age)s AS integer)) "
            "AND coalesce(a.for_whom -> 'age_to', '120') >= to_jsonb(CAST(%(age)s AS integer))"
        )
        values["age"] = question.age
    if question.updated_since is not None:
        conditions.append("a.updated_at >= %(since)s")
        values["since"] = question.updated_since


async def assets(reader: PublicReader, question: AssetQuestion) -> AssetPage:
    """One page of finished features, by ascending id; raises LocalityNotFound."""
    if "\x00" in (question.locality or ""):
        raise LocalityNotFound("The locality's name contains a NUL character: type it again.")
    row = await reader.first_row(*assets_statement(question))
    assert row is not None  # an aggregate without GROUP BY always has its row
    revision, features, returned, last_id, locality = row
    if question.locality is not None and locality is None:
        raise LocalityNotFound(
            f"There is no locality called {question.locality}: write it as ward:name."
        )
    has_more = returned == question.limit
    return AssetPage(
        revision, features or b"", returned, last_id.decode() if has_more and last_id else None
    )


BY_ID = """
SELECT (SELECT number FROM published.revision), document
FROM published.public_asset WHERE id = %(id)s
"""


async def find_document(reader: PublicReader, asset_id: UUID) -> tuple[int, bytes] | None:
    """Revision and finished GeoJSON feature of one asset, with all that is public of it."""
    row = await reader.first_row(BY_ID, {"id": asset_id})
    return None if row is None else (row[0], row[1])
