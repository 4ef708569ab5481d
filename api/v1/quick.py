"""The commonest public reads, answered before FastAPI looks at them.

Its routing and its check of a dozen parameters cost more than the database's answer. Here only
what is understood wholly is answered; all else, mistakes included, goes the whole way and gets
its sentence there. Both ways ask the same questions and give the same bytes.
"""

import re
from collections.abc import Awaitable, Callable
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.finished import GEOJSON, finished
from api.v1.assets import LIMIT, known_families, known_kinds, page_response
from api.v1.localities import containing_response
from api.v1.search import search_response
from geo.boxes import BBox
from geo.errors import AssetsError
from geo.points import parse_point
from register.publishing.answers import PublicReader
from register.publishing.asset_questions import AssetQuestion, assets, find_document
from register.search.questions import SearchQuestion
from register.search.words import LONGEST_QUESTION

Answer = Callable[[PublicReader, Request], Awaitable[Response | None]]

_NARROWING = frozenset({"bbox", "locality", "kind", "family", "limit"})
_POINT = frozenset({"lon", "lat"})
_WORDS = frozenset({"q"})
_COUNT = re.compile("[0-9]{1,4}")
_ONE_ASSET = "/api/v1/assets/"
_ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class QuickReads:
    """ASGI middleware, inside the cache: answers what it knows, and passes on the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = find_answer(scope)
        if answer is not None:
            try:
                response = await answer(scope["app"].state.reader, Request(scope))
            except AssetsError:
                response = None  # the whole way says what is wrong
            if response is not None:
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)


def find_answer(scope: Scope) -> Answer | None:
    """What may answer this request quickly, if anything may."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    path: str = scope["path"]
    return _one if path.startswith(_ONE_ASSET) else _ANSWERS.get(path)


def _said(request: Request, known: frozenset[str]) -> dict[str, str] | None:
    """The parameters, if each is known and said once."""
    pairs = request.query_params.multi_items()
    said = dict(pairs)
    return said if len(said) == len(pairs) and said.keys() <= known else None


async def _list(reader: PublicReader, request: Request) -> Response | None:
    said = _said(request, _NARROWING)
    if said is None:
        return None
    limit = said.get("limit", "100")
    if not _COUNT.fullmatch(limit) or not 1 <= int(limit) <= LIMIT:
        return None
    question = AssetQuestion(
        bbox=BBox.parse(said["bbox"]) if "bbox" in said else None,
        locality=said.get("locality"),
        kinds=known_kinds(said.get("kind")),
        families=known_families(said.get("family")),
        limit=int(limit),
    )
    return page_response(request, await assets(reader, question), "geojson")


async def _one(reader: PublicReader, request: Request) -> Response | None:
    name = request.scope["path"].removeprefix(_ONE_ASSET)
    if request.scope["query_string"] or not _ID.fullmatch(name):
        return None
    found = await find_document(reader, UUID(name))
    return None if found is None else finished(found[0], found[1], GEOJSON)


async def _containing(reader: PublicReader, request: Request) -> Response | None:
    said = _said(request, _POINT)
    if said is None or said.keys() != _POINT:
        return None
    return await containing_response(reader, parse_point(said["lon"], said["lat"]))


async def _search(reader: PublicReader, request: Request) -> Response | None:
    said = _said(request, _WORDS)
    if said is None or len(said.get("q", "")) > LONGEST_QUESTION:
        return None
    return await search_response(request, reader, SearchQuestion(words=said.get("q", "")))


_ANSWERS: dict[str, Answer] = {
    "/api/v1/search": _search,
    "/api/v1/assets": _list,
    "/api/v1/localities/containing": _containing,
}
