"""The search over HTTP: words and filters in, finished features out, the best first."""

import json
from time import time
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response
from starlette.types import Scope

from api.dependencies import ReaderDep, Responses, anybody
from api.finished import GEOJSON, finished
from api.v1.assets import RADIUS_METRES, known_families, known_groups, known_kinds
from api.v1.shapes import FOUND
from geo.points import LonLat, parse_lonlat
from geo.postcodes import normalise_postcode
from register.places.errors import PostcodeNotFound
from register.publishing.answers import PublicReader
from register.publishing.place_questions import localities_at
from register.search.answers import SearchFeatures, search_features
from register.search.chosen import chosen_words
from register.search.places import Place, named_places, postcode_place
from register.search.questions import Cursor, SearchQuestion
from register.search.understanding import Understood
from register.search.unmet import UnmetWords

router = APIRouter(tags=["assets"])

LIMIT = 100
SECONDS_IN_HOUR = 3600
ANSWER: Responses = {
    200: {
        "description": "A GeoJSON FeatureCollection in order, the best first.",
        "content": {GEOJSON: {"schema": FOUND}},
    },
    404: {"description": "There is no such locality or postcode."},
}
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Part = Literal["morning", "afternoon", "evening"]


@router.get("/search", summary="Assets by plain words, the best first", responses=ANSWER)
@anybody
async def search(
    request: Request,
    reader: ReaderDep,
    q: Annotated[
        str,
        Query(max_length=200, description="As people ask: `toddler group thursday n12`."),
    ] = "",
    kind: Annotated[str | None, Query(description="Kinds by slug, comma between.")] = None,
    family: Annotated[str | None, Query(description="Families by slug, comma between.")] = None,
    locality: Annotated[str | None, Query(description="Kind and slug, as `ward:hillside`.")] = None,
    day: Annotated[Day | None, Query(description="As its times say in words.")] = None,
    part_of_day: Annotated[Part | None, Query(description="As its times say in words.")] = None,
    age: Annotated[int | None, Query(ge=0, le=120, description="Not for other ages only.")] = None,
    group: Annotated[
        str | None, Query(description="Whom it says it is for: slugs, all must hold.")
    ] = None,
    free: Annotated[bool, Query(description="Only what says that it is free.")] = False,
    step_free: Annotated[bool, Query(description="Only with step-free access.")] = False,
    language: Annotated[
        str, Query(max_length=40, description="One language, as in English: `farsi`.")
    ] = "",
    people: Annotated[int | None, Query(ge=1, le=100_000, description="It holds so many.")] = None,
    checked_within: Annotated[int | None, Query(ge=1, le=3660, description="Days.")] = None,
    near: Annotated[str | None, Query(description="Longitude, latitude.")] = None,
    postcode: Annotated[str | None, Query(max_length=20, description="Near its middle.")] = None,
    radius: Annotated[float, Query(gt=0, le=RADIUS_METRES, description="Metres.")] = 3000,
    limit: Annotated[int, Query(ge=1, le=LIMIT)] = 20,
    after: Annotated[str, Query(max_length=300, description="As `next` gives it.")] = "",
) -> Response:
    """The register's own words first, then the nearest, then what was checked last.

    Where nothing has all that was asked for, what has most of it, and `matches` is `some`.
    Places, days, ages and numbers in the words count. Follow `next` for more. Who asks for nothing
    finds nothing: `/api/v1/assets` lists everything. Anybody may ask.
    """
    at, ward = await _near(reader, near, postcode)
    question = SearchQuestion(
        words=q,
        kinds=known_kinds(kind),
        families=known_families(family),
        locality=locality or None,
        day=day,
        part_of_day=part_of_day,
        age=age,
        groups=known_groups(group),
        is_free=free,
        is_step_free=step_free,
        language=language.strip(),
        people=people,
        checked_within_days=checked_within,
        near=at,
        near_locality=ward,
        radius_metres=radius,
        after=Cursor.parse(after) if after else None,
        limit=limit,
    )
    return await search_response(request, reader, question)


async def search_response(
    request: Request, reader: PublicReader, question: SearchQuestion
) -> Response:
    """The finished answer; one that found nothing is counted, and not kept."""
    found = await search_features(reader, question)
    body = _body(request.scope, found)
    if is_unmet(question, found.matched, found.is_whole):
        await note_unmet(request, reader, question, found.asked)
        return Response(body, media_type=GEOJSON, headers={"Cache-Control": "no-cache"})
    return finished(found.revision, body, GEOJSON)


def is_unmet(question: SearchQuestion, matched: int, is_whole: bool) -> bool:
    """Whether words or choices were asked for that nothing has all of."""
    is_asked = bool(question.words or chosen_words(question))
    return is_asked and question.after is None and not (matched and is_whole)


async def note_unmet(
    request: Request, reader: PublicReader, question: SearchQuestion, asked: Understood
) -> None:
    """Have the words counted, later and beside the reading; such an answer is not kept."""
    unmet: UnmetWords = request.app.state.unmet
    place = await _counted_under(reader, question, asked)
    unmet.note(asked, place, int(time() // SECONDS_IN_HOUR), chosen_words(question))


async def _counted_under(reader: PublicReader, question: SearchQuestion, asked: Understood) -> str:
    """The locality that was chosen, the ward of the postcode or point, or what was named."""
    if chosen := question.locality or question.near_locality:
        return chosen
    if question.near is None:
        return (asked.place and asked.place.locality) or ""
    over = (await localities_at(reader, question.near)).localities
    return next((found["key"] for found in over if found["kind"] == "ward"), "")


async def _near(
    reader: PublicReader, near: str | None, postcode: str | None
) -> tuple[LonLat | None, str | None]:
    if near or not postcode:
        return parse_lonlat(near) if near else None, None
    place = await place_of(reader, postcode)
    return place.at, place.locality


async def place_of(reader: PublicReader, postcode: str) -> Place:
    """The middle of a postcode and its ward; raises InvalidPostcode and PostcodeNotFound."""
    wanted = normalise_postcode(postcode)
    place = await postcode_place(reader, wanted, await named_places(reader))
    if place is None:
        raise PostcodeNotFound(
            f"We do not know the postcode {wanted}. Check it, or try one nearby."
        )
    return place


def _body(scope: Scope, found: SearchFeatures) -> bytes:
    asked = found.asked
    understood: dict[str, Any] = {
        "mended": [{"typed": typed, "meant": meant} for typed, meant in asked.mended],
        "place": asked.place.label if asked.place else None,
        "age": asked.age,
        "people": asked.people,
    }
    head: dict[str, Any] = {
        "type": "FeatureCollection",
        "numberMatched": found.matched,
        "numberReturned": found.returned,
        "matches": "all" if found.is_whole else "some",
        "understood": understood,
    }
    if found.next_cursor:
        head["next"] = _next_page(scope, found.next_cursor)
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    return b"".join((text[:-1].encode(), b',"features":[', found.features, b"]}"))


def _next_page(scope: Scope, cursor: str) -> str:
    asked: str = scope["query_string"].decode("latin-1")
    kept = [pair for pair in asked.split("&") if pair and not pair.startswith("after=")]
    kept.append(f"after={quote(cursor)}")
    return f"{scope['path']}?{'&'.join(kept)}"
