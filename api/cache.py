"""Public answers kept by each worker while the register revision stands, and given an ETag.

The key is what the answer depends on: address, revision, build and day (pages say "3 weeks ago").
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.finished import REVISION
from frontend.rendering import today
from register.settings import ROOT

LARGEST_BODY = 2_000_000
LARGEST_CACHE = 64_000_000
KEEPING_ONE = 1_000  # bytes, about, beside the body: strangers may ask of a million points
FRESH_SECONDS = 0.1
CONTROL = b"public, max-age=0, must-revalidate"
_MARK = REVISION.encode()
SIGNED_IN = b"register_session="


@cache
def build() -> str:
    """Changes whenever code, templates, data or styles do."""
    digest = sha256()
    for folder in ("api", "frontend", "register", "geo", "reports", "data"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".toml", ".csv", ".js", ".css"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


class Kept(NamedTuple):
    """A whole answer: its headers without ETag and Cache-Control, and its body."""

    revision: int
    day: date
    headers: list[tuple[bytes, bytes]]
    body: bytes

    @property
    def etag(self) -> bytes:
        """Revision, build, language and day."""
        return _etag(self.revision, self.day)


@lru_cache(maxsize=8)
def _etag(revision: int, day: date) -> bytes:
    return f'"{revision}-{build()}-en-{day:%Y%m%d}"'.encode()


class RevisionNow:
    """The revision, asked for at most ten times a second however many requests want it."""

    def __init__(self, ask: Callable[[], Awaitable[int]]) -> None:
        self._ask = ask
        self._known = 0
        self._known_at = float("-inf")
        self._asking: asyncio.Task[int] | None = None

    async def get(self) -> int:
        """The revision as it was at most a tenth of a second ago."""
        if time.monotonic() - self._known_at <= FRESH_SECONDS:
            return self._known
        if self._asking is None:
            self._asking = asyncio.create_task(self._refresh())
        return await asyncio.shield(self._asking)

    async def _refresh(self) -> int:
        try:
            asked_at = time.monotonic()
            self._known = await self._ask()
            self._known_at = asked_at
            return self._known
        finally:
            self._asking = None

    def forget(self) -> None:
        """Ask again next time: this worker has just written."""
        self._known_at = float("-inf")


class PublicCache:
    """ASGI middleware. Answers marked with a revision are kept; everything else passes by."""

    def __init__(self, app: ASGIApp, *, is_on: bool = True) -> None:
        self._app = app
        self._is_on = is_on
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            scope["app"].state.revision_now.forget()
            return
        if _is_personal(scope):
            await self._app(scope, receive, send)
            return
        key = scope["path"].encode() + b"?" + scope["query_string"]
        if self._is_on and (kept := self._kept.get(key)) is not None:
            if kept.revision == await scope["app"].state.revision_now.get() and kept.day == today():
                self._kept.move_to_end(key)
                await _answer(kept, scope, send)
                return
            self._drop(key)
        await self._app(scope, receive, _Keeper(self, key, scope, send).send)

    def keep(self, key: bytes, kept: Kept) -> None:
        """Keep an answer, and drop those longest unused past the limit."""
        if not self._is_on or len(kept.body) > LARGEST_BODY:
            return
        self._drop(key)
        self._kept[key] = kept
        self._size += len(kept.body) + KEEPING_ONE
        while self._size > LARGEST_CACHE:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: bytes) -> None:
        if (gone := self._kept.pop(key, None)) is not None:
            self._size -= len(gone.body) + KEEPING_ONE


def _is_personal(scope: Scope) -> bool:
    """An entry's page for who may be signed in: it tells them what is lent, too."""
    if not scope["path"].startswith("/assets/"):
        return False
    return any(name == b"cookie" and SIGNED_IN in value for name, value in scope["headers"])


class _Keeper:
    """Watches one answer go by; a marked one is held back until it is whole."""

    def __init__(self, cache: PublicCache, key: bytes, scope: Scope, send: Send) -> None:
        self._cache, self._key, self._scope, self._send = cache, key, scope, send
        self._start: Message | None = None
        self._revision = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            marks = [value for name, value in message["headers"] if name == _MARK]
            if marks and message["status"] == 200:
                self._revision, self._start = int(marks[0]), message
                return
            await self._send(message)
        elif self._start is None:
            await self._send(message)
        else:  # finished answers are one body: they were made whole
            headers = [item for item in self._start["headers"] if item[0] != _MARK]
            kept = Kept(self._revision, today(), headers, message.get("body", b""))
            self._cache.keep(self._key, kept)
            await _answer(kept, self._scope, self._send)


async def _answer(kept: Kept, scope: Scope, send: Send) -> None:
    asked = next((value for name, value in scope["headers"] if name == b"if-none-match"), b"")
    common = [(b"etag", kept.etag), (b"cache-control", CONTROL)]
    if kept.etag in asked:
        await send({"type": "http.response.start", "status": 304, "headers": common})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": kept.headers + common})
    body = b"" if scope["method"] == "HEAD" else kept.body
    await send({"type": "http.response.body", "body": body})
