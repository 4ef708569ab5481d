"""Where people have a say: forums by constituency, panels and boards, consultations."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import ReaderDep, anybody
from api.finished import HTML, finished
from api.pages.meetings import next_words
from api.pages.shaping import Row, kind_or_unnamed
from frontend.rendering import render, today
from frontend.voice_views import ConsultationItem, HaveYourSayPage, NetworkGroup, NetworkItem
from register.publishing.participation import consultation_kinds, participation

router = APIRouter()

FULL_WEEKS = 12
SOON = timedelta(days=14)


@router.get("/have-your-say")
@anybody
async def read_have_your_say(reader: ReaderDep) -> Response:
    """Forums, panels, boards and consultations."""
    revision, networks, consultations, constituencies, site = await participation(reader)
    page = have_your_say_page(networks, consultations, constituencies, today())
    body = render("have_your_say", page=page, current="/have-your-say", **vars(site))
    return finished(revision, body, HTML)


def have_your_say_page(
    networks: list[Row], consultations: list[Row], constituencies: list[Row], now: date
) -> HaveYourSayPage:
    """The view of it all on one day."""
    by_state: dict[str, list[ConsultationItem]] = {}
    for row in consultations:
        item = consultation_item(row)
        by_state.setdefault(_state(item, now), []).append(item)
    far = date.max
    for items in by_state.values():
        items.sort(key=lambda item: (item.closes_on or far, item.name))
    forums, others = _grouped(networks, constituencies, now)
    return HaveYourSayPage(
        forums=forums,
        others=others,
        closing_soon=tuple(by_state.get("closing_soon", ())),
        open_now=tuple(by_state.get("open_now", ())),
        coming=tuple(by_state.get("coming", ())),
        closed=tuple(reversed(by_state.get("closed", []))),
    )


def _grouped(
    rows: Iterable[Row], constituencies: list[Row], now: date
) -> tuple[tuple[NetworkGroup, ...], tuple[NetworkGroup, ...]]:
    """Those of one constituency under it, those of several or none by what they are."""
    names = {row["key"]: row["name"] for row in constituencies}
    of_place: dict[str, list[NetworkItem]] = {name: [] for name in names.values()}
    of_kind: dict[str, list[NetworkItem]] = {}
    for row in rows:
        places = {key for key in (*row["served"], *row["located"]) if key in names}
        own = {key for key in row["served"] if key in names} or places
        item = network_item(row, now)
        if len(own) == 1:
            of_place[names[own.pop()]].append(item)
        else:
            of_kind.setdefault(kind_or_unnamed(row["kind"])[1], []).append(item)
    return tuple(NetworkGroup(name, tuple(items)) for name, items in of_place.items()), tuple(
        NetworkGroup(f"{name[:1].upper()}{name[1:]} for more than one area", tuple(items))
        for name, items in of_kind.items()
    )


def network_item(row: Row, now: date) -> NetworkItem:
    """A forum, panel or board."""
    said: dict[str, Any] = row["details"]
    return NetworkItem(
        name=row["name"],
        href=f"/assets/{row['slug']}",
        kind=kind_or_unnamed(row["kind"])[0],
        area=said.get("forum_area", ""),
        chair=said.get("chair_role", ""),
        next_words=next_words(said, now),
        join=said.get("how_to_join", ""),
        papers_href=said.get("papers_page", ""),
    )


def consultation_item(row: Row) -> ConsultationItem:
    """A consultation, with the mark that it was open for less than it should be."""
    said: dict[str, Any] = row["details"]
    return ConsultationItem(
        name=row["name"],
        href=f"/assets/{row['slug']}",
        opens_on=_day(said, "opens_on"),
        closes_on=_day(said, "closes_on"),
        asks_about=said.get("asks_about", "") or row["summary"],
        answer_href=said.get("respond_page", ""),
        short_words=short_words(row["kind"], said),
        short_because=said.get("short_because", ""),
        outcome=said.get("what_came_of_it", ""),
        outcome_href=said.get("outcome_page", ""),
    )


def short_words(kind: str, details: dict[str, Any]) -> str:
    """That a consultation is open for less than 12 weeks, and how long; empty for any other."""
    opens, closes = _day(details, "opens_on"), _day(details, "closes_on")
    if kind not in consultation_kinds() or opens is None or closes is None:
        return ""
    days = (closes - opens).days
    if not 0 <= days < FULL_WEEKS * 7:
        return ""
    weeks, over = divmod(days, 7)
    length = f"{days} days" if over or not weeks else f"{weeks} week{'s' if weeks > 1 else ''}"
    return f"Open for less than {FULL_WEEKS} weeks: {length}"


def _state(item: ConsultationItem, now: date) -> str:
    if item.closes_on and item.closes_on < now:
        return "closed"
    if item.opens_on and item.opens_on > now:
        return "coming"
    return "closing_soon" if item.closes_on and item.closes_on <= now + SOON else "open_now"


def _day(details: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(details[name]) if details.get(name) else None
