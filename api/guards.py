"""What holds for every request: hosts, origins, and the headers that every answer bears."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from frontend.security import content_security_policy
from register.settings import Settings

SAFE = {"GET", "HEAD", "OPTIONS"}
LOOPBACK = {"127.0.0.1", "localhost", "testserver", "::1"}


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
