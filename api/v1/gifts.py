"""What people of a ward offer, in rounded counts: the only thing that is public of people."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from api.dependencies import ReaderDep, Responses, anybody
from api.finished import finished
from register.publishing.gifts import gift_counts

router = APIRouter(prefix="/localities", tags=["localities"])
NOT_FOUND: Responses = {404: {"description": "There is no such ward."}}


class GiftOut(BaseModel):
    """At least so many people offer it. `skill_area` is empty where they did not say."""

    model_config = ConfigDict(extra="forbid")

    kind: str
    skill_area: str
    at_least: int


class GiftsOut(BaseModel):
    """What people of a ward offer."""

    model_config = ConfigDict(extra="forbid")

    locality: str
    gifts: list[GiftOut]


@router.get(
    "/ward/{slug}/gifts",
    summary="What people of a ward offer",
    response_model=GiftsOut,
    responses=NOT_FOUND,
)
@anybody
async def read_gifts(reader: ReaderDep, slug: str) -> Response:
    """Rounded down in steps of five, by ward and kind only. What few people offer is left out."""
    revision, counts = await gift_counts(reader, f"ward:{slug}")
    gifts = [
        GiftOut(kind=one.kind, skill_area=one.skill_area, at_least=one.at_least) for one in counts
    ]
    body = GiftsOut(locality=f"ward:{slug}", gifts=gifts).model_dump_json().encode()
    return finished(revision, body, "application/json")
