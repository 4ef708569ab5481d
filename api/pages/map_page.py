"""The map, and what a postcode lies in for who has no script."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import ReaderDep, anybody
from api.finished import HTML, finished
from api.pages.shaping import bounds, list_item, locality_items, locality_links
from frontend.rendering import render
from frontend.views import MapPage, MapView
from geo.errors import PlaceError
from register.publishing.answers import PublicReader
from register.publishing.pages import localities, nearby
from register.publishing.place_questions import localities_of

router = APIRouter()


@router.get("/map")
@anybody
async def read_map(reader: ReaderDep, postcode: str = "") -> Response:
    """Everything on one map; with a postcode also its areas and what is near, as a list."""
    revision, places, site = await localities(reader, ["ward"])
    page = MapPage(
        map=MapView(label="Map of all assets", bounds=bounds(places), has_search=True),
        postcode=postcode[:20],
        wards=locality_items(places, "ward"),
    )
    if postcode.strip():
        page = await _around(reader, page)
    body = render("map", page=page, current="/map", **vars(site))
    return finished(revision, body, HTML)


async def _around(reader: PublicReader, page: MapPage) -> MapPage:
    try:
        found = await localities_of(reader, page.postcode)
    except PlaceError as reason:
        return replace(page, problem=str(reason))
    lon, lat = found.at
    near = await nearby(reader, lon, lat)
    return replace(
        page,
        found=locality_links(found.localities),
        nearby=tuple(list_item(row) for row in near),
        map=replace(page.map, at=(lon, lat)),
    )
