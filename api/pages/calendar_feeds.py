"""Calendars to subscribe to: the sessions of an entry, of a locality, and of the borough."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from api.dependencies import ReaderDep, anybody
from api.finished import finished
from api.pages.shaping import Row
from api.pages.whats_on import path_of, place_words
from frontend.identity import identity
from register.mail.outbox import link
from register.publishing.former import find_successor
from register.publishing.pages import AssetNotFound, Site
from register.schedules.calendars import CalendarEntry, calendar_text
from register.schedules.questions import (
    LocalSessions,
    sessions_of_asset,
    sessions_of_borough,
    sessions_of_locality,
)
from register.schedules.reading import stored_schedules

router = APIRouter()

CALENDAR = "text/calendar; charset=utf-8"
DEMONSTRATION = "Demonstration data. Groups and places marked “invented” are not real."


@router.get("/wards/{slug}/calendar.ics")
@anybody
async def read_ward_calendar(reader: ReaderDep, slug: str) -> Response:
    """All sessions of a ward as a calendar to subscribe to."""
    return await _calendar(await sessions_of_locality(reader, f"ward:{slug}"))


@router.get("/town-centres/{slug}/calendar.ics")
@anybody
async def read_town_centre_calendar(reader: ReaderDep, slug: str) -> Response:
    """All sessions of a town centre as a calendar to subscribe to."""
    return await _calendar(await sessions_of_locality(reader, f"town_centre:{slug}"))


@router.get("/neighbourhoods/{slug}/calendar.ics")
@anybody
async def read_neighbourhood_calendar(reader: ReaderDep, slug: str) -> Response:
    """All sessions of a neighbourhood as a calendar to subscribe to."""
    return await _calendar(await sessions_of_locality(reader, f"neighbourhood:{slug}"))


@router.get("/constituencies/{slug}/calendar.ics")
@anybody
async def read_constituency_calendar(reader: ReaderDep, slug: str) -> Response:
    """All sessions of the part of a constituency that is here as a calendar to subscribe to."""
    return await _calendar(await sessions_of_locality(reader, f"constituency:{slug}"))


@router.get("/calendar.ics")
@anybody
async def read_borough_calendar(reader: ReaderDep) -> Response:
    """All sessions of the borough as a calendar to subscribe to."""
    return await _calendar(await sessions_of_borough(reader))


@router.get("/assets/{slug}/calendar.ics")
@anybody
async def read_asset_calendar(reader: ReaderDep, slug: str) -> Response:
    """The sessions of one entry as a calendar to subscribe to."""
    try:
        revision, row, site = await sessions_of_asset(reader, slug)
    except AssetNotFound:
        if kept_on := await find_successor(reader, slug):
            return RedirectResponse(f"/assets/{kept_on['slug']}/calendar.ics", 301)
        raise
    return await _written(revision, slug, row["name"], link(f"/assets/{slug}"), [row], site)


async def _calendar(found: LocalSessions) -> Response:
    name = f"What is on in {found.locality['name']}"
    page = link(f"{path_of(found.locality)}/whats-on")
    slug = found.locality["slug"]
    return await _written(found.revision, slug, name, page, found.assets, found.site)


async def _written(
    revision: int, slug: str, name: str, url: str, rows: Iterable[Row], site: Site
) -> Response:
    host = urlsplit(url).hostname or "localhost"
    entries = [_entry(row) for row in rows]
    # Half a second for 800 entries that nobody has asked for yet: others are answered meanwhile.
    body = await run_in_threadpool(calendar_text, name, url, host, entries, _about(site))
    named = f'inline; filename="{slug}.ics"'
    return finished(revision, body, CALENDAR, Content_Disposition=named)


def _about(site: Site) -> str:
    """What a page says at its foot, for those who only ever see the calendar."""
    invented = [DEMONSTRATION] if site.is_demonstration else []
    return "\n".join(dict.fromkeys((*invented, *identity().attribution, *site.notices)))


def _entry(row: Row) -> CalendarEntry:
    return CalendarEntry(
        id=str(row["id"]),
        name=row["name"],
        place=place_words(row),
        url=link(f"/assets/{row['slug']}"),
        updated_at=row["updated_at"],
        schedules=tuple(stored_schedules(row["details"])),
    )
