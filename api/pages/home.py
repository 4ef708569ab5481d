"""The home page."""

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import ReaderDep, anybody
from api.finished import HTML, finished
from api.pages.shaping import family_counts, locality_items
from frontend.rendering import render
from frontend.views import HomePage
from register.publishing.pages import home

router = APIRouter()


@router.get("/")
@anybody
async def read_home(reader: ReaderDep) -> Response:
    """What this is, how much there is, and the way to each ward, town centre and neighbourhood."""
    revision, counted, places, site = await home(reader)
    counts = {row["family"]: row["assets"] for row in counted}
    page = HomePage(
        asset_count=sum(counts.values()),
        families=family_counts(counts),
        wards=locality_items(places, "ward"),
        town_centres=locality_items(places, "town_centre"),
        neighbourhoods=locality_items(places, "neighbourhood"),
    )
    body = render("home", page=page, current="/", **vars(site))
    return finished(revision, body, HTML)
