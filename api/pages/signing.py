"""What all ways of signing in share: where people were going, what they typed, being let in."""

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends, Request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.responses import RedirectResponse, Response

from api.finished import HTML, OWN_PAGES_ONLY
from api.sessions import (
    clear_cookie,
    device_of,
    form_proof,
    give_cookie,
    session_secret,
    set_cookie,
)
from frontend.people_views import (
    FieldError,
    SecondStepPage,
    SendAgainPage,
    SignInPage,
)
from frontend.rendering import render
from register.database.engines import transaction
from register.people.account_questions import AccountRecord
from register.people.holders import Holder
from register.people.sign_ins import sign_in
from register.people.signing_in import Refused, let_in
from register.publishing.pages import site_known
from register.settings import settings

KEPT = "kept."
HOME = "/account"
PENDING = "register_second_step"
PENDING_SECONDS = 300
LONGEST_PATH = 1000


def local_path(text: object) -> str:
    """A path of this site to go on to; empty for anything else, such as another site's address.

    >>> local_path("/field?kind=hall"), local_path("//evil.example"), local_path("https:x")
    ('/field?kind=hall', '', '')
    """
    if not isinstance(text, str) or len(text) > LONGEST_PATH:
        return ""
    parts = urlsplit(text)
    is_local = text.startswith("/") and not parts.netloc and not parts.scheme
    is_plain = "\\" not in text and text.isprintable() and not text.startswith("//")
    return text if is_local and is_plain else ""


@dataclass(frozen=True)
class Carried:
    """Where somebody was going, and the form that they had filled in; goes through all steps."""

    next: str = ""
    kept: tuple[tuple[str, str], ...] = ()

    def fields(self) -> tuple[tuple[str, str], ...]:
        """The hidden fields that carry it on."""
        place = (("next", self.next),) if self.next else ()
        return (*place, *((KEPT + name, value) for name, value in self.kept))


async def carried(request: Request) -> Carried:
    """What the form, or the address, of a sign-in page carries."""
    form = await request.form()
    kept = tuple(
        (name.removeprefix(KEPT), value)
        for name, value in form.multi_items()
        if name.startswith(KEPT) and isinstance(value, str)
    )
    asked = form.get("next") or request.query_params.get("next")
    return Carried(local_path(asked), kept)


CarriedDep = Annotated[Carried, Depends(carried)]


def page_response(template: str, page: object, status: int = 200, current: str = "") -> Response:
    """A page for people who sign in or are signed in: nothing of it is kept or passed on."""
    with transaction() as session:
        site = site_known(session)
    body = render(template, page=page, current=current, **vars(site))
    return Response(body, status, OWN_PAGES_ONLY, HTML)


def sign_in_page(
    request: Request,
    on_the_way: Carried,
    *,
    email: str = "",
    problem: tuple[str, str] | None = None,
    status: int = 200,
) -> Response:
    """The one sign-in page; ``problem`` is a field and a sentence."""
    found = settings()
    page = SignInPage(
        csrf=form_proof(session_secret(request)),
        carried=on_the_way.fields(),
        is_interrupted=bool(on_the_way.kept),
        email=email,
        sends_mail=found.sends_mail,
        oidc_label=found.oidc_label if found.has_oidc else "",
        next=on_the_way.next,
        errors=(FieldError(*problem),) if problem else (),
    )
    return page_response("sign_in", page, status)


def refused_page(
    request: Request, on_the_way: Carried, refused: Refused, field: str, email: str = ""
) -> Response:
    """The sign-in page with the reason why it did not work."""
    status = 429 if refused.is_limit else 422
    problem = (field, refused.sentence)
    return sign_in_page(request, on_the_way, email=email, problem=problem, status=status)


def enter(request: Request, account: AccountRecord, method: str, on_the_way: Carried) -> Response:
    """The first step is done: ask for the second, or let them in."""
    if not account.has_second_step:
        return let_in_page(request, account, method, on_the_way)
    response = second_step_page(request, on_the_way)
    pending = _pending().dumps([str(account.id), method])
    give_cookie(response, PENDING, str(pending), PENDING_SECONDS)
    return response


def _pending() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().signing_key(), salt="second step")


def find_pending(request: Request) -> tuple[UUID, str] | None:
    """Whose first step this browser did in the last five minutes, and how."""
    try:
        found = _pending().loads(request.cookies.get(PENDING, ""), max_age=PENDING_SECONDS)
    except BadSignature:
        return None
    account_id, method = found
    return UUID(account_id), method


def second_step_page(
    request: Request, on_the_way: Carried, refused: Refused | None = None
) -> Response:
    """The page that asks for the code of the app."""
    page = SecondStepPage(
        csrf=form_proof(session_secret(request)),
        carried=on_the_way.fields(),
        errors=(FieldError("code", refused.sentence),) if refused else (),
    )
    status = (429 if refused.is_limit else 422) if refused else 200
    return page_response("sign_in_second", page, status)


def let_in_page(
    request: Request, account: AccountRecord, method: str, on_the_way: Carried
) -> Response:
    """A new session for the account, and on to where they were going."""
    with transaction() as session:
        secret = let_in(session, account, method, device_of(request), session_secret(request))
    return _gone_on(on_the_way, secret)


def let_holder_in(request: Request, holder: Holder, on_the_way: Carried) -> Response:
    """A new session for the holder of a key."""
    with transaction() as session:
        secret = sign_in(session, holder, device_of(request), replacing=session_secret(request))
    return _gone_on(replace(on_the_way, next=on_the_way.next or "/field"), secret)


def _gone_on(on_the_way: Carried, secret: str) -> Response:
    where = on_the_way.next or HOME
    if on_the_way.kept:
        page = SendAgainPage(form_proof(secret), where, on_the_way.kept, is_signed_in=True)
        response = page_response("send_again", page)
    else:
        response = RedirectResponse(where, 303)
    clear_cookie(response, PENDING)
    set_cookie(response, secret)
    return response
