"""The search page: a box, choices to narrow by, and a list that needs no script."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import ReaderDep, anybody
from api.finished import HTML, finished
from api.pages.search_form import Asked, asked_for, choices, typed_in
from api.pages.shaping import list_item
from api.v1.search import is_unmet, note_unmet
from frontend.rendering import render
from frontend.search_views import Result, SearchPage
from frontend.views import Link, MapView
from register.places.errors import LocalityNotFound
from register.publishing.answers import PublicReader
from register.search.answers import SearchRows, search_rows
from register.search.questions import InvalidSearch
from register.search.statement import FAR_METRES

router = APIRouter()

LONGEST_SUMMARY = 160
MARGIN = 0.004  # degrees around the points: a pin on the very edge is hard to see
# Each choice that can be left out, in the order in which it is offered to be.
WIDER = {
    "postcode": "anywhere, not only near the postcode",
    "locality": "everywhere",
    "part_of_day": "at any time of day",
    "day": "on any day",
    "checked_within": "whenever it was checked",
    "people": "of any size",
    "age": "for any age",
    "group": "for everybody",
    "language": "in any language",
    "free": "at any cost",
    "step_free": "with and without step-free access",
    "kind": "of every kind",
    "family": "for every sort of thing",
}


@router.get("/search")
@anybody
async def read_search(request: Request, reader: ReaderDep) -> Response:
    """What is found for some words, the best first; with nothing asked for, the form."""
    typed = typed_in(request.query_params)
    after = request.query_params.get("after", "")
    try:
        asked = await asked_for(reader, typed, after)
        found = await search_rows(reader, asked.question)
    except (InvalidSearch, LocalityNotFound):
        # A link that was changed by hand: the words alone still can be looked for.
        typed = {"q": typed["q"]} if "q" in typed else {}
        asked = await asked_for(reader, typed, "")
        found = await search_rows(reader, asked.question)
    with_map = request.query_params.get("map") == "yes" and bool(found.rows)
    page = await _page(reader, typed, asked, found, with_map=with_map)
    body = render("search", page=page, current="/search", **vars(found.site))
    if asked.errors:
        return Response(body, 422, media_type=HTML)
    if page.is_asked and is_unmet(asked.question, found.matched, found.is_whole):
        await note_unmet(request, reader, asked.question, found.asked)
        return Response(body, media_type=HTML)
    return finished(found.revision, body, HTML)


async def _page(
    reader: PublicReader, typed: dict[str, str], asked: Asked, found: SearchRows, *, with_map: bool
) -> SearchPage:
    is_asked = bool(typed) and not asked.errors
    shown = found.rows if is_asked else []
    has_point = asked.question.near is not None or found.asked.place is not None
    return SearchPage(
        typed=typed,
        choices=await choices(reader, typed),
        is_asked=is_asked,
        is_narrowed=bool(typed.keys() - {"q"}),
        results=tuple(_result(row, has_point=has_point) for row in shown),
        matched=found.matched if is_asked else 0,
        is_whole=found.is_whole,
        mended=found.asked.mended if is_asked else (),
        place=found.asked.place.label if found.asked.place else "",
        next_href=_href(typed, after=found.next_cursor) if found.next_cursor else None,
        map_href=_href(typed, map="yes") if shown and not with_map else None,
        map=_map(typed, found.rows) if with_map else None,
        wider=_wider(typed),
        errors=asked.errors,
    )


def _href(typed: dict[str, str], **more: str) -> str:
    return f"/search?{urlencode({**typed, **more})}"


def _result(row: dict[str, Any], *, has_point: bool) -> Result:
    summary = row["summary"]
    if len(summary) > LONGEST_SUMMARY:
        summary = summary[:LONGEST_SUMMARY].rsplit(" ", 1)[0] + " …"
    return Result(list_item(row), summary, _away(row["metres"]) if has_point else "")


def _away(metres: int) -> str:
    """As people say it; nothing for what is inside the place, or has no point.

    >>> _away(340), _away(1260), _away(0)
    ('about 300 metres away', 'about 1.3 km away', '')
    """
    if not 0 < metres < FAR_METRES:
        return ""
    if metres < 950:
        return f"about {max(100, round(metres, -2))} metres away"
    return f"about {metres / 1000:.1f} km away"


def _wider(typed: dict[str, str]) -> tuple[Link, ...]:
    return tuple(
        Link(f"Look {said}", _href({key: value for key, value in typed.items() if key != name}))
        for name, said in WIDER.items()
        if name in typed and len(typed) > 1
    )


def _map(typed: dict[str, str], rows: list[dict[str, Any]]) -> MapView:
    asked = urlencode({**typed, "limit": "100"})
    points = [(row["lon"], row["lat"]) for row in rows if row["lon"] is not None]
    lons, lats = zip(*points, strict=True) if points else ((), ())
    bounds = (
        (min(lons) - MARGIN, min(lats) - MARGIN, max(lons) + MARGIN, max(lats) + MARGIN)
        if points
        else None
    )
    return MapView("Map of what was found", f"/api/v1/search?{asked}", bounds=bounds)
