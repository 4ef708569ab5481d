"""All that is offered and needed, and what suits what."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.dependencies import AnybodySignedIn, ReaderDep, anybody
from api.finished import HTML, OWN_PAGES_ONLY, finished
from api.pages.offer_words import listed_item, match_item
from api.pages.shaping import LABELS
from frontend.belonging_views import MatchesPage, OffersPage
from frontend.choices import Choice
from frontend.rendering import render
from register.offers.kinds import offer_kind_by_slug, offer_kinds
from register.offers.questions import OfferQuestion, matches, offers_listed
from register.publishing.answers import PublicReader
from register.publishing.pages import localities

router = APIRouter()
PLACES = ["ward", "town_centre"]
ON_A_PAGE = 50
Chosen = Annotated[str, Query(max_length=100)]


@router.get("/offers")
@anybody
async def list_offers(
    reader: ReaderDep,
    way: Chosen = "",
    kind: Chosen = "",
    place: Chosen = "",
    certificate: Chosen = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """What is on offer and needed, by place and kind."""
    places = await _places(reader)
    chosen = {
        "way": way if way in ("offer", "need") else "",
        "kind": kind if offer_kind_by_slug(kind) else "",
        "place": place if place in {one.value for one in places} else "",
        "certificate": "yes" if certificate == "yes" else "",
    }
    found = await offers_listed(
        reader,
        OfferQuestion(
            way=chosen["way"] or None,
            kind=chosen["kind"] or None,
            locality=chosen["place"] or None,
            with_certificate=bool(chosen["certificate"]),
            limit=ON_A_PAGE,
            offset=(page - 1) * ON_A_PAGE,
        ),
    )
    is_more = page * ON_A_PAGE < found.of_all
    view = OffersPage(
        items=tuple(listed_item(row) for row in found.rows),
        of_all=found.of_all,
        kinds=tuple(
            Choice(one.slug, f"{one.offer}, or: {one.need}") for one in offer_kinds().kinds
        ),
        places=places,
        way=chosen["way"],
        kind=chosen["kind"],
        place=chosen["place"],
        certificate=bool(chosen["certificate"]),
        before=_address(chosen, page - 1) if page > 1 else "",
        after=_address(chosen, page + 1) if is_more else "",
    )
    body = render("offers", page=view, current="/offers", **vars(found.site))
    return finished(found.revision, body, HTML)


def _address(chosen: dict[str, str], page: int) -> str:
    said: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    return f"/offers?{urlencode({**said, 'page': page})}"


async def _places(reader: PublicReader) -> tuple[Choice, ...]:
    _, rows, _ = await localities(reader, PLACES)
    order = sorted(rows, key=lambda row: (PLACES.index(row["kind"]), row["name"]))
    return tuple(Choice(row["key"], f"{row['name']} ({LABELS[row['kind']]})") for row in order)


@router.get("/offers/matches")
async def list_matches(_holder: AnybodySignedIn, reader: ReaderDep, place: Chosen = "") -> Response:
    """Everybody signed in: offers with needs that they may suit, in one ward or everywhere."""
    places = tuple(one for one in await _places(reader) if one.value.startswith("ward:"))
    chosen = place if place in {one.value for one in places} else ""
    rows = await matches(reader, locality=chosen or None)
    view = MatchesPage(tuple(match_item(row) for row in rows), places, chosen)
    body = render("matches", page=view, current="/offers")
    return Response(body, 200, OWN_PAGES_ONLY, HTML)
