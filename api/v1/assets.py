"""Assets over HTTP: questions for everybody, additions by token."""

from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Scope

from api.dependencies import Builder, ReaderDep, Responses, anybody
from api.finished import GEOJSON, finished
from api.moments import Moment
from api.v1.shapes import ASSET, PAGE_OF_ASSETS, PLAIN_PAGE
from api.v1.sources import standing_notices
from geo.boxes import BBox
from geo.errors import InvalidBBox
from geo.points import parse_lonlat
from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.kinds.definition import families, kind_by_slug
from register.kinds.errors import UnknownKind
from register.kinds.for_whom import group_by_slug
from register.proposals.additions import Addition, add_asset
from register.publishing.asset_questions import AssetPage, AssetQuestion, assets, find_document
from register.publishing.former import find_successor
from register.publishing.pages import AssetNotFound

router = APIRouter(prefix="/assets", tags=["assets"])

LIMIT = 1000
RADIUS_METRES = 20_000
LISTED: Responses = {
    200: {
        "description": "A GeoJSON FeatureCollection; `next` is the address of the next page.",
        "content": {
            GEOJSON: {"schema": PAGE_OF_ASSETS},
            "application/json": {"schema": PLAIN_PAGE},
        },
    },
    404: {"description": "There is no such locality."},
}
ONE: Responses = {
    200: {"description": "A GeoJSON feature.", "content": {GEOJSON: {"schema": ASSET}}},
    301: {"description": "It was merged into another: `Location` says which."},
    410: {"description": "It has closed."},
}


