"""Browser sessions over HTTP: the cookie, who it belongs to, and the proof that a form is ours."""

import hashlib
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


def set_cookie(response: Response, secret: str) -> None:
    """Give the browser its session: no script reads it, no other site sends it."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=FORM_SECONDS,
        httponly=True,
        samesite="strict",
        secure=settings().site_url.startswith("https://"),
    )


def clear_cookie(response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
