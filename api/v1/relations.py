"""What an asset belongs to, and what belongs to it, over HTTP."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from api.dependencies import ReaderDep, Responses, anybody
from api.finished import finished
from register.relations.questions import relations_of

router = APIRouter(prefix="/assets", tags=["assets"])
NOT_FOUND: Responses = {404: {"description": "There is no such public asset."}}


class RelatedOut(BaseModel):
    """One relation. `from`: this asset tells of the other; `to`: the other tells of this one."""

    model_config = ConfigDict(extra="forbid")

    relation: Literal["hosted_at", "run_by", "part_of", "funds", "partners_with"]
    direction: Literal["from", "to"]
    id: UUID
    slug: str
    name: str
    kind: str


class RelationsOut(BaseModel):
    """All public relations of one asset."""

    model_config = ConfigDict(extra="forbid")

    asset_id: UUID
    relations: list[RelatedOut]


@router.get(
    "/{asset_id}/relations",
    summary="What an asset belongs to, and what belongs to it",
    response_model=RelationsOut,
    responses=NOT_FOUND,
)
@anybody
async def read_relations(reader: ReaderDep, asset_id: UUID) -> Response:
    """Both directions. To say or end one, propose the field `relations.hosted_at:<id>` or the like
    with `shown`, `usual` or `hidden`, or null to end it.
    """
    revision, rows = await relations_of(reader, asset_id)
    related = [
        RelatedOut(
            relation=row["relation"],
            direction="from" if row["is_from"] else "to",
            **{name: row[name] for name in ("id", "slug", "name", "kind")},
        )
        for row in rows
    ]
    body = RelationsOut(asset_id=asset_id, relations=related).model_dump_json().encode()
    return finished(revision, body, "application/json")