class Placed(BaseModel):
    """Where a new asset was placed, and what it may already be known as."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["published", "waiting"]
    id: UUID | None
    proposal_id: UUID | None
    href: str | None
    placed_by: str | None
    lon: float | None
    lat: float | None
    precision: str | None
    localities: list[dict[str, Any]]
    likely_duplicates: list[dict[str, Any]]


def _several(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def known_kinds(text: str | None) -> tuple[str, ...]:
    """The kinds of a query, comma between; raises UnknownKind."""
    return tuple(kind_by_slug(slug).slug for slug in _several(text))


def known_families(text: str | None) -> tuple[str, ...]:
    """The families of a query, comma between; raises UnknownKind."""
    known = {family.slug for family in families()}
    for slug in _several(text):
        if slug not in known:
            raise UnknownKind(f"There is no family “{slug[:60]}”: use {', '.join(sorted(known))}.")
    return _several(text)


def known_groups(text: str | None) -> tuple[str, ...]:
    """The groups of people of a query, comma between; raises UnknownKind."""
    for slug in _several(text):
        if group_by_slug(slug) is None:
            raise UnknownKind(f"There is no group of people called “{slug[:60]}”: see the forms.")
    return _several(text)


@router.get("", summary="Assets in a box, near a point, of a locality", responses=LISTED)
@anybody
async def list_assets(
    request: Request,
    reader: ReaderDep,
    bbox: Annotated[str | None, Query(examples=["-0.22,51.58,-0.15,51.62"])] = None,
    kind: Annotated[str | None, Query(description="Kinds by slug, comma between.")] = None,
    family: Annotated[str | None, Query(description="Families by slug, comma between.")] = None,
    locality: Annotated[str | None, Query(description="Kind and slug, as `ward:hillside`.")] = None,
    near: Annotated[str | None, Query(description="Longitude, latitude.")] = None,
    radius: Annotated[float, Query(gt=0, le=RADIUS_METRES, description="Metres.")] = 1000,
    q: Annotated[str, Query(max_length=200, description="Words to find.")] = "",
    group: Annotated[
        str | None, Query(description="Whom it says it is for: slugs, all must hold.")
    ] = None,
    age: Annotated[int | None, Query(ge=0, le=120, description="Not for other ages only.")] = None,
    updated_since: Moment | None = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT)] = 100,
    after: Annotated[UUID | None, Query(description="The last id of the page before.")] = None,
    format: Literal["geojson", "json"] = "geojson",
) -> Response:
    """Public assets by ascending id. All that is given must hold. Anybody may ask.

    `locality` finds what lies in it and what serves it. Follow `next` for more.
    """
    question = AssetQuestion(
        bbox=BBox.parse(bbox) if bbox is not None else None,
        kinds=known_kinds(kind),
        families=known_families(family),
        locality=locality,
        near=parse_lonlat(near) if near is not None else None,
        radius_metres=radius,
        words=_searchable(q),
        groups=known_groups(group),
        age=age,
        updated_since=updated_since,
        after=after,
        limit=limit,
    )
    return page_response(request, await assets(reader, question), format)


def _searchable(words: str) -> str:
    if "\x00" in words:
        raise InvalidBBox("The words to find contain a NUL character: type them again.")
    return words.strip()


def page_response(request: Request, page: AssetPage, form: str) -> Response:
    """The finished page, with the address of the next one."""
    following = b""
    if page.last_id is not None:
        following = b',"next":"%b"' % _next_page(request.scope, page.last_id)
    # Joined, not formatted: half a megabyte is copied once.
    if form == "json":
        tail = b'],"returned":%d%b}' % (page.returned, following)
        body = b"".join((b"{", standing_notices(), b'"assets":[', page.features, tail))
        return finished(page.revision, body, "application/json")
    head = b'{"type":"FeatureCollection",%b"numberReturned":%d%b,"features":[' % (
        standing_notices(),
        page.returned,
        following,
    )
    return finished(page.revision, b"".join((head, page.features, b"]}")), GEOJSON)


def _next_page(scope: Scope, last_id: str) -> bytes:
    """The address that was asked with another ``after``; nothing in it can end a JSON text."""
    parts = scope["query_string"].decode("latin-1").split("&")
    kept = [part for part in parts if part and not part.startswith("after=")]
    query = quote("&".join((*kept, f"after={last_id}")), safe="=&%,:;+-._~", encoding="latin-1")
    return f"{scope['path']}?{query}".encode()


@router.get("/{asset_id}", summary="One asset, all that is public of it", responses=ONE)
@anybody
async def read_asset(reader: ReaderDep, asset_id: UUID) -> Response:
    """A GeoJSON feature with details, public contacts, areas, and when it was last checked.

    One that was merged answers 301 with where it is kept on; one that has closed answers 410.
    """
    found = await find_document(reader, asset_id)
    if found is None and (kept_on := await find_successor(reader, asset_id)):
        return RedirectResponse(f"/api/v1/assets/{kept_on['id']}", 301)
    if found is None:
        raise AssetNotFound("There is no public asset with this id.")
    return finished(found[0], found[1], GEOJSON)


class AssetIn(AssetDraft):
    """An asset to add. `request_id` is a random UUID made once: sending twice adds once."""

    request_id: UUID | None = None


@router.post(
    "",
    summary="Add an asset",
    status_code=201,
    response_model=Placed,
    responses={
        200: {"description": "It was sent before: the same answer again.", "model": Placed},
        202: {"description": "It waits for a steward to decide.", "model": Placed},
    },
)
def record_asset(holder: Builder, asset: AssetIn) -> JSONResponse:
    """For builders, stewards and administrators, with a token.

    Published at once, at its kind's precision, if the token may publish; otherwise it waits.
    Give longitude and latitude, or a postcode, or the areas that it serves.
    """
    values = asset.model_dump(exclude={"request_id"})
    with transaction() as session:
        addition = add_asset(
            session,
            AssetDraft.model_validate(values),
            holder=holder,
            door="api",
            request_id=asset.request_id,
        )
    return JSONResponse(placed(addition).model_dump(mode="json"), _status(addition))


def _status(addition: Addition) -> int:
    if addition.is_repeat:
        return 200
    return 202 if addition.asset_id is None else 201


def placed(addition: Addition) -> Placed:
    """The answer for an addition."""
    slug = addition.slug
    return Placed(
        status="waiting" if addition.asset_id is None else "published",
        id=addition.asset_id,
        proposal_id=addition.proposal_id,
        href=f"/assets/{slug}" if slug else None,
        placed_by=addition.placed_by,
        lon=addition.lon,
        lat=addition.lat,
        precision=addition.precision,
        localities=addition.localities,
        likely_duplicates=addition.doubles,
    )
