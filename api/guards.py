"""What holds for every request: sizes, hosts, origins, and the headers that every answer bears."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from frontend.security import content_security_policy
from register.settings import Settings

LARGEST_REQUEST = 256 * 1024
SAFE = {"GET", "HEAD", "OPTIONS"}
LOOPBACK = {"127.0.0.1", "localhost", "testserver", "::1"}
TOO_LARGE = (
    '{"type":"about:blank","title":"That is too large","status":413,'
    '"detail":"What was sent is larger than this takes (256 kB): send less at once."}'
)


class SecurityHeaders:
    """ASGI middleware: the same strict headers on every answer, errors included."""

    def __init__(self, app: ASGIApp, found: Settings) -> None:
        self._app = app
        self._headers = {
            "content-security-policy": content_security_policy(found.tile_url),
            "x-content-type-options": "nosniff",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "geolocation=(self), camera=(), microphone=()",
        }
        if found.site_url.startswith("https://"):
            self._headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                for name, value in self._headers.items():
                    headers[name] = value
                # Tile servers ask for a referrer; a page may say a stricter word of its own.
                headers.setdefault("referrer-policy", "strict-origin-when-cross-origin")
                # Nothing is kept by anybody unless it says so.
                headers.setdefault("cache-control", "no-store")
                if scope["path"].startswith("/api/v1/") and scope["method"] in SAFE:
                    headers["access-control-allow-origin"] = "*"
                    headers["cross-origin-resource-policy"] = "cross-origin"
            await send(message)

        await self._app(scope, receive, send_with_headers)


class RequestLimits:
    """ASGI middleware: bytes are counted as they come, whatever Content-Length says."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdigit() or int(declared) > LARGEST_REQUEST:
            await _too_large(scope, receive, send)
            return
        received = 0
        has_begun = False

        async def count() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > LARGEST_REQUEST:
                raise _TooLarge
            return message

        async def watch(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, count, watch)
        except _TooLarge:
            if not has_begun:
                await _too_large(scope, receive, send)


class _TooLarge(Exception):
    """More bytes came than any form of ours has."""


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {"connection": "close"}
    answer = PlainTextResponse(TOO_LARGE, 413, headers, "application/problem+json")
    await answer(scope, receive, send)


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
        host = urlsplit(f"//{headers.get('host', '')}").hostname
        if host not in self._hosts:
            await PlainTextResponse("This site has another name.", 400)(scope, receive, send)
            return
        origin = headers.get("origin")
        is_ours = origin is None or urlsplit(origin).hostname in self._hosts
        is_foreign = headers.get("sec-fetch-site") in {"cross-site", "same-site"}
        if scope["method"] not in SAFE and (not is_ours or is_foreign):
            refusal = PlainTextResponse("Send this from our own pages.", 403)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)
