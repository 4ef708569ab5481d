"""What holds for every request: hosts, origins, and the headers that every answer bears."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem
from frontend.security import content_security_policy
from register.settings import Settings

SAFE = {"GET", "HEAD", "OPTIONS"}
Pair = tuple[bytes, bytes]
OPEN_TO_OTHER_SITES = {
    b"access-control-allow-origin": b"*",
    b"cross-origin-resource-policy": b"cross-origin",
}
UNLESS_SAID = (
    # Tile servers ask for a referrer; a page may say a stricter word of its own.
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    # Nothing is kept by anybody unless it says so.
    (b"cache-control", b"no-store"),
)
LOOPBACK = {"127.0.0.1", "localhost", "testserver", "::1"}


class SecurityHeaders:
    """ASGI middleware: the same strict headers on every answer, errors included.

    The lists are made once: this is on the way of every request.
    """

    def __init__(self, app: ASGIApp, found: Settings) -> None:
        self._app = app
        self._always = {
            b"content-security-policy": content_security_policy(found.tile_url).encode(),
            b"x-content-type-options": b"nosniff",
            b"cross-origin-opener-policy": b"same-origin",
            b"cross-origin-resource-policy": b"same-origin",
            b"permissions-policy": b"geolocation=(self), camera=(), microphone=()",
        }
        if found.site_url.startswith("https://"):
            self._always[b"strict-transport-security"] = b"max-age=31536000; includeSubDomains"
        self._always_open = self._always | OPEN_TO_OTHER_SITES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "\x00" in scope["path"]:  # PostgreSQL takes none: what has one in it is not there
            scope = {**scope, "path": scope["path"].replace("\x00", "\ufffd")}
        is_open = scope["path"].startswith("/api/v1/") and scope["method"] in SAFE
        always = self._always_open if is_open else self._always

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _completed(message.get("headers", ()), always)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _completed(given: Iterable[Pair], always: Mapping[bytes, bytes]) -> list[Pair]:
    kept = [pair for pair in given if pair[0] not in always]
    names = {name for name, _ in kept}
    return [*kept, *always.items(), *(pair for pair in UNLESS_SAID if pair[0] not in names)]


class OwnOrigin:
    """ASGI middleware: only our own host names, and forms only from our own pages.

    Programs send a token and no cookie, so they need no origin; a browser always names one.
    """

    def __init__(self, app: ASGIApp, found: Settings) -> None:
        self._app = app
        named = urlsplit(found.site_url).hostname
        self._hosts = {named} | (LOOPBACK if found.environment != "production" else {"127.0.0.1"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if _host_name(headers.get("host", "")) not in self._hosts:
            refusal = _refusal(scope, 400, "This site has another name.")
            await refusal(scope, receive, send)
            return
        if scope["method"] not in SAFE and not self._is_ours(headers):
            refusal = _refusal(scope, 403, "Send this from our own pages.")
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).hostname not in self._hosts:
            return False
        return headers.get("sec-fetch-site") not in {"cross-site", "same-site"}


@lru_cache(maxsize=256)
def _host_name(host: str) -> str | None:
    return urlsplit(f"//{host}").hostname


def _refusal(scope: Scope, status: int, words: str) -> Response:
    if scope["path"].startswith("/api/"):
        return problem(status, words)
    return PlainTextResponse(words, status)
