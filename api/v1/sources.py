"""Where the entries come from, and the notices that their licences ask for, over HTTP."""

import json
from functools import cache

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import ReaderDep, Responses, anybody
from api.finished import finished
from api.v1.shapes import SOURCES
from frontend.identity import identity
from register.publishing.pages import sources

router = APIRouter(prefix="/sources", tags=["sources"])
KNOWN: Responses = {
    200: {
        "description": "Sources by name, and the notices for all that is shown.",
        "content": {"application/json": {"schema": SOURCES}},
    }
}


@router.get("", summary="Sources, licences and the notices to show", responses=KNOWN)
@anybody
async def list_sources(reader: ReaderDep) -> Response:
    """`attribution` holds for everything; a source's own for the entries that name it."""
    revision = await reader.revision()
    found = {"attribution": identity().attribution, "sources": await sources(reader)}
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    return finished(revision, body, "application/json")


@cache
def standing_notices() -> bytes:
    """The notices for everything, as the JSON text of a member that stands before another."""
    return b'"attribution":%b,' % json.dumps(identity().attribution, ensure_ascii=False).encode()
