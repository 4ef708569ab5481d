"""The API, described for a stranger, from the same description that programs read."""

from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import ReaderDep, anybody
from api.finished import HTML, finished
from frontend.api_views import ApiGuide, ApiOperation, ApiParameter
from frontend.rendering import render
from register.assets.values import AssetDraft
from register.publishing.pages import site_now

router = APIRouter()

EXAMPLES = {
    "/api/v1/assets": "/api/v1/assets?kind=library&limit=5",
    "/api/v1/localities": "/api/v1/localities?kind=ward&geometry=false",
    "/api/v1/kinds": "/api/v1/kinds",
}


@router.get("/api")
@anybody
async def read_api_guide(request: Request, reader: ReaderDep) -> Response:
    """How to ask, what may be asked, and who may write."""
    revision = await reader.revision()
    page = _guide(request.app.openapi)
    body = render("api", page=page, **vars(await site_now(reader)))
    return finished(revision, body, HTML)


@cache
def _guide(openapi: Any) -> ApiGuide:
    described = openapi()
    operations = [
        _operation(path, method, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    paragraphs = described["info"]["description"].strip().split("\n\n")
    return ApiGuide(paragraphs=tuple(paragraphs), operations=tuple(operations))


def _operation(path: str, method: str, described: dict[str, Any]) -> ApiOperation:
    return ApiOperation(
        method=method.upper(),
        path=path,
        summary=described.get("summary", ""),
        paragraphs=tuple(described.get("description", "").split("\n\n")),
        parameters=tuple(_parameter(one) for one in described.get("parameters", ())),
        fields=_fields(described),
        needs_token=bool(described.get("security")),
        example=EXAMPLES.get(path, "") if method == "get" else "",
    )


def _fields(described: dict[str, Any]) -> tuple[str, ...]:
    return tuple(AssetDraft.model_fields) if "requestBody" in described else ()


def _parameter(described: dict[str, Any]) -> ApiParameter:
    schema = described.get("schema", {})
    kinds = [part.get("type", "") for part in schema.get("anyOf", [schema])]
    choices = schema.get("enum") or []
    return ApiParameter(
        name=described["name"],
        type=" or ".join(kind for kind in kinds if kind and kind != "null"),
        description=described.get("description", ""),
        choices=tuple(str(choice) for choice in choices),
        is_required=described.get("required", False),
    )
