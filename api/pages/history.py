"""An asset's history for people who are signed in: versions, compared and restored; its state."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import AnybodySignedIn, page_for
from api.pages.field_words import ORDER, changed_fields, edited_words, field_label, shown
from api.pages.forms import Sent, SentForm
from api.pages.queue_words import DOORS
from api.pages.signing import page_response
from api.sessions import form_proof, session_secret
from frontend.proposal_views import FieldError, HistoryPage, VersionItem, VersionPage
from register.assets.current import AssetUnknown, CurrentAsset
from register.assets.drafts import InvalidDraft
from register.assets.fields import Fields, differences
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.events.actors import actor_names
from register.events.history import LoggedEvent, asset_history, asset_version
from register.people.holders import Holder
from register.proposals.approved import edited_fields, proposed_fields
from register.proposals.errors import NothingToChange, NotOpen, NotYours
from register.proposals.privacy import HIDDEN, Sight, sight_of
from register.proposals.restoring import restore_version
from register.proposals.rights import may_decide
from register.proposals.seeing import asset_seen_at, asset_seen_by
from register.proposals.submitting import Outcome, Wish, submit

router = APIRouter()
Deciding = Annotated[
    Holder,
    Depends(page_for("steward", "administrator", grant="proposals:write", in_scope=True)),
]
ACTIONS = {
    "added": "Added",
    "changed": "Changed",
    "published": "Made public",
    "withdrawn": "Taken back",
    "closed": "Closed",
    "reopened": "Opened again",
    "merged": "Merged into another entry",
    "erased": "Erased",
}
STATUSES = {
    "draft": "Not public yet",
    "published": "Public",
    "closed": "Closed",
    "merged": "Merged into another entry",
}


@router.get("/assets/{slug}/history")
def read_history(request: Request, holder: AnybodySignedIn, slug: str) -> Response:
    """Everybody signed in. Contacts, address and true place only for who looks after it."""
    return _page(request, holder, slug)


def _page(
    request: Request,
    holder: Holder,
    slug: str,
    sent: Sent | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    with transaction() as session:
        asset = asset_seen_by(session, holder, slug)
        sight = sight_of(holder, asset)
        events = asset_history(session, asset.id)
        names = actor_names(session, (event.actor for event in events))
        # A steward may have taken out what should not be read by everybody who is signed in.
        proposals = (event.proposal_id for event in events if sight.is_whole)
        proposed = proposed_fields(session, proposals)
    page = HistoryPage(
        csrf=form_proof(session_secret(request)),
        name=asset.name,
        slug=slug,
        status=STATUSES[asset.status],
        version=asset.version,
        versions=tuple(_item(event, asset, sight, names, proposed) for event in reversed(events)),
        may_decide=may_decide(holder, asset.kind, asset.localities),
        may_see_sharing=holder.role != "builder",
        into=sent.get("into") if sent else "",
        reason=sent.get("reason") if sent else "",
        errors=errors,
    )
    return page_response("history", page, 422 if errors else 200)


def _item(
    event: LoggedEvent,
    asset: CurrentAsset,
    sight: Sight,
    names: dict[str, str],
    proposed: dict[UUID, Fields],
) -> VersionItem:
    wished = proposed.get(event.proposal_id) if event.proposal_id else None
    door = DOORS.get(event.door, event.door)
    return VersionItem(
        version=event.version,
        at=event.recorded_at,
        what=ACTIONS[event.action],
        who=f"{names[event.actor]}, by {door}",
        why=_why(event, asset, sight),
        fields=changed_fields(sight.of_changes(event.changes), asset.kind),
        href=f"/assets/{asset.slug}/history/{event.version}",
        is_now=event.version == asset.version,
        edited=edited_words(edited_fields(event, wished), asset.kind) if wished else (),
    )


def _why(event: LoggedEvent, asset: CurrentAsset, sight: Sight) -> str:
    if event.action != "erased":
        return event.reason or (event.words if sight.is_whole else "")
    names = [field_label(name, asset.kind) for name in event.erased]
    where = f" Out of: {', '.join(names)}." if names else ""
    return (
        f"Somebody asked for it, or it was kept long enough. It is in no version any more.{where}"
    )


@router.get("/assets/{slug}/history/{version}")
def read_version(
    request: Request,
    holder: AnybodySignedIn,
    slug: str,
    version: int,
    compare: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """Everybody signed in: one version, compared with another or with what is recorded now."""
    with transaction() as session:
        asset = asset_seen_by(session, holder, slug)
        sight = sight_of(holder, asset)
        then = asset_version(session, asset.id, version)
        other = asset_version(session, asset.id, compare or asset.version)
    fields = sight.of_fields(then.fields)
    page = VersionPage(
        csrf=form_proof(session_secret(request)),
        name=asset.name,
        slug=slug,
        version=version,
        now=asset.version,
        at=then.recorded_at,
        status=STATUSES.get(then.status, then.status),
        values=_values(fields, asset.kind),
        fields=changed_fields(sight.of_changes(differences(then.fields, other.fields)), asset.kind),
        compared_with=compare or asset.version,
        may_restore=version != asset.version and may_decide(holder, asset.kind, asset.localities),
    )
    return page_response("version", page)


def _values(fields: dict[str, Any], kind: str) -> tuple[tuple[str, str], ...]:
    names = sorted(fields, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    return tuple(
        (
            field_label(name, kind),
            HIDDEN if fields[name] == HIDDEN else shown(name, fields[name], kind),
        )
        for name in names
    )


@router.post("/assets/{slug}/history")
def change_state(request: Request, holder: Deciding, slug: str, sent: SentForm) -> Response:
    """Stewards of its wards and kinds restore, close, reopen or merge; administrators any."""
    try:
        done = _change(holder, slug, sent)
    except InvalidDraft as reason:
        return _page(request, holder, slug, sent, (FieldError("reason", str(reason)),))
    except (AssetUnknown, NotOpen, NothingToChange) as reason:
        field = "into" if sent.get("action") == "merge" else "reason"
        return _page(request, holder, slug, sent, (FieldError(field, str(reason)),))
    if done.version is None:
        return RedirectResponse(f"/queue/{done.proposal_id}", 303)
    return RedirectResponse(f"/assets/{slug}/history", 303)


def _change(holder: Holder, slug: str, sent: Sent) -> Outcome:
    action = sent.get("action")
    with transaction() as session:
        asset = asset_seen_by(session, holder, slug)
        if not may_decide(holder, asset.kind, asset.localities):
            raise NotYours("Somebody else looks after this place or kind.")
        into = asset_seen_at(session, holder, sent.get("into")) if action == "merge" else None
    if action == "restore":
        version, seen = _number(sent.get("version")), _number(sent.get("seen_version"))
        return in_transaction(lambda s: restore_version(s, asset.id, version, seen, holder))
    if action not in ("close", "reopen", "merge"):
        raise NotOpen("Choose what to do.")
    into_id = into.id if into else None
    wish = Wish(action, asset.id, into_id=into_id, words=sent.get("reason")[:2000])
    return in_transaction(lambda s: submit(s, wish, holder=holder, door="queue"))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
