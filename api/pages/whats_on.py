"""What is on: sessions of a locality, or of the borough, in the coming two weeks."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.dependencies import ReaderDep, anybody
from api.finished import HTML, finished
from api.pages.shaping import LABELS, PATHS, Row, kind_or_unnamed, list_item
from frontend.rendering import render, today
from frontend.session_values import OnDay, OnItem, WhatsOnPage
from register.mail.outbox import link
from register.schedules.occurrences import Occurrence, occurrences_between
from register.schedules.questions import LocalSessions, sessions_of_borough, sessions_of_locality
from register.schedules.reading import stored_schedules
from register.schedules.words import long_day, times

router = APIRouter()

COMING_DAYS = 14
# More are no page to read: it then ends with an earlier day, and says so.
MOST_ITEMS = 600
Coming = tuple[Occurrence, Row]


@router.get("/wards/{slug}/whats-on")
@anybody
async def read_whats_on_in_ward(reader: ReaderDep, slug: str) -> Response:
    """What is on in a ward in the coming two weeks."""
    return await _page(await sessions_of_locality(reader, f"ward:{slug}"))


@router.get("/town-centres/{slug}/whats-on")
@anybody
async def read_whats_on_in_town_centre(reader: ReaderDep, slug: str) -> Response:
    """What is on in a town centre in the coming two weeks."""
    return await _page(await sessions_of_locality(reader, f"town_centre:{slug}"))


@router.get("/neighbourhoods/{slug}/whats-on")
@anybody
async def read_whats_on_in_neighbourhood(reader: ReaderDep, slug: str) -> Response:
    """What is on in a neighbourhood in the coming two weeks."""
    return await _page(await sessions_of_locality(reader, f"neighbourhood:{slug}"))


@router.get("/constituencies/{slug}/whats-on")
@anybody
async def read_whats_on_in_constituency(reader: ReaderDep, slug: str) -> Response:
    """What is on in the part of a constituency that is here in the coming two weeks."""
    return await _page(await sessions_of_locality(reader, f"constituency:{slug}"))


@router.get("/whats-on")
@anybody
async def read_whats_on_in_borough(reader: ReaderDep) -> Response:
    """What is on in the borough in the coming two weeks, or as many days as make one page."""
    return await _page(await sessions_of_borough(reader))


async def _page(found: LocalSessions) -> Response:
    page = await run_in_threadpool(whats_on_page, found, today())
    current = f"/{PATHS.get(found.locality['kind'], '')}"
    body = render("whats_on", page=page, current=current, **vars(found.site))
    return finished(found.revision, body, HTML)


def path_of(place: Row) -> str:
    """Where a locality's addresses begin; the borough's own page is the first of all."""
    return "" if place["kind"] == "borough" else f"/{PATHS[place['kind']]}/{place['slug']}"


def place_words(row: Row) -> str:
    """Where an entry is, as finely as may be published and no finer."""
    public = ", ".join(part for part in (row["address"], row["postcode"]) if part)
    return public or list_item(row).place


def whats_on_page(found: LocalSessions, first: date, most: int = MOST_ITEMS) -> WhatsOnPage:
    """The view of what is on from a day on."""
    place = found.locality
    coming, last = _coming(found, first, most)
    days = groupby(coming, key=lambda one: one[0].starts_at.date())
    path = path_of(place)
    return WhatsOnPage(
        name=place["name"],
        kind_label=LABELS[place["kind"]],
        href=path or "/",
        key=place["key"],
        days=tuple(
            OnDay(day, _heading(day, first), tuple(_item(*one) for one in ones))
            for day, ones in days
        ),
        until=last,
        calendar_href=f"{path}/calendar.ics",
        calendar_address=link(f"{path}/calendar.ics"),
    )


def _coming(found: LocalSessions, first: date, most: int) -> tuple[list[Coming], date]:
    """The sessions in order, and the last day that is shown: all of it, so one day always is."""
    last = first + timedelta(days=COMING_DAYS - 1)
    coming = [
        (occurrence, row)
        for row in found.assets
        for occurrence in occurrences_between(stored_schedules(row["details"]), first, last)
    ]
    coming.sort(key=lambda one: (one[0].starts_at, one[1]["name"].lower()))
    if len(coming) > most:
        earlier = coming[most][0].starts_at.date() - timedelta(days=1)
        last = max(earlier, coming[0][0].starts_at.date())
    return [one for one in coming if one[0].starts_at.date() <= last], last


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
