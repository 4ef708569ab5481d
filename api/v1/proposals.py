"""Proposals over HTTP, by token: change, close, reopen or merge assets, and decide what waits."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from api.dependencies import WRITERS, Builder, Responses, token_for
from register.assets.current import asset_by_id, current_assets
from register.assets.values import Prose
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.people.holders import Holder
from register.proposals.authors import author_of, note_authors
from register.proposals.conflicts import Weighed
from register.proposals.deciding import (
    Approval,
    Choice,
    Decided,
    approve_proposal,
    ask_for_more,
    reject_proposal,
)
from register.proposals.errors import ProposalNotFound
from register.proposals.found import (
    FoundProposal,
    Note,
    notes_by_proposal,
    proposal_by_id,
)
from register.proposals.own import notes_to_proposer, own_proposals
from register.proposals.privacy import Sight, sight_of
from register.proposals.queue import open_proposals
from register.proposals.rights import may_decide
from register.proposals.submitting import Outcome, Wish, submit
from register.proposals.suggesting import answer_own_question

router = APIRouter(prefix="/proposals", tags=["proposals"])
Asking = Annotated[Holder, Depends(token_for(*WRITERS, grant="assets:write"))]
Answering = Annotated[Holder, Depends(token_for(*WRITERS, grant="assets:write", only_own=True))]
Deciding = Annotated[
    Holder,
    Depends(token_for("steward", "administrator", grant="proposals:write", in_scope=True)),
]
Queue = Literal["new", "changed", "duplicate", "place", "reported", "missing", "idea"]
LATEST = 2**31 - 1  # what a version is kept as
CLASHES: Responses = {
    404: {"description": "There is no such asset, version or proposal."},
    409: {"description": "Something came in between, or it was decided already."},
    422: {"description": "Something in the request needs to be put right."},
}


class Strict(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class WishIn(Strict):
    """What to do to an asset. `base_version` is the version that you saw: needed for a change.

    `values` are fields as they shall be, null to empty one: name, kind, summary, address,
    precision, place (lon, lat, postcode), serves, contacts, details.… and for_whom.…
    """

    action: Literal["change", "close", "reopen", "merge"]
    asset_id: UUID
    values: dict[str, Any] = Field(default={}, max_length=100)
    base_version: int | None = Field(default=None, ge=1, le=LATEST)
    into_id: UUID | None = None
    why: Prose = ""
    request_id: UUID | None = None


class WeighedOut(Strict):
    """A field: what it was when it was proposed, what is proposed, what it is now."""

    field: str
    base: Any
    wanted: Any
    now: Any


class OutcomeOut(Strict):
    """`done` with the version it made, or `waiting` as a proposal. Conflicts say with what."""

    status: Literal["done", "waiting"]
    asset_id: UUID | None
    href: str | None
    version: int | None
    proposal_id: UUID | None
    conflicts: list[WeighedOut]


class NoteOut(Strict):
    """What the proposer or a reviewer said: also a question, and what was answered.

    `by` names a reviewer as people who sign in know them, and nobody else.
    """

    speaker: Literal["proposer", "reviewer"]
    by: str
    said_at: datetime
    words: str


class ProposalOut(Strict):
    """A proposal as those see it who made it or decide about it.

    Who only made it reads of contacts, address and place what they wish, not what was there.
    While its status is `asked`, the last of its notes by a reviewer is a question.
    """

    id: UUID
    action: str
    queue: str
    status: str
    asset_id: UUID | None
    into_id: UUID | None
    name: str
    kind: str | None
    localities: list[str]
    base_version: int | None
    changes: dict[str, dict[str, Any]]
    draft: dict[str, Any]
    door: str
    submitted_at: datetime
    decided_at: datetime | None
    reason: str
    notes: list[NoteOut]


class AnswerIn(Strict):
    """What you were asked for, in at most 2,000 characters."""

    words: Annotated[Prose, Field(min_length=1)]


class DecisionIn(Strict):
    """A decision. `reason` is read by who proposed it, `public_answer` by everybody.

    Of a merge, `keep` says which entry stays: `into` as proposed, or `asset`, which it was proposed
    for. `edits` are fields as they shall be instead; `choices` say which value of a field stays
    that somebody changed in between, and count only with the `seen_version` of the asset.
    """

    decision: Literal["approve", "reject", "ask"]
    reason: Prose = ""
    public_answer: Prose = ""
    edits: dict[str, Any] = Field(default={}, max_length=100)
    choices: dict[str, Choice] = Field(default={}, max_length=100)
    seen_version: int | None = Field(default=None, ge=1, le=LATEST)
    keep: Literal["into", "asset"] = "into"


class DecidedOut(Strict):
    """What the proposal came to."""

    proposal_id: UUID
    status: str
    asset_id: UUID | None
    href: str | None
    version: int | None


@router.post(
    "",
    summary="Change, close, reopen or merge an asset",
    status_code=201,
    response_model=OutcomeOut,
    responses={
        200: {"description": "It was sent before: what it came to.", "model": OutcomeOut},
        202: {"description": "It waits for a steward to decide.", "model": OutcomeOut},
        **CLASHES,
    },
)
def submit_wish(holder: Builder, wish: WishIn) -> JSONResponse:
    """For builders, stewards and administrators, with a token.

    Done at once where you may approve it there, unless somebody else has changed the same field
    since `base_version`: then it waits, and nothing is written over.
    """
    if wish.action == "change" and wish.base_version is None:
        raise HTTPException(422, "Say in base_version which version of the asset you saw.")
    wanted = Wish(
        wish.action, wish.asset_id, wish.values, wish.base_version, None, wish.into_id, wish.why
    )
    done = in_transaction(
        lambda session: submit(
            session, wanted, holder=holder, door="api", request_id=wish.request_id
        )
    )
    status = 200 if done.is_repeat else 201 if done.version is not None else 202
    return JSONResponse(_outcome(done, _sight(holder, done)).model_dump(mode="json"), status)


def _sight(holder: Holder, done: Outcome) -> Sight:
    if done.asset_id is None or not done.conflicts:
        return Sight(is_whole=False)
    with transaction() as session:
        return sight_of(holder, asset_by_id(session, done.asset_id))


def _outcome(done: Outcome, sight: Sight) -> OutcomeOut:
    return OutcomeOut(
        status="waiting" if done.proposal_id else "done",
        asset_id=done.asset_id,
        href=f"/assets/{done.slug}" if done.slug else None,
        version=done.version,
        proposal_id=done.proposal_id,
        conflicts=[_weighed(one, sight) for one in done.conflicts],
    )


def _weighed(one: Weighed, sight: Sight) -> WeighedOut:
    base, now = sight.of_value(one.field, one.base), sight.of_value(one.field, one.now)
    return WeighedOut(field=one.field, base=base, wanted=one.wanted, now=now)


@router.get("", summary="What waits for you, or what you have proposed")
def list_proposals(
    holder: Asking,
    mine: Annotated[bool, Query(description="What you have proposed yourself.")] = False,
    queue: Queue | None = None,
    late: Annotated[bool, Query(description="Only what waits for more than 14 days.")] = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[ProposalOut]:
    """For builders, stewards and administrators, with a token.

    Stewards get what waits in their wards and kinds, the longest wait first; builders only what
    they have proposed themselves.
    """
    with transaction() as session:
        if mine or holder.role == "builder":
            found = own_proposals(session, holder, limit)
        else:
            found = open_proposals(session, holder, queue=queue, is_late=late, limit=limit)
        return _proposals(session, holder, found)


def _proposals(
    session: Session, holder: Holder, found: Sequence[FoundProposal]
) -> list[ProposalOut]:
    notes = notes_by_proposal(session, [one.id for one in found])
    assets = current_assets(session, [one.asset_id for one in found if one.asset_id])
    sights = {asset_id: sight_of(holder, asset) for asset_id, asset in assets.items()}
    new = Sight(is_whole=True)  # what is not an asset yet is all their own
    names = note_authors(session, chain.from_iterable(notes.values()))
    return [
        _proposal(holder, one, notes[one.id], names, sights[one.asset_id] if one.asset_id else new)
        for one in found
    ]


def _proposal(
    holder: Holder, found: FoundProposal, notes: list[Note], names: dict[str, str], sight: Sight
) -> ProposalOut:
    if not may_decide(holder, found.kind, found.localities):
        notes = notes_to_proposer(found, notes)
    said = [{**vars(note), "by": author_of(found, note, names)} for note in notes]
    shown = {**vars(found), "notes": said}
    shown["changes"] = sight.of_proposed(found.changes)
    if sight.is_hidden and found.action != "add":
        shown["name"] = ""
    return ProposalOut.model_validate(shown, extra="ignore")


@router.get("/{proposal_id}", summary="One proposal", responses=CLASHES)
def read_proposal(holder: Asking, proposal_id: UUID) -> ProposalOut:
    """For who made it, and for stewards and administrators who decide about it, with a token."""
    with transaction() as session:
        found = proposal_by_id(session, proposal_id)
        if found.actor != holder.actor and not may_decide(holder, found.kind, found.localities):
            raise ProposalNotFound("There is no proposal of yours with this id.")
        return _proposals(session, holder, [found])[0]


@router.post("/{proposal_id}/answer", summary="Answer a question", responses=CLASHES)
def answer(holder: Answering, proposal_id: UUID, given: AnswerIn) -> ProposalOut:
    """For who made the proposal, with the same token: what a reviewer asked for.

    It waits for a decision again. Sent twice with the same words it is one answer; 409 where no
    question is open.
    """
    in_transaction(lambda s: answer_own_question(s, proposal_id, holder, given.words))
    return read_proposal(holder, proposal_id)


@router.post("/{proposal_id}/decision", summary="Decide about a proposal", responses=CLASHES)
def decide(holder: Deciding, proposal_id: UUID, given: DecisionIn) -> DecidedOut:
    """For stewards, in their wards and kinds, and administrators, with a token."""
    if given.decision == "approve":
        approval = Approval(
            given.edits,
            given.choices,
            given.seen_version,
            reason=given.reason,
            public_answer=given.public_answer,
            is_turned=given.keep == "asset",
        )
        done = in_transaction(lambda s: approve_proposal(s, proposal_id, holder, approval))
    elif given.decision == "reject":
        done = in_transaction(
            lambda s: reject_proposal(s, proposal_id, holder, given.reason, given.public_answer)
        )
    else:
        done = in_transaction(lambda s: ask_for_more(s, proposal_id, holder, given.reason))
    return _decided(done)


def _decided(done: Decided) -> DecidedOut:
    return DecidedOut(
        proposal_id=done.proposal_id,
        status=done.status,
        asset_id=done.asset_id,
        href=f"/assets/{done.slug}" if done.slug else None,
        version=done.version,
    )
