"""The map, and what a postcode lies in for who has no script."""

from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import ReaderDep, anybody
from api.finished import HTML, finished
from api.pages.shaping import bounds, list_item, locality_items, locality_links
from frontend.rendering import render
from frontend.views import MapPage, MapView
from geo.errors import PlaceError
from register.kinds.for_whom import group_by_slug
from register.proposals.for_whom_texts import OLDEST
from register.publishing.answers import PublicReader
from register.publishing.pages import localities, nearby
from register.publishing.place_questions import localities_of

router = APIRouter()


@router.get("/map")
@anybody
async def read_map(
    reader: ReaderDep, postcode: str = "", group: str = "", age: str = ""
) -> Response:
    """Everything on one map, or what is for some people; with a postcode what is near, listed."""
    revision, places, site = await localities(reader, ["ward"])
    page = MapPage(
        map=MapView(
            "Map of all assets", _assets_url(group, age), bounds=bounds(places), has_search=True
        ),
        postcode=postcode[:20],
        group=group if group_by_slug(group) else "",
        age=age if _is_age(age) else "",
        wards=locality_items(places, "ward"),
    )
    if postcode.strip():
        page = await _around(reader, page)
    body = render("map", page=page, current="/map", **vars(site))
    return finished(revision, body, HTML)


def _is_age(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text[:4]) <= OLDEST


def _assets_url(group: str, age: str) -> str:
    asked = {"limit": "1000"}
    if group_by_slug(group):
        asked["group"] = group
    if _is_age(age):
        asked["age"] = age
    return f"/api/v1/assets?{urlencode(asked)}"


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
