"""Signing in at one's organisation: on the way there, and back."""

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from api.dependencies import anybody
from api.logs import log_failure
from api.oidc import OidcFailed, arrival, departure, find_journey
from api.pages.signing import Carried, CarriedDep, let_in_page, sign_in_page
from api.sessions import clear_cookie, give_cookie
from register.database.engines import transaction
from register.people.oidc_accounts import by_claims
from register.people.signing_in import Refused
from register.settings import settings

router = APIRouter()
COOKIE = "register_oidc"
SECONDS = 600


def _only_if_there() -> None:
    if not settings().has_oidc:
        raise HTTPException(404)


@router.get("/sign-in/oidc")
@anybody
def leave_for_oidc(request: Request, on_the_way: CarriedDep) -> Response:
    """Off to the organisation's own sign-in."""
    _only_if_there()
    try:
        address, journey = departure(on_the_way.next)
    except OidcFailed as reason:
        return _failed(request, reason)
    response = RedirectResponse(address, 303)
    give_cookie(response, COOKIE, journey.sealed(), SECONDS)
    return response


@router.get("/sign-in/oidc/callback")
@anybody
def come_back_from_oidc(request: Request) -> Response:
    """Back from it: counts only in the browser that left, once, within ten minutes."""
    _only_if_there()
    journey = find_journey(request.cookies.get(COOKIE, ""))
    if journey is None:
        return _failed(request, OidcFailed("That took too long. Please sign in again."))
    try:
        claims = arrival(journey, str(request.url))
    except OidcFailed as reason:
        return _failed(request, reason)
    with transaction() as session:
        found = by_claims(session, claims, settings())
    if isinstance(found, Refused):
        return _failed(request, OidcFailed(found.sentence))
    response = let_in_page(request, found, "oidc", Carried(journey.next))
    clear_cookie(response, COOKIE)
    return response


def _failed(request: Request, reason: OidcFailed) -> Response:
    if reason.__cause__ is not None:
        log_failure("OpenID sign-in failed", reason)
    response = sign_in_page(request, Carried(), problem=("email", str(reason)), status=422)
    clear_cookie(response, COOKIE)
    return response
