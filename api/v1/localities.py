"""Localities over HTTP: all of a kind, one, and which hold a point or a postcode."""

import json
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.encoders import jsonable_encoder
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.dependencies import ReaderDep, Responses, anybody
from api.finished import GEOJSON, finished
from api.moments import Day
from api.v1.shapes import AREA, AREAS, CONTAINING
from geo.points import LonLat, uk_point
from register.places.errors import LocalityNotFound
from register.places.tables import LOCALITY_KINDS
from register.publishing.answers import PublicReader
from register.publishing.place_questions import (
    Containing,
    localities_of,
    localities_text,
    locality_collection,
    locality_feature,
)

router = APIRouter(prefix="/localities", tags=["localities"])

Kind = Literal["neighbourhood", "town_centre", "ward", "constituency", "borough"]
COLLECTION: Responses = {
    200: {
        "description": "A GeoJSON FeatureCollection with the attribution to show.",
        "content": {GEOJSON: {"schema": AREAS}},
    }
}
ONE: Responses = {
    200: {"description": "A GeoJSON feature.", "content": {GEOJSON: {"schema": AREA}}},
}
CONTAINED: Responses = {
    200: {
        "description": "The point, and the localities over it.",
        "content": {"application/json": {"schema": CONTAINING}},
    }
}
SHOWN = ("kind", "key", "slug", "code", "name", "valid_from", "is_indicative")


@router.get("", summary="All localities of a kind", responses=COLLECTION)
@anybody
async def list_localities(
    reader: ReaderDep,
    kind: Annotated[Kind, Query(description="Which kind of locality.")],
    geometry: Annotated[bool, Query(description="`false` leaves the outlines out.")] = True,
) -> Response:
    """One FeatureCollection, whole, of the current boundary release. Anybody may ask."""
    revision, features, attribution = await locality_collection(
        reader, kind, with_geometry=geometry
    )
    head = json.dumps({"type": "FeatureCollection", "attribution": attribution}, ensure_ascii=False)
    return finished(revision, head[:-1].encode() + b',"features":[%b]}' % features, GEOJSON)


@router.get(
    "/containing", summary="Which localities hold a point or a postcode", responses=CONTAINED
)
@anybody
async def containing(
    reader: ReaderDep,
    lon: Annotated[float | None, Query(description="Longitude, WGS 84.")] = None,
    lat: Annotated[float | None, Query(description="Latitude, WGS 84.")] = None,
    postcode: Annotated[str | None, Query(max_length=20)] = None,
    date: Annotated[Day | None, Query(description="As the outlines were on a day.")] = None,
) -> Response:
    """Codes, names and kinds, the ward first. Give `lon` and `lat`, or `postcode`."""
    if postcode is not None:
        revision = await reader.revision()
        found = jsonable_encoder(_shown(await localities_of(reader, postcode, date)))
        body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
        return finished(revision, body, "application/json")
    if lon is None or lat is None:
        raise HTTPException(422, "Give lon and lat, or a postcode.")
    return await containing_response(reader, uk_point(lon, lat), date)


async def containing_response(reader: PublicReader, at: LonLat, on: date | None = None) -> Response:
    """The finished localities over a point."""
    revision, localities = await localities_text(reader, at, on)
    point = json.dumps(at._asdict(), separators=(",", ":")).encode()
    body = b'{"point":%b,"localities":[%b]}' % (point, localities)
    return finished(revision, body, "application/json")


def _shown(found: Containing) -> dict[str, Any]:
    localities = [{name: row[name] for name in SHOWN} for row in found.localities]
    return {"point": found.at._asdict(), "localities": localities}


@router.get("/{kind}/{slug}", summary="One locality", responses=ONE)
@anybody
async def read_locality(
    reader: ReaderDep,
    kind: str,
    slug: str,
    geometry: Annotated[bool, Query(description="`false` leaves the outline out.")] = True,
) -> Response:
    """A GeoJSON feature of the current release, with its published facts."""
    if kind not in LOCALITY_KINDS:
        raise LocalityNotFound(f"There is no kind of locality called {kind[:60]}.")
    revision, feature = await locality_feature(reader, f"{kind}:{slug}", with_geometry=geometry)
    return finished(revision, feature, GEOJSON)
