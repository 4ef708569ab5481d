"""What is on offer and needed, over HTTP."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from api.dependencies import ReaderDep, anybody
from api.finished import finished
from register.offers.questions import OfferQuestion, offers_listed

router = APIRouter(prefix="/offers", tags=["assets"])


class OfferOut(BaseModel):
    """One offer or need of an asset; hours, skills and certificate where people give time."""

    model_config = ConfigDict(extra="forbid")

    key: str
    way: Literal["offer", "need"]
    kind: str
    words: str
    from_on: date | None
    until_on: date | None
    hours: str
    skills: str
    has_certificate: bool | None
    asset_id: UUID
    slug: str
    name: str


class OffersOut(BaseModel):
    """One page. `of_all` counts what the question finds on all pages."""

    model_config = ConfigDict(extra="forbid")

    offers: list[OfferOut]
    of_all: int


@router.get("", summary="What is on offer and needed", response_model=OffersOut)
@anybody
async def list_offers(
    reader: ReaderDep,
    way: Literal["offer", "need"] | None = None,
    kind: Annotated[str | None, Query(max_length=100, pattern="^[a-z-]+$")] = None,
    locality: Annotated[
        str | None, Query(max_length=100, pattern="^[a-z_]+:[a-z0-9-]+$", examples=["ward:central"])
    ] = None,
    asset_id: UUID | None = None,
    certificate: Annotated[bool, Query(description="Only with a certificate.")] = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Response:
    """Now or later, nothing whose last day is over. To say one, propose the field `offers.<key>`
    of its asset, a key of your choosing of 4 to 32 small letters and figures; null ends it.
    """
    question = OfferQuestion(way, kind, locality, certificate, asset_id, limit, offset)
    found = await offers_listed(reader, question)
    offers = [
        OfferOut(
            **{
                name: row[name]
                for name in OfferOut.model_fields
                if name not in ("kind", "asset_id")
            },
            kind=row["offer_kind"],
            asset_id=row["id"],
        )
        for row in found.rows
    ]
    body = OffersOut(offers=offers, of_all=found.of_all).model_dump_json().encode()
    return finished(found.revision, body, "application/json")
