"""Deciding about proposals: approve, also with changes of one's own; reject; ask for more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.current import CurrentAsset, asset_by_id, current_assets
from register.assets.declared import (
    SAID_BY,
    sayer_as_applied,
    sayer_as_taken,
    seen_parts,
    with_what_was_said,
)
from register.assets.drafts import Fault, InvalidDraft, checked_draft
from register.assets.fields import Fields, checked_values, draft_of, fields_of, with_changes
from register.assets.storing import Doing, finish
from register.assets.values import AssetDraft
from register.people.holders import Holder
from register.proposals.additions import areas_of, look_at, store_seen
from register.proposals.answering import tell_of_decision
from register.proposals.conflicts import Changes, Weighed, weighed
from register.proposals.errors import AlreadyDecided, NotYours, ProposalConflict
from register.proposals.found import FoundProposal, proposal_by_id
from register.proposals.keeping import add_note
from register.proposals.proposers import can_be_asked
from register.proposals.rights import may_decide
from register.proposals.submitting import carry_out
from register.relations.checking import may_reveal, refuse_strange_relations
from register.verification.recording import count_applied

DECIDE = """
UPDATE register.proposal SET status = :status, decided_at = now(), decided_by = :actor,
    reason = :reason, public_answer = :public_answer, asset_id = coalesce(asset_id, :asset_id)
