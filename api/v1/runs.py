"""Imports over HTTP, by token: what each would do, publishing all of it or discarding it."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import Responses, token_for
from api.long_writes import in_long_transaction
from register.assets.values import Prose
from register.database.engines import transaction
from register.people.holders import Holder
from register.runs.contents import run_counts, run_entries
from register.runs.discarding import discard_run
from register.runs.publishing import publish_run
from register.runs.questions import LARGEST_ID, newest_runs, rejects_of_run, run_by_id

router = APIRouter(prefix="/runs", tags=["runs"])
Overseeing = Annotated[
    Holder,
    Depends(token_for("steward", "administrator", grant="proposals:write", whole_borough=True)),
]
RunNumber = Annotated[int, Path(ge=1, le=LARGEST_ID)]
MISSING: Responses = {404: {"description": "There is no import with this number."}}
SETTLED: Responses = {
    **MISSING,
    409: {"description": "It was published or discarded before, or nothing of it waits."},
}


class Strict(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class RunOut(Strict):
    """An import. `waiting`: new entries, `held`: changes that wait to be published or discarded.

    `nothing`: it brought nothing, or a later import has said it anew.
    """

    id: int
    source: str
    file_name: str
    actor: str
    finished_at: datetime
    state: Literal["waiting", "published", "discarded", "nothing"]
    new: int
    changed: int
    unchanged: int
    rejected: int
    outside: int
    waiting: int
    held: int
    published_at: datetime | None
    published_by: str | None
    discarded_at: datetime | None
    discarded_by: str | None
    discard_reason: str


class CountOut(Strict):
    """How many entries of a kind in a ward; null: in none, or not known any more."""

    brought: Literal["new", "changed"]
    kind: str
    ward: str | None
    count: int


class RunWholeOut(RunOut):
    """The same, counted by kind and ward."""

    counts: list[CountOut]


class EntryOut(Strict):
    """An entry of an import. Go on after the `place` of the last one.

    `changes` has each field from and to; `contested` what a person's edit keeps as it is.
    """

    place: int
    brought: Literal["new", "changed"]
    asset_id: UUID | None
    name: str
    kind: str
    localities: list[str]
    changes: dict[str, dict[str, Any]]
    contested: dict[str, dict[str, Any]]


class RejectOut(Strict):
    """A row that was set aside, and what was kept of it: nothing that names a person."""

    line: int
    reason: str
    cells: dict[str, str]


class DiscardIn(Strict):
    """Why: it is kept with the import."""

    reason: Annotated[Prose, Field(min_length=1)]


class PublishedOut(RunOut):
    """The import, and what this call did: nothing where it was published before."""

    made_public: int
    made_changes: int
    set_aside: int


class DiscardedOut(RunOut):
    """The import, and what this call did: nothing where it was discarded before."""

    taken_back: int
    not_changed: int


@router.get("", summary="Imports, the newest first")
def list_runs(
    _holder: Overseeing,
    before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[RunOut]:
    """For administrators and stewards of the whole borough, with a token."""
    with transaction() as session:
        found = newest_runs(session, limit, before)
    return [RunOut.model_validate(run, from_attributes=True) for run in found]


@router.get("/{run_id}", summary="One import, counted by kind and ward", responses=MISSING)
def read_run(_holder: Overseeing, run_id: RunNumber) -> RunWholeOut:
    """For administrators and stewards of the whole borough, with a token."""
    with transaction(is_long=True) as session:  # there may be 400,000 to count
        run = run_by_id(session, run_id)
        counts = run_counts(session, run)
    said = RunOut.model_validate(run, from_attributes=True).model_dump()
    told = [CountOut.model_validate(one, from_attributes=True) for one in counts]
    return RunWholeOut(**said, counts=told)


@router.get("/{run_id}/entries", summary="What an import would do, or did", responses=MISSING)
def list_entries(
    _holder: Overseeing,
    run_id: RunNumber,
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[EntryOut]:
    """For administrators and stewards of the whole borough, with a token."""
    with transaction() as session:
        found = run_entries(session, run_by_id(session, run_id), after, limit)
    return [EntryOut.model_validate(one, from_attributes=True) for one in found]


@router.get("/{run_id}/rejects", summary="The rows that were set aside", responses=MISSING)
def list_rejects(
    _holder: Overseeing,
    run_id: RunNumber,
    after: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[RejectOut]:
    """For administrators and stewards of the whole borough, with a token.

    By line: go on after the `line` of the last one.
    """
    with transaction() as session:
        found = rejects_of_run(session, run_id, after, limit)
    return [RejectOut.model_validate(one, from_attributes=True) for one in found]


@router.post("/{run_id}/publish", summary="Publish all of an import", responses=SETTLED)
def publish(holder: Overseeing, run_id: RunNumber) -> PublishedOut:
    """For administrators and stewards of the whole borough, with a token.

    Where a person has changed the same field since, theirs stays and the import proposes.
    Asked again it does nothing more.
    """
    done = in_long_transaction(lambda s: publish_run(s, run_id, holder.actor, "api"))
    return PublishedOut(
        **_now(run_id),
        made_public=done.published,
        made_changes=done.changed,
        set_aside=done.rejected,
    )


@router.post("/{run_id}/discard", summary="Discard an import", responses=SETTLED)
def discard(holder: Overseeing, run_id: RunNumber, given: DiscardIn) -> DiscardedOut:
    """For administrators and stewards of the whole borough, with a token.

    What is public stays as it is; the same file can be imported again. Asked again it does
    nothing more.
    """
    done = in_long_transaction(lambda s: discard_run(s, run_id, holder.actor, given.reason, "api"))
    return DiscardedOut(**_now(run_id), taken_back=done.withdrawn, not_changed=done.changes)


def _now(run_id: int) -> dict[str, Any]:
    with transaction() as session:
        run = run_by_id(session, run_id)
    return RunOut.model_validate(run, from_attributes=True).model_dump()
