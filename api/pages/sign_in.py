"""Signing in: by password, by a code from a mail, by a key, and the second step after the first."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import OwnForm, anybody
from api.pages.signing import (
    Carried,
    CarriedDep,
    enter,
    find_pending,
    let_holder_in,
    let_in_page,
    page_response,
    refused_page,
    second_step_page,
    sign_in_page,
)
from api.sessions import (
    clear_cookie,
    form_proof,
    give_cookie,
    place_of,
    session_secret,
)
from frontend.people_views import CodePage, FieldError, InvitationPage
from register.database.engines import transaction
from register.people.account_questions import account_by_id
from register.people.accounts import set_password
from register.people.codes import MINUTES
from register.people.passwords import WeakPassword, check_password
from register.people.sign_ins import sign_out
from register.people.signing_in import (
    Refused,
    ask_code,
    by_code,
    by_invitation,
    by_key,
    by_password,
    by_second_step,
)
from register.settings import settings

router = APIRouter()
Word = Annotated[str, Form()]
BROWSER = "register_browser"


@router.get("/sign-in")
@anybody
def read_sign_in(request: Request, on_the_way: CarriedDep) -> Response:
    """The ways to sign in."""
    return sign_in_page(request, on_the_way)


@router.post("/sign-in")
@anybody
def sign_in_by_password(
    request: Request, _own: OwnForm, on_the_way: CarriedDep, email: Word = "", password: Word = ""
) -> Response:
    """By e-mail address and password."""
    if not email.strip():
        missing = ("email", "Enter your e-mail address")
        return sign_in_page(request, on_the_way, problem=missing, status=422)
    found = by_password(email, password, place_of(request))
    if isinstance(found, Refused):
        return refused_page(request, on_the_way, found, "password", email)
    return enter(request, found, "password", on_the_way)


@router.post("/sign-in/key")
@anybody
def sign_in_by_key(
    request: Request, _own: OwnForm, on_the_way: CarriedDep, token: Word = ""
) -> Response:
    """By a key that was made at the command line or on an account's page."""
    found = by_key(token, place_of(request))
    if isinstance(found, Refused):
        return refused_page(request, on_the_way, found, "token")
    return let_holder_in(request, found, on_the_way)


@router.post("/sign-in/code")
@anybody
def ask_sign_in_code(
    request: Request, _own: OwnForm, on_the_way: CarriedDep, email: Word = ""
) -> Response:
    """Have a code sent, if the address is that of an account; the answer does not say."""
    if not email.strip() or not settings().sends_mail:
        missing = ("email", "Enter your e-mail address")
        return sign_in_page(request, on_the_way, problem=missing, status=422)
    browser = ask_code(email, place_of(request))
    if isinstance(browser, Refused):
        return refused_page(request, on_the_way, browser, "email", email)
    response = _code_page(request, on_the_way, email=email.strip())
    give_cookie(response, BROWSER, browser, MINUTES * 60)
    return response


@router.get("/sign-in/code")
@anybody
def read_code_form(request: Request, on_the_way: CarriedDep, code: str = "") -> Response:
    """Where to type the code; an address can fill it in, and never sends it."""
    return _code_page(request, on_the_way, code=code[:20])


def _code_page(
    request: Request,
    on_the_way: Carried,
    *,
    email: str = "",
    code: str = "",
    refused: Refused | None = None,
) -> Response:
    page = CodePage(
        csrf=form_proof(session_secret(request)),
        carried=on_the_way.fields(),
        email=email,
        code=code,
        minutes=MINUTES,
        errors=(FieldError("code", refused.sentence),) if refused else (),
    )
    status = (429 if refused.is_limit else 422) if refused else 200
    return page_response("sign_in_code", page, status)


@router.post("/sign-in/code/enter")
@anybody
def sign_in_by_code(
    request: Request, _own: OwnForm, on_the_way: CarriedDep, code: Word = "", email: Word = ""
) -> Response:
    """By the code, in the browser that asked for it and in no other."""
    browser = request.cookies.get(BROWSER, "")[:100]
    found = by_code(browser, code, place_of(request))
    if isinstance(found, Refused):
        return _code_page(request, on_the_way, email=email, refused=found)
    response = enter(request, found, "code", on_the_way)
    clear_cookie(response, BROWSER)
    return response


@router.post("/sign-in/second-step")
@anybody
def sign_in_second_step(
    request: Request, _own: OwnForm, on_the_way: CarriedDep, code: Word = ""
) -> Response:
    """The code of an authenticator app, after the first step in the same browser."""
    pending = find_pending(request)
    if pending is None:
        again = ("email", "That took too long. Please sign in again.")
        return sign_in_page(request, on_the_way, problem=again, status=422)
    account_id, method = pending
    found = by_second_step(account_id, code, place_of(request))
    if isinstance(found, Refused):
        return second_step_page(request, on_the_way, found)
    return let_in_page(request, found, method, on_the_way)


@router.get("/invitation")
@anybody
def read_invitation(request: Request) -> Response:
    """Where somebody invited types the code from their mail."""
    return _invitation_page(request, "")


def _invitation_page(
    request: Request, code: str, problem: tuple[str, str] | None = None, status: int = 200
) -> Response:
    errors = (FieldError(*problem),) if problem else ()
    page = InvitationPage(form_proof(session_secret(request)), code, errors=errors)
    return page_response("invitation", page, status)


@router.post("/invitation")
@anybody
def accept(request: Request, _own: OwnForm, code: Word = "", password: Word = "") -> Response:
    """Join with the code of an invitation, and choose a password if wanted."""
    if password:
        try:
            check_password(password)
        except WeakPassword as reason:
            return _invitation_page(request, code, ("password", str(reason)), 422)
    found = by_invitation(code, place_of(request))
    if isinstance(found, Refused):
        return _invitation_page(request, code, ("code", found.sentence), 422)
    if password:
        with transaction() as session:
            set_password(session, found.id, password, actor=found.holder().actor)
            found = account_by_id(session, found.id)
    return enter(request, found, "invitation", Carried())


@router.post("/sign-out")
@anybody
def leave(request: Request, _own: OwnForm) -> Response:
    """Whoever is signed in: the session ends here and on the server."""
    with transaction() as session:
        sign_out(session, session_secret(request))
    response = RedirectResponse("/sign-in", 303)
    clear_cookie(response)
    return response
