"""The log over HTTP, by token: an asset's versions, and the register as at a moment."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session
from starlette.responses import StreamingResponse

from api.dependencies import WRITERS, Analyst, Responses, token_for
from api.moments import Moment
from register.assets.current import AssetUnknown, asset_by_id
from register.assets.fields import Fields
from register.database.engines import transaction
from register.events.history import Recorded, asset_history, asset_version, register_as_at
from register.people.holders import Holder
from register.proposals.privacy import Sight, as_analysed, sight_of

router = APIRouter(prefix="/history", tags=["history"])
Reading = Annotated[Holder, Depends(token_for(*WRITERS, "analyst", grant="assets:write"))]
MISSING: Responses = {404: {"description": "There is no such asset or version."}}
NDJSON = "application/x-ndjson"


class VersionOut(BaseModel):
    """One event of an asset: who did what, when and by which door, field by field."""

    model_config = ConfigDict(extra="forbid")

    version: int
    recorded_at: datetime
    action: str
    door: str
    actor: str
    proposal_id: UUID | None
    run_id: int | None
    reason: str
    changes: dict[str, dict[str, Any]]


class RecordedOut(BaseModel):
    """An asset as it was recorded, field by field."""

    model_config = ConfigDict(extra="forbid")

    asset_id: UUID
    version: int
    status: str
    recorded_at: datetime
    merged_into: UUID | None
    fields: dict[str, Any]


@router.get("", summary="The register as at a moment", responses={200: {"content": {NDJSON: {}}}})
def read_register_as_at(
    holder: Analyst,
    at: Annotated[Moment, Query(examples=["2026-03-31T23:59:59Z"])],
) -> StreamingResponse:
    """For analysts and administrators, with a token.

    Every asset as it was recorded then, one JSON object a line: not what was true then but what
    the register said. What was erased since is not there. Analysts read nothing about one person,
    nothing that is never to be found, and no contact that is for stewards alone.
    """
    return StreamingResponse(_lines(holder, at), media_type=NDJSON)


def _lines(holder: Holder, at: datetime) -> Iterator[bytes]:
    with transaction(is_long=True) as session:
        for recorded in register_as_at(session, at):
            if (fields := as_analysed(holder, recorded.fields)) is not None:
                yield _recorded(recorded, fields).model_dump_json().encode() + b"\n"


def _recorded(recorded: Recorded, fields: Fields) -> RecordedOut:
    return RecordedOut.model_validate(
        {
            "asset_id": recorded.asset_id,
            "version": recorded.version,
            "status": recorded.status,
            "recorded_at": recorded.recorded_at,
            "merged_into": recorded.merged_into,
            "fields": fields,
        }
    )


def _sight(session: Session, holder: Holder, asset_id: UUID) -> Sight:
    sight = sight_of(holder, asset_by_id(session, asset_id))
    if sight.is_hidden:
        raise AssetUnknown("The register has no asset with this id.")
    return sight


@router.get("/{asset_id}", summary="The versions of an asset", responses=MISSING)
def list_versions(holder: Reading, asset_id: UUID) -> list[VersionOut]:
    """For everybody with a token. Contacts, address and true place only for who looks after it."""
    with transaction() as session:
        sight = _sight(session, holder, asset_id)
        events = asset_history(session, asset_id)
    return [
        VersionOut(
            version=event.version,
            recorded_at=event.recorded_at,
            action=event.action,
            door=event.door,
            actor=event.actor,
            proposal_id=event.proposal_id,
            run_id=event.run_id,
            reason=event.reason or (event.words if sight.is_whole else ""),
            changes=sight.of_changes(event.changes),
        )
        for event in events
    ]


@router.get("/{asset_id}/{version}", summary="One version of an asset", responses=MISSING)
def read_version(holder: Reading, asset_id: UUID, version: int) -> RecordedOut:
    """For everybody with a token. Contacts, address and true place only for who looks after it."""
    with transaction() as session:
        sight = _sight(session, holder, asset_id)
        recorded = asset_version(session, asset_id, version)
        return _recorded(recorded, sight.of_fields(recorded.fields))
