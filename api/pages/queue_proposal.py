"""One proposal for who decides about it: before and after, on the map, and the decision."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from api.dependencies import page_for
from api.finished import GEOJSON
from api.pages.field_words import area_names, changed_fields, edited_words, field_label, shown
from api.pages.forms import Sent, SentForm
from api.pages.queue_pairs import pair_of, twins_of
from api.pages.queue_sent import (
    NOT_SAVED,
    approval_sent,
    has_written,
    meanwhile,
    proposal_mark,
    refuse_grown,
    written,
)
from api.pages.queue_words import ACTIONS, BECAME, DOORS, EDIT, title_of
from api.pages.said_of import with_what_it_is_said_of
from api.pages.signing import page_response
from api.sessions import form_proof, session_secret
from frontend.proposal_views import ChangedField, FieldError, KeptPage, ProposalPage, Said
from frontend.views import Link, MapView
from frontend.words import PRECISIONS
from geo.errors import AssetsError
from register.assets.current import CurrentAsset, asset_by_id
from register.assets.drafts import InvalidDraft, checked_draft
from register.assets.fields import draft_of, fields_from, with_changes
from register.assets.precision import shown_precision
from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.events.actors import actor_names
from register.events.history import asset_history
from register.kinds.definition import find_kind
from register.people.holders import Holder
from register.proposals.additions import OutsideBorough, look_at
from register.proposals.approved import edited_fields, proposed_fields
from register.proposals.authors import author_of, note_authors, reviewer_names
from register.proposals.conflicts import weighed
from register.proposals.deciding import approve_proposal, ask_for_more, reject_proposal
from register.proposals.errors import AlreadyDecided, NotOpen, NotYours, ProposalConflict
from register.proposals.found import FoundProposal, Note, notes_of, proposal_by_id
from register.proposals.privacy import sight_of
from register.proposals.proposers import can_be_asked
from register.proposals.rights import may_decide

router = APIRouter()
Deciding = Annotated[
    Holder,
    Depends(page_for("steward", "administrator", grant="proposals:write", in_scope=True)),
]
TYPED = ("name", "summary", "address")
Point = tuple[float, float]
NOT_YOURS = "Somebody else looks after this place or kind."


def proposal_to_decide(session: Session, holder: Holder, proposal_id: UUID) -> FoundProposal:
    """A proposal that this person decides about; raises ProposalNotFound and NotYours."""
    found = proposal_by_id(session, proposal_id)
    if not may_decide(holder, found.kind, found.localities):
        raise NotYours(NOT_YOURS)
    return found


@router.get("/queue/{proposal_id}")
def read_proposal_page(request: Request, holder: Deciding, proposal_id: UUID) -> Response:
    """Stewards see one proposal of their wards and kinds, administrators any."""
    return _page(request, holder, proposal_id)


def _page(
    request: Request,
    holder: Holder,
    proposal_id: UUID,
    sent: Sent | None = None,
    errors: tuple[FieldError, ...] = (),
    status: int = 422,
) -> Response:
    with transaction() as session:
        found = proposal_to_decide(session, holder, proposal_id)
        asset = asset_by_id(session, found.asset_id) if found.asset_id else None
        into = asset_by_id(session, found.into_id) if found.into_id else None
        said = notes_of(session, found.id)
        names = actor_names(session, [found.actor])
        authors = note_authors(session, said) | reviewer_names(session, [found.decided_by])
        doubles = _doubles(session, found)
        points = _points(session, found, asset)
        is_answerable = can_be_asked(session, found)
        edited = _edited(session, found, asset)
        sights = {one.id: sight_of(holder, one) for one in (asset, into) if one}
    is_late = sent is not None and not found.is_open
    if is_late:
        errors, status = (FieldError("written", meanwhile(found, holder, authors)),), 409
    was = _precision(found, asset)
    page = ProposalPage(
        csrf=form_proof(session_secret(request)),
        action=f"/queue/{found.id}",
        title=title_of(found),
        what=ACTIONS[found.action],
        by=DOORS[found.door] if found.actor in ("resident", "contact") else names[found.actor],
        submitted_at=found.submitted_at,
        places=area_names(found.localities),
        status=BECAME[found.status][0],
        is_open=found.is_open,
        fields=_fields(found, asset, sent),
        doubles=doubles,
        said=_said(found, said, authors),
        asset=Link(asset.name, f"/assets/{asset.slug}") if asset else None,
        history=Link("History", f"/assets/{asset.slug}/history") if asset else None,
        into=Link(into.name, f"/assets/{into.slug}")
        if into and not sights[into.id].is_hidden
        else None,
        pair=pair_of(asset, into, sights) if found.action == "merge" else (),
        keep=(sent.get("keep") if sent else "") or "into",
        seen_version=asset.version if asset else None,
        seen_proposal=proposal_mark(found),
        map=_map(found, [at for _, at in points]) if points else None,
        reason=sent.get("reason") if sent else "",
        public_answer=sent.get("public_answer") if sent else "",
        is_from_resident=found.door == "suggestion",
        precision=sent.get("edit.precision") if sent and was is not None else was,
        was_precision=(sent.get("was.precision") if sent else was) or "",
        usual=_usual(found, asset),
        errors=errors,
        can_be_asked=is_answerable,
        edited=edited,
        written=written(sent, found) if sent and is_late else (),
    )
    return page_response("proposal", page, status if errors else 200, "/queue")


def decided_page(request: Request, holder: Holder, proposal_id: UUID, sent: Sent) -> Response:
    """The page of what somebody has decided meanwhile, with what was typed, to be copied."""
    return _page(request, holder, proposal_id, sent)


def _edited(
    session: Session, found: FoundProposal, asset: CurrentAsset | None
) -> tuple[ChangedField, ...]:
    """What was approved otherwise than it was proposed."""
    wished = proposed_fields(session, [found.id]).get(found.id)
    if wished is None or asset is None:
        return ()
    made = (one for one in asset_history(session, asset.id) if one.proposal_id == found.id)
    event = next(made, None)
    return edited_words(edited_fields(event, wished), asset.kind) if event else ()


def _precision(found: FoundProposal, asset: CurrentAsset | None) -> str | None:
    """How finely it would be shown if this is approved; None where nothing of it is decided."""
    if not found.is_open or found.action not in ("add", "change"):
        return None
    if found.action == "add":
        return found.draft.get("precision") or ""
    wanted = found.changes.get("precision", {}).get("to")
    return wanted or (asset.fields.get("precision") if asset else None) or ""


def _usual(found: FoundProposal, asset: CurrentAsset | None) -> str:
    kind = asset.kind if asset else found.kind
    return PRECISIONS[shown_precision({"kind": kind})]


def _said(found: FoundProposal, notes: list[Note], names: dict[str, str]) -> tuple[Said, ...]:
    said = [Said(author_of(found, note, names), note.said_at, note.words) for note in notes]
    if found.reason and found.decided_at:
        name = names.get(found.decided_by or "")
        who = f"Decided by {name}" if name else "Decided"
        said.append(Said(who, found.decided_at, found.reason))
    return tuple(said)


def _fields(
    found: FoundProposal, asset: CurrentAsset | None, sent: Sent | None
) -> tuple[ChangedField, ...]:
    typed = sent.below(EDIT) if sent else {}
    if found.action == "add":
        draft = fields_from(found.draft)
        changes = {name: {"from": None, "to": value} for name, value in draft.items()}
        plain = changed_fields(changes, found.kind)
        return tuple(_typed(one, changes[one.field]["to"], typed, found) for one in plain)
    plain = changed_fields(found.changes, found.kind)
    if not found.is_open or asset is None:
        return plain
    plain = with_what_it_is_said_of(plain, found.changes, asset.fields)
    now = {one.field: one for one in weighed(found.changes, asset.fields)}
    return tuple(
        _typed(
            ChangedField(
                field=one.field,
                label=one.label,
                before=one.before,
                after=one.after,
                now=shown(one.field, now[one.field].now, asset.kind),
                is_conflict=now[one.field].is_conflict,
            ),
            now[one.field].wanted,
            typed,
            found,
        )
        for one in plain
    )


def _typed(
    one: ChangedField, wanted: Any, typed: dict[str, str], found: FoundProposal
) -> ChangedField:
    """The field with what may be typed instead; lists, choices and places are taken or left."""
    kind = find_kind(found.kind) if found.kind else None
    detail = kind.detail_by_name.get(one.field.removeprefix("details.")) if kind else None
    is_text = one.field in TYPED or (detail and detail.type in ("text", "long_text"))
    if not (is_text and found.is_open and (wanted is None or isinstance(wanted, str))):
        return one
    said = typed.get(one.field, wanted or "")
    return ChangedField(**{**vars(one), "typed": said})


def _doubles(session: Session, found: FoundProposal) -> tuple[Link, ...]:
    if found.action == "report" and found.queue == "duplicate" and found.is_open:
        return twins_of(session, found)
    if found.action != "add" or not found.is_open:
        return ()
    try:
        seen = look_at(session, checked_draft(AssetDraft.model_validate(found.draft)))
    except AssetsError:
        return ()
    return tuple(Link(row["name"], f"/assets/{row['slug']}") for row in seen.doubles)


def _map(found: FoundProposal, points: list[Point]) -> MapView:
    lons, lats = zip(*points, strict=True)
    is_far = len(set(points)) > 1
    return MapView(
        label="Map of where it is now and where it would be",
        assets_url=f"/queue/{found.id}/map",
        outlines=("ward",),
        bounds=(min(lons), min(lats), max(lons), max(lats)) if is_far else None,
        at=None if is_far else points[0],
        has_filter=False,
        is_small=True,
    )


@router.get("/queue/{proposal_id}/map")
def read_proposal_map(holder: Deciding, proposal_id: UUID) -> Response:
    """For the map of that page: where it is now and where it would be, for who decides."""
    with transaction() as session:
        found = proposal_to_decide(session, holder, proposal_id)
        asset = asset_by_id(session, found.asset_id) if found.asset_id else None
        points = _points(session, found, asset)
    features = [_feature(f"{label}: {title_of(found)}", at, found) for label, at in points]
    body = json.dumps({"type": "FeatureCollection", "features": features})
    return Response(body, media_type=GEOJSON)


def _points(
    session: Session, found: FoundProposal, asset: CurrentAsset | None
) -> list[tuple[str, Point]]:
    """Where it is now and where it would be, as far as there is such a place."""
    places = [("Now", asset.at if asset else None), ("Proposed", _proposed(session, found, asset))]
    return [(label, at) for label, at in places if at is not None]


def _proposed(session: Session, found: FoundProposal, asset: CurrentAsset | None) -> Point | None:
    if asset is None and found.action == "add":
        draft = AssetDraft.model_validate(found.draft)
    elif asset is not None and "place" in found.changes:
        place = found.changes["place"]["to"]
        draft = draft_of(with_changes(asset.fields, {"place": place}))
    else:
        return None
    try:
        seen = look_at(session, checked_draft(draft))
    except AssetsError:
        return None
    return (seen.lon, seen.lat) if seen.lon is not None and seen.lat is not None else None


def _feature(name: str, at: Point, found: FoundProposal) -> dict[str, Any]:
    kind = find_kind(found.kind) if found.kind else None
    return {
        "type": "Feature",
        "id": name,
        "geometry": {"type": "Point", "coordinates": at},
        "properties": {
            "name": name,
            "kind": found.kind,
            "family": kind.family if kind else "places",
            "slug": found.slug or "",
            "precision": "exact",
        },
    }


@router.post("/queue/{proposal_id}")
def decide_proposal(
    request: Request, holder: Deciding, proposal_id: UUID, sent: SentForm
) -> Response:
    """Stewards decide about proposals of their wards and kinds, administrators about any."""
    try:
        return _answer(request, holder, proposal_id, sent)
    except NotYours as reason:
        if not has_written(sent):
            raise
        return page_response("proposal_kept", _kept(str(reason), sent), 403, "/queue")


def _kept(sentence: str, sent: Sent) -> KeptPage:
    """What was typed, where somebody else has come to look after it: nothing more is shown."""
    return KeptPage(written(sent, None), (FieldError("written", f"{sentence} {NOT_SAVED}"),))


def _answer(request: Request, holder: Holder, proposal_id: UUID, sent: Sent) -> Response:
    with transaction() as session:
        found = proposal_to_decide(session, holder, proposal_id)
    try:
        _decide(holder, found, sent)
    except InvalidDraft as reason:
        errors = [FieldError(_id_of(f.field), f.sentence) for f in reason.faults]
        return _page(request, holder, proposal_id, sent, tuple(errors))
    except ProposalConflict as reason:
        errors = [
            FieldError(
                f"choice.{one.field}-1",
                f"{field_label(one.field, found.kind)}: somebody changed this. Choose what stays",
            )
            for one in reason.fields
        ]
        return _page(request, holder, proposal_id, sent, tuple(errors))
    except (OutsideBorough, NotOpen) as reason:
        error = FieldError("decision", str(reason))
        return _page(request, holder, proposal_id, sent, (error,))
    except AlreadyDecided:
        return decided_page(request, holder, proposal_id, sent)
    except NotYours as reason:
        return _page(request, holder, proposal_id, sent, (_leaves(found, str(reason)),), 403)
    return RedirectResponse("/queue", 303)


def _leaves(found: FoundProposal, sentence: str) -> FieldError:
    """Beside the field by which it would come to be somebody else's to look after."""
    proposed = fields_from(found.draft) if found.action == "add" else found.changes
    related = [name for name in proposed if name.startswith("relations.")]
    movers = [name for name in ("place", "kind", "serves") if name in proposed]
    if not movers and not related:
        return FieldError("decision", sentence)
    name = (movers or related)[0]
    label = field_label(name, found.kind)
    hint = "Edit it first, or ask an administrator"
    return FieldError(f"field.{name}", f"{label}: {sentence} {hint}")


def _id_of(field: str) -> str:
    return "reason" if field == "reason" else f"edit.{field}" if field in TYPED else "decision"


def _decide(holder: Holder, found: FoundProposal, sent: Sent) -> None:
    decision, reason = sent.get("decision"), sent.get("reason")
    if decision == "reject":
        in_transaction(
            lambda s: reject_proposal(s, found.id, holder, reason, sent.get("public_answer"))
        )
    elif decision == "ask":
        in_transaction(lambda s: ask_for_more(s, found.id, holder, reason))
    else:
        given = approval_sent(found, sent)

        def approve(session: Session) -> None:
            refuse_grown(session, found.id, sent)
            approve_proposal(session, found.id, holder, given)

        in_transaction(approve)
