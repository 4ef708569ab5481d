"""One table says what HTTP calls each error; one shape of answer, RFC 9457 problem details."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from psycopg import Error as PsycopgError
from psycopg import OperationalError as PsycopgOperationalError
from psycopg_pool import PoolTimeout
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoneIsFree
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from api.allowed_methods import methods_at
from api.logs import log_failure
from api.people_problems import PEOPLE_STATUS
from api.proposal_problems import STATUS as PROPOSAL_STATUS
from frontend.errors import FrontendNotBuilt
from frontend.rendering import render
from frontend.views import ErrorPage, Link
from geo.errors import AssetsError, PlaceError
from register.assets.drafts import Fault, InvalidDraft, fault_sentence
from register.database.errors import DatabaseError
from register.kinds.errors import InvalidDetails, KindsFileError, UnknownKind
from register.people.errors import TokenNotFound
from register.places.errors import LocalityNotFound, PostcodeNotFound
from register.proposals.additions import DifferentContent, OutsideBorough
from register.publishing.pages import AssetNotFound, site_now
from register.runs.errors import RunNotFound, RunSettled
from register.search.synonyms import SynonymsFileError
from register.verification.errors import ReviewFileError

PROBLEM = "application/problem+json"

STATUS: dict[type[AssetsError], HTTPStatus] = {
    AssetNotFound: HTTPStatus.NOT_FOUND,
    LocalityNotFound: HTTPStatus.NOT_FOUND,
    PostcodeNotFound: HTTPStatus.NOT_FOUND,
    UnknownKind: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvalidDraft: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvalidDetails: HTTPStatus.UNPROCESSABLE_ENTITY,
    OutsideBorough: HTTPStatus.UNPROCESSABLE_ENTITY,
    PlaceError: HTTPStatus.UNPROCESSABLE_ENTITY,
    DifferentContent: HTTPStatus.CONFLICT,
    RunNotFound: HTTPStatus.NOT_FOUND,
    RunSettled: HTTPStatus.CONFLICT,
    DatabaseError: HTTPStatus.SERVICE_UNAVAILABLE,
    **PEOPLE_STATUS,
    **PROPOSAL_STATUS,
}

# The database stops, starts or has no time. A pool that is full is a PsycopgOperationalError too.
DATABASE_AWAY = (OperationalError, NoneIsFree, PsycopgOperationalError)

# Raised only at the command line or at start: over HTTP they would be our own fault, so 500.
INTERNAL: set[type[AssetsError]] = {
    TokenNotFound,
    KindsFileError,
    SynonymsFileError,
    ReviewFileError,
    FrontendNotBuilt,
}
INTERNAL_PACKAGES = ("api.cli", "importers", "reports", "register.spreadsheets")

TITLES = {
    HTTPStatus.BAD_REQUEST: "We could not read that",
    HTTPStatus.UNAUTHORIZED: "You need to sign in",
    HTTPStatus.FORBIDDEN: "You may not do that",
    HTTPStatus.NOT_FOUND: "Not found",
    HTTPStatus.METHOD_NOT_ALLOWED: "That cannot be done here",
    HTTPStatus.CONFLICT: "Something came in between",
    HTTPStatus.GONE: "This has closed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "That is too large",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Something needs to be put right",
    HTTPStatus.TOO_MANY_REQUESTS: "That was too often",
    HTTPStatus.SERVICE_UNAVAILABLE: "Try again in a moment",
}


def status_of(error: AssetsError) -> HTTPStatus:
    """The status of an error: that of the nearest class in the table; 500 when none is."""
    found = (STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return next(found, HTTPStatus.INTERNAL_SERVER_ERROR)


def problem(
    status: int, detail: str, faults: Sequence[Fault] = (), headers: dict[str, str] | None = None
) -> Response:
    """Problem details: title, status, detail, and each field at fault."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(HTTPStatus(status), "Something went wrong"),
        "status": int(status),
        "detail": _sayable(detail),
    }
    if faults:
        body["errors"] = [
            {"field": _sayable(fault.field), "detail": _sayable(fault.sentence)} for fault in faults
        ]
    return JSONResponse(body, int(status), headers, media_type=PROBLEM)


def _sayable(words: str) -> str:
    """Half a character, which JSON can name but no answer can hold, as a question mark."""
    return words.encode(errors="replace").decode()


def wants_page(request: Request) -> bool:
    """Whether whoever asks reads pages: anything outside the API does."""
    return not request.url.path.startswith("/api/")


async def answer_problem(
    request: Request,
    status: int,
    detail: str,
    faults: Sequence[Fault] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """The same problem as a page for people or as details for programs."""
    if not wants_page(request):
        return problem(status, detail, faults, headers)
    title = TITLES.get(HTTPStatus(status), "Something went wrong")
    page = ErrorPage(int(status), title, detail, (Link("Go to the home page", "/"),))
    body = render("error", page=page, **await _site(request))
    return Response(body, int(status), headers, "text/html; charset=utf-8")


async def _site(request: Request) -> dict[str, Any]:
    """What every page says of its data; nothing when that is what cannot be asked just now."""
    try:
        return vars(await site_now(request.app.state.reader))
    except (PsycopgError, PoolTimeout):
        return {}


async def on_assets_error(request: Request, error: Exception) -> Response:
    """A user's error, as its own sentence; one that is not in the table says nothing of itself."""
    assert isinstance(error, AssetsError)
    status = status_of(error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return await on_unexpected(request, error)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return await on_database_away(request, error)
    faults = error.faults if isinstance(error, InvalidDraft) else ()
    return await answer_problem(request, status, str(error), faults)


async def on_database_away(request: Request, error: Exception) -> Response:
    """Nothing was acknowledged, so the same may be sent again, under the same request id."""
    log_failure("database not available", error)
    detail = "The register cannot be reached just now. Try again in a moment."
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return await answer_problem(request, status, detail, headers={"Retry-After": "5"})


async def on_http_error(request: Request, error: Exception) -> Response:
    """What routing and guards refuse, in the one shape."""
    assert isinstance(error, HTTPException)
    detail = str(error.detail)
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        detail = "What was sent is larger than this takes: send less at once."
    if error.status_code == HTTPStatus.NOT_FOUND and detail == "Not Found":
        detail = "There is nothing at this address. Check it, or start from the home page."
    headers = dict(error.headers) if error.headers else None
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"Allow": methods_at(request.app, request.scope["path"])}
    return await answer_problem(request, error.status_code, detail, headers=headers)


async def on_invalid_request(request: Request, error: Exception) -> Response:
    """What FastAPI found wrong with parameters or a body, without echoing what was sent."""
    assert isinstance(error, RequestValidationError)
    faults = [
        Fault(_field(found["loc"]), fault_sentence(found["type"], found["msg"]))
        for found in error.errors()
    ]
    detail = " ".join(
        f"{fault.field}: {fault.sentence}" if fault.field else fault.sentence
        for fault in faults[:3]
    )
    return await answer_problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, detail, faults)


def _field(location: Sequence[object]) -> str:
    """The field without the part of the request, and without a place in text that is not JSON."""
    return ".".join(str(part) for part in location[1:] if not isinstance(part, int) or location[2:])


async def on_unexpected(request: Request, error: Exception) -> Response:
    """Our own fault: the log knows more, the answer does not."""
    if isinstance(error, DATABASE_AWAY):  # met before routing, by what surrounds it
        return await on_database_away(request, error)
    log_failure("request failed", error)
    detail = "Sorry, something went wrong on our side. Please try again later."
    return await answer_problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, detail)
