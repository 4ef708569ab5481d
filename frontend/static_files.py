"""Styles, scripts and pictures: served from memory under names that change with their content.

All of it is under a megabyte, so it is read once; a path that is not in the mapping does not
exist, whatever it looks like. Mount it: `app.mount("/static", static_files())`.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from frontend.errors import FrontendNotBuilt
from frontend.map.script import map_script
from register.settings import settings

FRONTEND = Path(__file__).resolve().parent
BUILT = FRONTEND / "static" / "built"
SCRIPTS = FRONTEND / "scripts"
PREFIX = "/static/"
FOREVER = "public, max-age=31536000, immutable"
# An address without the hash of its content may change any day: ask again each time.
ASK_AGAIN = "no-cache"


class StaticFile(NamedTuple):
    content: bytes
    gzipped: bytes | None
    media_type: str
    version: str


def _static_file(name: str, content: bytes) -> StaticFile:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    is_text = media_type.startswith("text/") or name.endswith((".svg", ".js"))
    version = hashlib.sha256(content).hexdigest()[:16]
    return StaticFile(
        content, gzip.compress(content, mtime=0) if is_text else None, media_type, version
    )


class StaticFiles:
    """An ASGI application that answers with files held in memory, and knows their addresses."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = {name: _static_file(name, content) for name, content in files.items()}

    def url(self, name: str) -> str:
        """The address of a file; it changes when the content does."""
        return f"{PREFIX}{name}?v={self._files[name].version}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        await self._answer(request)(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        # Under a mount the path still begins with the place it is mounted at.
        name = request.scope["path"].removeprefix(request.scope.get("root_path", "")).lstrip("/")
        file = self._files.get(name)
        if file is None:
            return PlainTextResponse("There is no such file.", 404)
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("These files can only be read.", 405, {"Allow": "GET, HEAD"})
        return _found(request, file)


def _found(request: Request, file: StaticFile) -> Response:
    is_lasting = request.query_params.get("v") == file.version
    headers = {
        "Cache-Control": FOREVER if is_lasting else ASK_AGAIN,
        "ETag": f'"{file.version}"',
        "X-Content-Type-Options": "nosniff",
    }
    if file.gzipped is not None:
        headers["Vary"] = "Accept-Encoding"
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    content = file.content
    if file.gzipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
        content = file.gzipped
        headers["Content-Encoding"] = "gzip"
    return Response(content, headers=headers, media_type=file.media_type)


def _files_under(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@cache
def static_files() -> StaticFiles:
    """All files of this process, the map's script among them."""
    if not (BUILT / "site.css").exists():
        raise FrontendNotBuilt("The site's styles are not built yet: run script/bootstrap.")
    chosen = settings()
    files = _files_under(BUILT) | _files_under(SCRIPTS)
    files["map.js"] = map_script(chosen.tile_url, chosen.tile_attribution)
    return StaticFiles(files)
