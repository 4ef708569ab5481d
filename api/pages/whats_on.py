"""What is on: sessions of a locality in the coming two weeks, and calendars to subscribe to."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from api.dependencies import ReaderDep, anybody
from api.finished import HTML, finished
from api.pages.shaping import LABELS, PATHS, Row, kind_or_unnamed, list_item
from frontend.rendering import render, today
from frontend.session_values import OnDay, OnItem, WhatsOnPage
from register.mail.outbox import link
from register.publishing.answers import PublicReader
from register.publishing.former import find_successor
from register.publishing.pages import AssetNotFound
from register.schedules.calendars import CalendarEntry, calendar_text
from register.schedules.occurrences import Occurrence, occurrences_between
from register.schedules.questions import (
    LocalSessions,
    sessions_of_asset,
    sessions_of_locality,
)
from register.schedules.reading import stored_schedules
from register.schedules.words import long_day, times

router = APIRouter()

CALENDAR = "text/calendar; charset=utf-8"
COMING_DAYS = 14


@router.get("/wards/{slug}/whats-on")
@anybody
async def read_whats_on_in_ward(reader: ReaderDep, slug: str) -> Response:
    """What is on in a ward in the coming two weeks."""
    return await _page(reader, "ward", slug)


@router.get("/town-centres/{slug}/whats-on")
@anybody
async def read_whats_on_in_town_centre(reader: ReaderDep, slug: str) -> Response:
    """What is on in a town centre in the coming two weeks."""
    return await _page(reader, "town_centre", slug)


@router.get("/wards/{slug}/calendar.ics")
@anybody
async def read_ward_calendar(reader: ReaderDep, slug: str) -> Response:
    """All sessions of a ward as a calendar to subscribe to."""
    return await _calendar(reader, "ward", slug)


@router.get("/town-centres/{slug}/calendar.ics")
@anybody
async def read_town_centre_calendar(reader: ReaderDep, slug: str) -> Response:
    """All sessions of a town centre as a calendar to subscribe to."""
    return await _calendar(reader, "town_centre", slug)


@router.get("/assets/{slug}/calendar.ics")
@anybody
async def read_asset_calendar(reader: ReaderDep, slug: str) -> Response:
    """The sessions of one entry as a calendar to subscribe to."""
    try:
        revision, row = await sessions_of_asset(reader, slug)
    except AssetNotFound:
        if kept_on := await find_successor(reader, slug):
            return RedirectResponse(f"/assets/{kept_on['slug']}/calendar.ics", 301)
        raise
    return await _written(revision, slug, row["name"], link(f"/assets/{slug}"), [row])


async def _page(reader: PublicReader, kind: str, slug: str) -> Response:
    found = await sessions_of_locality(reader, f"{kind}:{slug}")
    page = whats_on_page(found, today())
    body = render("whats_on", page=page, current=f"/{PATHS[kind]}", **vars(found.site))
    return finished(found.revision, body, HTML)


async def _calendar(reader: PublicReader, kind: str, slug: str) -> Response:
    found = await sessions_of_locality(reader, f"{kind}:{slug}")
    name = f"What is on in {found.locality['name']}"
    page = link(f"/{PATHS[kind]}/{slug}/whats-on")
    return await _written(found.revision, slug, name, page, found.assets)


async def _written(revision: int, slug: str, name: str, url: str, rows: Iterable[Row]) -> Response:
    host = urlsplit(url).hostname or "localhost"
    entries = [_entry(row) for row in rows]
    # Half a second for 800 entries: others are answered meanwhile.
    body = await run_in_threadpool(calendar_text, name, url, host, entries)
    named = f'inline; filename="{slug}.ics"'
    return finished(revision, body, CALENDAR, Content_Disposition=named)


def _entry(row: Row) -> CalendarEntry:
    return CalendarEntry(
        id=str(row["id"]),
        name=row["name"],
        place=place_words(row),
        url=link(f"/assets/{row['slug']}"),
        updated_at=row["updated_at"],
        schedules=stored_schedules(row["details"]),
    )


def place_words(row: Row) -> str:
    """Where an entry is, as finely as may be published and no finer."""
    public = ", ".join(part for part in (row["address"], row["postcode"]) if part)
    return public or list_item(row).place


def whats_on_page(found: LocalSessions, first: date) -> WhatsOnPage:
    """The view of what is on from a day on."""
    place = found.locality
    last = first + timedelta(days=COMING_DAYS - 1)
    coming = [
        (occurrence, row)
        for row in found.assets
        for occurrence in occurrences_between(stored_schedules(row["details"]), first, last)
    ]
    coming.sort(key=lambda one: (one[0].starts_at, one[1]["name"].lower()))
    days = groupby(coming, key=lambda one: one[0].starts_at.date())
    href = f"/{PATHS[place['kind']]}/{place['slug']}"
    return WhatsOnPage(
        name=place["name"],
        kind_label=LABELS[place["kind"]],
        href=href,
        key=place["key"],
        days=tuple(
            OnDay(day, _heading(day, first), tuple(_item(*one) for one in ones))
            for day, ones in days
        ),
        until=last,
        calendar_href=f"{href}/calendar.ics",
        calendar_address=link(f"{href}/calendar.ics"),
    )


def _heading(day: date, first: date) -> str:
    said = {0: "Today, ", 1: "Tomorrow, "}.get((day - first).days, "")
    return said + long_day(day, first)


def _item(occurrence: Occurrence, row: dict[str, Any]) -> OnItem:
    schedule = occurrence.schedule
    return OnItem(
        times=times(schedule),
        name=row["name"],
        href=f"/assets/{row['slug']}",
        kind=kind_or_unnamed(row["kind"])[0],
        family=row["family"],
        place=place_words(row),
        cost=schedule.cost or str(row["details"].get("cost", "")),
        note=schedule.note,
    )
