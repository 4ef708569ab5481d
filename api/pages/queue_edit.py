"""Editing a proposal whole, and approving it so: kind and details, place, contacts, for whom."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from api.pages.entry_form import (
    form_begun,
    form_of,
    form_overtaken,
    form_sent,
    input_id,
)
from api.pages.entry_texts import DETAILS, fits, meant_edits
from api.pages.field_words import changed_fields, field_label, shown
from api.pages.forms import Sent, SentForm
from api.pages.kind_choices import kind_choices
from api.pages.queue_proposal import Deciding, decided_page, proposal_to_decide
from api.pages.queue_sent import (
    NOT_SAVED,
    ProposalGrown,
    choices_sent,
    meanwhile,
    proposal_mark,
    refuse_grown,
    version_sent,
)
from api.pages.queue_words import ACTIONS, title_of
from api.pages.signing import page_response
from api.sessions import form_proof, session_secret
from frontend.edit_views import EditPage, EntryForm
from frontend.proposal_views import ChangedField, FieldError
from frontend.words import PRECISIONS
from register.assets.current import CurrentAsset, asset_by_id
from register.assets.declared import SAID_BY
from register.assets.drafts import InvalidDraft
from register.assets.fields import Fields, fields_from, with_changes
from register.assets.precision import shown_precision
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.kinds.definition import find_kind
from register.people.holders import Holder
from register.proposals.additions import OutsideBorough
from register.proposals.authors import reviewer_names
from register.proposals.conflicts import Weighed, weighed
from register.proposals.deciding import Approval, approve_proposal
from register.proposals.errors import AlreadyDecided, NotOpen, NotYours, ProposalConflict
from register.proposals.found import FoundProposal

router = APIRouter()
EDITABLE = ("add", "change")
LEAVES = (
    "Somebody else looks after that place or kind: only somebody who looks after both can move "
    "it there. Put the place and the kind back, or ask an administrator."
)


@router.get("/queue/{proposal_id}/edit")
def read_edit_page(request: Request, holder: Deciding, proposal_id: UUID) -> Response:
    """Stewards edit a proposal of their wards and kinds before approving, administrators any."""
    return _page(request, holder, proposal_id)


def _entry(session: Session, found: FoundProposal) -> tuple[CurrentAsset | None, Fields]:
    """The asset as it is, and the entry as it would be if the proposal were approved as it is."""
    if found.action == "add" or found.asset_id is None:
        return None, fields_from(found.draft)
    asset = asset_by_id(session, found.asset_id)
    wanted = {name: pair.get("to") for name, pair in found.changes.items()}
    return asset, with_changes(asset.fields, wanted)


def _page(
    request: Request,
    holder: Holder,
    proposal_id: UUID,
    sent: Sent | None = None,
    errors: tuple[FieldError, ...] = (),
    overtaken: tuple[Weighed, ...] | None = None,
) -> Response:
    with transaction() as session:
        found = proposal_to_decide(session, holder, proposal_id)
        is_late = sent is not None and not found.is_open
        if found.action not in EDITABLE or not (found.is_open or is_late):
            return RedirectResponse(f"/queue/{found.id}", 303)
        asset, fields = _entry(session, found)
        decided = ""
        if is_late:
            decided = meanwhile(found, holder, reviewer_names(session, [found.decided_by]))
    if sent is not None and is_late:
        if "shown_kind" not in sent:  # it was typed on the proposal's own page
            return decided_page(request, holder, proposal_id, sent)
        errors, overtaken = (FieldError("written", decided),), None
    form = _form(fields, sent, is_overtaken=overtaken is not None)
    kind = form.values.kind
    is_chosen = not decided and kind != dict(form.was).get("was.kind", kind)
    is_kept = sent is not None and "shown_kind" in sent and overtaken is None
    page = EditPage(
        csrf=form_proof(session_secret(request)),
        action=f"/queue/{found.id}/edit",
        href=f"/queue/{found.id}",
        title=title_of(found),
        what=ACTIONS[found.action],
        families=kind_choices(str(fields.get("kind", ""))),
        form=form,
        usual=PRECISIONS[shown_precision({"kind": kind})] if find_kind(kind) else "",
        kind_name=known.singular if (known := find_kind(kind)) else "",
        said_by=str(fields.get(SAID_BY) or ""),
        conflicts=() if decided else _conflicts(found, asset),
        overtaken=tuple(_overtaken(one, kind) for one in overtaken or ()),
        left_behind=_left_behind(fields, kind) if is_chosen else (),
        is_other_kind=is_chosen,
        seen_version=sent.get("seen_version") if sent and is_kept else _version(asset),
        seen_proposal=sent.get("seen_proposal") if sent and is_kept else proposal_mark(found),
        reason=sent.get("reason") if sent else "",
        public_answer=sent.get("public_answer") if sent else "",
        is_from_resident=found.door == "suggestion",
        choices=sent.below("choice.") if sent else {},
        errors=errors,
        is_decided=bool(decided),
    )
    status = 409 if decided else 422 if errors else 200
    return page_response("proposal_edit", page, status, "/queue")


def _form(fields: Fields, sent: Sent | None, *, is_overtaken: bool) -> EntryForm:
    if sent is None:
        return form_of(fields)
    if is_overtaken:
        return form_overtaken(fields, sent)
    return form_sent(fields, sent) if "shown_kind" in sent else form_begun(fields, sent)


def _version(asset: CurrentAsset | None) -> str:
    return str(asset.version) if asset else ""


def _conflicts(found: FoundProposal, asset: CurrentAsset | None) -> tuple[ChangedField, ...]:
    """What somebody changed since it was proposed: what it was, what it is, what is proposed."""
    if asset is None:
        return ()
    met = {one.field: one for one in weighed(found.changes, asset.fields) if one.is_conflict}
    plain = changed_fields({name: found.changes[name] for name in met}, found.kind)
    return tuple(
        ChangedField(
            one.field,
            one.label,
            one.before,
            one.after,
            now=shown(one.field, met[one.field].now, asset.kind),
            is_conflict=True,
        )
        for one in plain
    )


def _overtaken(one: Weighed, kind: str) -> ChangedField:
    label = field_label(one.field, kind)
    return ChangedField(one.field, label, "", "", now=shown(one.field, one.now, kind))


def _left_behind(fields: Fields, kind: str) -> tuple[tuple[str, str], ...]:
    old = str(fields.get("kind", ""))
    return tuple(
        (field_label(name, old), shown(name, value, old))
        for name, value in fields.items()
        if name.startswith(DETAILS) and not fits(name, fields, kind)
    )


@router.post("/queue/{proposal_id}/edit")
def approve_edited(
    request: Request, holder: Deciding, proposal_id: UUID, sent: SentForm
) -> Response:
    """Stewards approve as edited, in their wards and kinds; administrators anywhere.

    ``decision`` ``begin`` brings what was typed on the proposal's page, ``kind`` shows the details
    of the kind that was chosen; a kind that was just chosen shows them before it counts.
    """
    try:
        return _answer(request, holder, proposal_id, sent)
    except NotYours as reason:
        if "shown_kind" not in sent:
            raise
        return _kept(request, proposal_id, sent, str(reason))


def _kept(request: Request, proposal_id: UUID, sent: Sent, sentence: str) -> Response:
    """What was typed, where somebody else has come to look after it: nothing more is shown."""
    page = EditPage(
        csrf=form_proof(session_secret(request)),
        action=f"/queue/{proposal_id}/edit",
        href="/queue",
        title=sent.get("name"),
        what="",
        families=kind_choices(""),
        form=form_sent({}, sent),
        usual="",
        reason=sent.get("reason"),
        public_answer=sent.get("public_answer"),
        is_from_resident="public_answer" in sent,
        errors=(FieldError("written", f"{sentence} {NOT_SAVED}"),),
        is_decided=True,
    )
    return page_response("proposal_edit", page, 403, "/queue")


def _answer(request: Request, holder: Holder, proposal_id: UUID, sent: Sent) -> Response:
    if sent.get("decision") in ("begin", "kind") or sent.get("kind") != sent.get("shown_kind"):
        return _page(request, holder, proposal_id, sent)
    errors: list[tuple[str, str]] = []
    overtaken: tuple[Weighed, ...] | None = None
    try:
        in_transaction(lambda session: _approve(session, holder, proposal_id, sent))
    except InvalidDraft as reason:
        errors = [(fault.field, fault.sentence) for fault in reason.faults]
    except ProposalConflict as reason:
        overtaken = tuple(reason.fields)
        errors = [(one.field, "") for one in overtaken]
    except OutsideBorough as reason:
        errors = [("postcode", str(reason))]
    except NotYours:
        errors = [("postcode", LEAVES)]
    except ProposalGrown as reason:
        overtaken = ()  # what was typed stays, and all the rest is as it is proposed now
        errors = [("approve", str(reason))]
    except NotOpen as reason:
        errors = [("approve", str(reason))]
    except AlreadyDecided:
        return _page(request, holder, proposal_id, sent)
    if errors:
        return _again(request, holder, proposal_id, sent, errors, overtaken)
    return RedirectResponse("/queue", 303)


def _approve(session: Session, holder: Holder, proposal_id: UUID, sent: Sent) -> None:
    refuse_grown(session, proposal_id, sent)
    found = proposal_to_decide(session, holder, proposal_id)
    edits: dict[str, Any] = {}
    seen = None
    if found.is_open and found.action in EDITABLE:
        meant = meant_edits(_entry(session, found)[1], sent)
        edits, seen = meant.edits, meant.seen
    given = Approval(
        edits=edits,
        choices=choices_sent(sent),
        seen_version=version_sent(sent),
        seen=seen,
        reason=sent.get("reason"),
        public_answer=sent.get("public_answer"),
    )
    approve_proposal(session, proposal_id, holder, given)


def _again(
    request: Request,
    holder: Holder,
    proposal_id: UUID,
    sent: Sent,
    faults: list[tuple[str, str]],
    overtaken: tuple[Weighed, ...] | None,
) -> Response:
    """The page with each fault beside its input, and all that was typed."""
    with transaction() as session:
        found = proposal_to_decide(session, holder, proposal_id)
        fields = _entry(session, found)[1]
    form = _form(fields, sent, is_overtaken=overtaken is not None)
    errors = []
    theirs = []
    for name, sentence in faults:
        if sentence:
            errors.append(FieldError(input_id(name, form), sentence))
            continue
        label = field_label(name, found.kind)
        if name in found.changes:
            text = f"{label}: somebody changed this. Choose what stays"
            errors.append(FieldError(f"choice.{name}-1", text))
        else:
            theirs.append(name)
            text = f"{label}: somebody changed this while you wrote. Approve again to put yours"
            errors.append(FieldError(input_id(name, form), text))
    met = None if overtaken is None else tuple(one for one in overtaken if one.field in theirs)
    return _page(request, holder, proposal_id, sent, tuple(errors), met)
