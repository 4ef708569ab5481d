"""What this is, with the privacy notice, the accessibility statement and the licences."""

from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import ReaderDep, anybody
from api.finished import HTML, finished
from frontend.identity import identity
from frontend.rendering import render
from frontend.views import AboutPage, Link
from register.publishing.pages import site_now, sources
from register.settings import settings

router = APIRouter()


@router.get("/about")
@anybody
async def read_about(reader: ReaderDep) -> Response:
    """The same for everybody, but for the sources that are in the register now."""
    revision = await reader.revision()
    known = await sources(reader)
    notices = [row["attribution"] for row in known if row["attribution"]]
    page = AboutPage(
        tile_host=urlsplit(settings().tile_url).hostname or "",
        licences=tuple(dict.fromkeys((*identity().attribution, *notices))),
        sources=tuple(
            Link(f"{row['name']} (licence: {row['licence'] or 'not stated'})", row["url"])
            for row in known
            if row["url"].startswith(("https://", "http://"))
        ),
    )
    body = render("about", page=page, current="/about", **vars(await site_now(reader)))
    return finished(revision, body, HTML)
