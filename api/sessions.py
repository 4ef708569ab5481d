"""Browser sessions over HTTP: the cookie, who it belongs to, and the proof that a form is ours."""

import hashlib
import ipaddress
from typing import Annotated

from fastapi import Depends, Request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.responses import Response

from register.database.engines import transaction
from register.people.holders import Holder
from register.people.sign_ins import SIGNED_IN_HOURS, find_signed_in
from register.settings import settings

COOKIE = "register_session"
FORM_SECONDS = SIGNED_IN_HOURS * 3600
SAFE = {"GET", "HEAD", "OPTIONS"}


class SignInNeeded(Exception):
    """A stranger asks for what only people signed in may have: the sign-in page answers."""


class FormExpired(Exception):
    """A form that is not one of ours, or too old: a page offers to send it again."""


def session_secret(request: Request) -> str:
    """What the browser shows; empty for a stranger."""
    return request.cookies.get(COOKIE, "")[:100]


def signed_in(request: Request) -> Holder | None:
    """Whose session this is; None for a stranger."""
    secret = session_secret(request)
    if not secret:
        return None
    with transaction() as session:
        return find_signed_in(session, secret)


SignedIn = Annotated[Holder | None, Depends(signed_in)]


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().signing_key(), salt="form")


def _mark(secret: str) -> str:
    """Stands for a session in its forms: a page must not hold what its cookie hides."""
    return hashlib.sha256(b"form:" + secret.encode()).hexdigest()[:32]


def form_proof(secret: str) -> str:
    """What a form of ours carries, bound to the session it was made for."""
    return str(_serializer().dumps(_mark(secret)))


def is_own_form(proof: str, secret: str) -> bool:
    """Whether a form was made by us for this session, and not too long ago."""
    try:
        return bool(_serializer().loads(proof, max_age=FORM_SECONDS) == _mark(secret))
    except BadSignature:
        return False


async def check_own_form(request: Request) -> None:
    """Raise FormExpired unless what is sent comes from a form of ours."""
    if request.method in SAFE:
        return
    proof = (await request.form()).get("csrf")
    if not isinstance(proof, str) or not is_own_form(proof, session_secret(request)):
        raise FormExpired


def place_of(request: Request) -> str:
    """Where a request comes from, for limits: an address, or the network of an IPv6 one."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False))


BROWSERS = ("Edg/", "Firefox/", "OPR/", "SamsungBrowser/", "Chrome/", "Safari/")
NAMES = ("Edge", "Firefox", "Opera", "Samsung Internet", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")


def device_of(request: Request) -> str:
    """The browser and the system in a word each, for the list of one's sessions."""
    said = request.headers.get("user-agent", "")
    browser = next((name for mark, name in zip(BROWSERS, NAMES, strict=True) if mark in said), "")
    system = next((name for name in SYSTEMS if name in said), "")
    return " on ".join(part for part in (browser or "A browser", system) if part)


def set_cookie(response: Response, secret: str) -> None:
    """Give the browser its session: no script reads it, no form of another site sends it.

    Lax, not strict: who follows a link in a mail is signed in on the page that it opens. Nothing
    acts on GET.
    """
    give_cookie(response, COOKIE, secret, FORM_SECONDS)


def give_cookie(response: Response, name: str, value: str, seconds: int) -> None:
    """A cookie as all of ours are."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=settings().site_url.startswith("https://"),
    )


def clear_cookie(response: Response, name: str = COOKIE) -> None:
    """Take the session from the browser."""
    response.delete_cookie(name, httponly=True, samesite="lax")