WHERE id = :id
"""
ASK = "UPDATE register.proposal SET status = 'asked' WHERE id = :id"
Choice = Literal["proposed", "current"]


@dataclass(frozen=True)
class Approval:
    """How somebody approves. ``edits`` are fields as they shall be instead of as proposed.

    ``choices`` say of a field that changed in between whether the ``proposed`` or the ``current``
    value stays. What is proposed, or an edit of it, then counts only for the version that was
    looked at, ``seen_version``; where the current one stays, an edit counts for nothing. ``seen``
    are the edited fields as they were shown: an edit of what is otherwise by now is a conflict,
    field by field. Without it any newer version is one.
    """

    edits: Fields = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    seen_version: int | None = None
    seen: Fields | None = None
    reason: str = ""
    public_answer: str = ""
    is_turned: bool = False
    """Of a merge: the entry that it was proposed for stays, and the other one leads to it."""


@dataclass(frozen=True)
class Decided:
    """What a proposal came to: its asset, where it has one, and the version that it is at now."""

    proposal_id: UUID
    status: str
    asset_id: UUID | None = None
    slug: str | None = None
    version: int | None = None


def approve_proposal(
    session: Session, proposal_id: UUID, holder: Holder, approval: Approval | None = None
) -> Decided:
    """Carry out a proposal, field by field; what is said already is left as it is.

    Checks it all again as if it had come just now. Raises ProposalConflict where a field has
    changed in the meantime and ``choices`` do not say which value stays, and also NotYours,
    AlreadyDecided, InvalidDraft, OutsideBorough, NotOpen.
    """
    given = approval or Approval()
    proposal = _open_proposal(session, proposal_id, holder)
    if proposal.action == "add":
        decided = _approve_addition(session, proposal, holder, given)
    elif proposal.asset_id is None or proposal.action == "report":
        decided = Decided(proposal.id, "approved", proposal.asset_id, proposal.slug)
    else:
        decided = _approve_change(session, proposal, holder, given)
    return _record(session, proposal, decided, holder, given.reason, given.public_answer)


def _open_proposal(session: Session, proposal_id: UUID, holder: Holder) -> FoundProposal:
    proposal = proposal_by_id(session, proposal_id, lock=True)
    if not may_decide(holder, proposal.kind, proposal.localities):
        raise NotYours("Somebody else looks after this place or kind, and decides about it.")
    if not proposal.is_open:
        raise AlreadyDecided("Somebody has already decided this one.")
    return proposal


def _approve_addition(
    session: Session, proposal: FoundProposal, holder: Holder, given: Approval
) -> Decided:
    draft = AssetDraft.model_validate(proposal.draft)
    if given.edits:
        edits, proposed = checked_values(given.edits), fields_of(draft)
        if given.seen is not None and (met := _overtaken(edits, given.seen, proposed)):
            raise ProposalConflict(met)
        draft = draft_of(with_changes(proposed, sayer_as_applied(edits, proposed)))
    draft = checked_draft(draft)
    fields = fields_of(draft)
    refuse_strange_relations(session, holder, None, fields)
    if not may_reveal(session, holder, True, {}, fields):
        raise NotYours("Whoever looks after the other entry decides whether this may be shown.")
    seen = look_at(session, draft)
    _refuse_foreign(holder, draft.kind, areas_of(seen, draft))
    addition = store_seen(session, _doing(proposal, holder, given), seen)
    return Decided(proposal.id, "approved", addition.asset_id, addition.slug, 1)


def _refuse_foreign(holder: Holder, kind: str, localities: tuple[str, ...]) -> None:
    if not may_decide(holder, kind, localities):
        raise NotYours("Somebody else looks after this place or kind, and decides about it.")


def _doing(proposal: FoundProposal, holder: Holder, given: Approval) -> Doing:
    return Doing(
        holder.actor,
        proposal.door,
        publish=True,
        run_id=proposal.run_id,
        proposal_id=proposal.id,
        words=given.reason,
    )


def _approve_change(
    session: Session, proposal: FoundProposal, holder: Holder, given: Approval
) -> Decided:
    ids = [one for one in (proposal.asset_id, proposal.into_id) if one is not None]
    assets = current_assets(session, ids, lock=True)
    asset = assets[ids[0]]
    into = assets[ids[1]] if len(ids) > 1 else None
    if given.is_turned and into is not None:
        asset, into = into, asset
    for one in assets.values():
        _refuse_foreign(holder, one.kind, one.localities)
    wanted = _settled(proposal, asset, given)
    refuse_strange_relations(session, holder, asset.id, wanted)
    if not may_reveal(session, holder, True, asset.fields, with_changes(asset.fields, wanted)):
        raise NotYours("Whoever looks after the other entry decides whether this may be shown.")
    doing = _doing(proposal, holder, given)
    did = carry_out(session, proposal.action, asset, into, wanted, doing)
    after = asset_by_id(session, asset.id)
    if did:
        _refuse_foreign(holder, after.kind, after.localities)
    status = "approved" if did else "superseded"
    return Decided(proposal.id, status, asset.id, asset.slug, after.version)


def _settled(proposal: FoundProposal, asset: CurrentAsset, given: Approval) -> Fields:
    """The fields to set; raises ProposalConflict for those that nobody has settled."""
    typed = checked_values(given.edits)
    if typed and proposal.action != "change":
        raise InvalidDraft([Fault("edits", "Only a change sets fields.")])
    kept = {name for name in proposal.changes if given.choices.get(name) == "current"}
    edits = {name: value for name, value in typed.items() if name not in kept}
    wanted: Fields = dict(edits)
    unsettled: list[Weighed] = []
    is_fresh = given.seen_version == asset.version
    for one in weighed(proposal.changes, asset.fields):
        if one.field in kept or (one.is_done and one.field != SAID_BY):
            continue
        is_chosen = one.field in given.choices or one.field in edits
        if one.is_conflict and not (is_fresh and is_chosen):
            unsettled.append(one)
        else:
            wanted.setdefault(one.field, one.wanted)
    shown = seen_parts(given.seen or {}) if edits.get(SAID_BY) else {}
    others = {n: said for n, said in (shown | edits).items() if n not in proposal.changes}
    if given.seen is not None:
        unsettled += _overtaken(others, given.seen, asset.fields)
    elif given.seen_version is not None and not is_fresh:
        unsettled += [Weighed(n, None, value, asset.fields.get(n)) for n, value in others.items()]
    if unsettled:
        raise ProposalConflict(unsettled)
    return sayer_as_taken(wanted, _with_answer(proposal, asset, edits, given), asset.fields)


def _with_answer(
    proposal: FoundProposal, asset: CurrentAsset, edits: Fields, given: Approval
) -> Changes:
    """The proposed changes, or those with an answer of who decides: of what they were shown."""
    if SAID_BY not in edits:
        return proposal.changes
    proposed = {name: pair.get("to") for name, pair in proposal.changes.items()}
    shown = {**asset.fields, **proposed, **(given.seen or {})}
    answered = {name: {"from": shown.get(name), "to": value} for name, value in edits.items()}
    return with_what_was_said(answered, edits, shown)


def _overtaken(edits: Fields, seen: Fields, now: Fields) -> list[Weighed]:
    """The edits of what somebody has changed, or erased, since it was shown."""
    met = [Weighed(name, seen.get(name), value, now.get(name)) for name, value in edits.items()]
    return [one for one in met if one.is_conflict]


def reject_proposal(
    session: Session, proposal_id: UUID, holder: Holder, reason: str, public_answer: str = ""
) -> Decided:
    """Say no, and why: who proposed it reads the reason. Raises InvalidDraft without one."""
    if not reason.strip():
        raise InvalidDraft([Fault("reason", "Say why, in words that the person can read.")])
    proposal = _open_proposal(session, proposal_id, holder)
    decided = Decided(proposal.id, "rejected", proposal.asset_id, proposal.slug)
    return _record(session, proposal, decided, holder, reason.strip(), public_answer)


def ask_for_more(session: Session, proposal_id: UUID, holder: Holder, question: str) -> Decided:
    """Ask who proposed it; it stays open.

    Raises InvalidDraft without a question, and where nobody can answer: an import cannot.
    """
    if not question.strip():
        raise InvalidDraft([Fault("reason", "Write what you would like to know.")])
    proposal = _open_proposal(session, proposal_id, holder)
    if not can_be_asked(session, proposal):
        raise InvalidDraft([Fault("decision", "Nobody can answer this: approve it or reject it.")])
    session.execute(text(ASK), {"id": proposal.id})
    add_note(session, proposal.id, "reviewer", question.strip(), holder.actor)
    tell_of_decision(session, proposal, "asked", holder)
    return Decided(proposal.id, "asked", proposal.asset_id, proposal.slug)


def _record(
    session: Session,
    proposal: FoundProposal,
    decided: Decided,
    holder: Holder,
    reason: str,
    public_answer: str,
) -> Decided:
    values = {"id": proposal.id, "status": decided.status, "actor": holder.actor}
    values |= {"reason": reason, "public_answer": public_answer.strip()}
    session.execute(text(DECIDE), {**values, "asset_id": decided.asset_id})
    tell_of_decision(session, proposal, decided.status, holder)
    if decided.status == "approved":
        count_applied(session, proposal.id)
    finish(session)
    return decided
