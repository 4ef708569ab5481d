"""Checks of assets over HTTP, by token: who found what, and how they know."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from starlette.responses import JSONResponse

from api.dependencies import Builder
from register.assets.values import Prose
from register.database.retrying import in_transaction
from register.verification.checking import Check, check_asset

router = APIRouter(prefix="/assets", tags=["assets"])


class VerificationIn(BaseModel):
    """A check. `owner`: the group itself said so. `request_id`: sending twice records once."""

    model_config = ConfigDict(extra="forbid")

    method: Literal["visit", "phone", "owner", "source"]
    outcome: Literal["correct", "changed", "gone", "no_answer"]
    why: Prose = ""
    request_id: UUID | None = None


class VerificationOut(BaseModel):
    """What became of a check. `closed`: the asset is now closed. `waiting`: for a steward, who
    has the proposal to close it, or the change, in the queue.
    """

    model_config = ConfigDict(extra="forbid")

    status: Literal["recorded", "waiting", "closed"]
    asset_id: UUID
    href: str
    proposal_id: UUID | None


@router.post(
    "/{asset_id}/verifications",
    summary="Say that you checked an asset, and what you found",
    status_code=201,
    response_model=VerificationOut,
    responses={
        200: {"description": "It was sent before: what it came to.", "model": VerificationOut},
        202: {
            "description": "A steward will decide if it is gone, or about what changed.",
            "model": VerificationOut,
        },
        404: {"description": "There is no such asset."},
        409: {
            "description": "It is not public, nothing that changed was sent before `changed`, or "
            "the request id was used for something else."
        },
    },
)
def record_verification(holder: Builder, asset_id: UUID, given: VerificationIn) -> JSONResponse:
    """For builders, stewards and administrators, with a token.

    `correct` counts as checked. Before `changed`, send what changed as a proposal: the check counts
    once that is applied, which may be at once.
    """
    check = Check(asset_id, given.method, given.outcome, given.why)
    done = in_transaction(
        lambda session: check_asset(session, check, holder, "api", given.request_id)
    )
    waits = "waiting" if done.proposal_id else "recorded"
    body = VerificationOut(
        status="closed" if done.is_closed else waits,
        asset_id=done.asset_id,
        href=f"/assets/{done.slug}",
        proposal_id=done.proposal_id,
    )
    status = 200 if done.is_repeat else 202 if body.status == "waiting" else 201
    return JSONResponse(body.model_dump(mode="json"), status)
