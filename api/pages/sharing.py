"""Who sees what of an entry: how finely its place is shown, and its contacts."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from api.dependencies import OverseerPage, page_for
from api.pages.contact_values import contact_errors, contact_from
from api.pages.forms import Sent, SentForm
from api.pages.signing import page_response
from api.sessions import form_proof, session_secret
from frontend import words
from frontend.contact_views import ContactValues, FieldError, SharedContact, SharingPage
from frontend.rendering import today
from register.assets.current import CurrentAsset
from register.assets.drafts import Fault, InvalidDraft
from register.assets.fields import contacts_in_order
from register.assets.precision import shown_precision
from register.assets.values import ContactDraft
from register.contacting.errors import ContactUnknown
from register.contacting.sharing import HeldContact, contacts_for, sees_all, withdraw_consent
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.kinds.fields import BadField, parse_date
from register.people.holders import Holder
from register.proposals.errors import NothingToChange, NotYours
from register.proposals.seeing import asset_seen_by
from register.proposals.submitting import Wish, submit

router = APIRouter()
Deciding = Annotated[
    Holder,
    Depends(page_for("steward", "administrator", grant="proposals:write", in_scope=True)),
]
LINES = ("name", "role", "email", "phone", "website")


@router.get("/assets/{slug}/sharing")
def read_sharing(
    request: Request,
    holder: OverseerPage,
    slug: str,
    change: Annotated[UUID | None, Query()] = None,
) -> Response:
    """Stewards, analysts and administrators; contacts for stewards only who decides there."""
    return _page(request, holder, slug, change)


def _page(
    request: Request,
    holder: Holder,
    slug: str,
    change: UUID | None = None,
    sent: Sent | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    with transaction() as session:
        asset = asset_seen_by(session, holder, slug)
        held = contacts_for(session, holder, asset)
    usual = shown_precision({"kind": asset.kind})
    typed = next((_values(one) for one in held if one.id == change), ContactValues())
    page = SharingPage(
        csrf=form_proof(session_secret(request)),
        name=asset.name,
        slug=slug,
        version=asset.version,
        may_change=sees_all(holder, asset),
        precision=asset.fields.get("precision") or "",
        usual=words.PRECISIONS[usual],
        contacts=tuple(_shared(one) for one in held),
        typed=_typed(sent) if sent and sent.get("form") == "contact" else typed,
        withdrawing=sent.get("contact") if sent and sent.get("form") == "withdraw" else "",
        withdrawn_on=sent.get("withdrawn_on") if sent else "",
        today=today(),
        errors=errors,
    )
    return page_response("sharing", page, 422 if errors else 200)


def _values(held: HeldContact) -> ContactValues:
    said = {name: value or "" for name, value in held.said.items()}
    return ContactValues(**said, id=str(held.id))


def _typed(sent: Sent) -> ContactValues:
    names = [name for name in ContactValues.__dataclass_fields__ if name != "id"]
    return ContactValues(sent.get("contact"), **{name: sent.get(name) for name in names})


def _shared(held: HeldContact) -> SharedContact:
    said = held.said
    is_by_consent = said["lawful_basis"] == "consent"
    why = words.BASES[said["lawful_basis"]]
    if is_by_consent:
        why += f" on {said['consent_on']}: {said['consent_how']}"
    return SharedContact(
        id=str(held.id),
        lines=tuple(said[name] for name in LINES if said[name]),
        audience=words.AUDIENCES[said["audience"]],
        why=why,
        origin=words.ORIGINS[said["origin"]],
        is_by_consent=is_by_consent,
    )


@router.post("/assets/{slug}/sharing")
def change_sharing(request: Request, holder: Deciding, slug: str, sent: SentForm) -> Response:
    """Stewards of its wards and kinds, administrators any: place, contacts, consent withdrawn."""
    try:
        waiting = _change(holder, slug, sent)
    except InvalidDraft as reason:
        errors = contact_errors(reason.faults)
        return _page(request, holder, slug, None, sent, errors)
    except NothingToChange as reason:
        field = "precision" if sent.get("form") == "precision" else "name"
        return _page(request, holder, slug, None, sent, (FieldError(field, str(reason)),))
    except ContactUnknown as reason:
        return _page(request, holder, slug, None, sent, (FieldError("contacts", str(reason)),))
    return RedirectResponse(f"/queue/{waiting}" if waiting else f"/assets/{slug}/sharing", 303)


def _change(holder: Holder, slug: str, sent: Sent) -> UUID | None:
    """Do what the form asks; the proposal that it came to where it waits."""
    with transaction() as session:
        asset = asset_seen_by(session, holder, slug)
        if not sees_all(holder, asset):
            raise NotYours("Somebody else looks after this place or kind.")
        held = contacts_for(session, holder, asset)
    if sent.get("form") == "withdraw":
        _withdraw(holder, asset, sent)
        return None
    version = sent.get("seen_version")
    seen = int(version) if version.isdecimal() and len(version) < 9 else asset.version
    if sent.get("form") == "contact":
        values: dict[str, Any] = {"contacts": _contacts(held, sent)}
    else:
        values = {"precision": sent.get("precision") or None}
    wish = Wish("change", asset.id, values, seen)
    return in_transaction(lambda s: submit(s, wish, holder=holder, door="queue")).proposal_id


def _withdraw(holder: Holder, asset: CurrentAsset, sent: Sent) -> None:
    try:
        contact_id = UUID(sent.get("contact"))
    except ValueError:
        raise ContactUnknown("There is no such contact any more.") from None
    try:
        on = parse_date(sent.get("withdrawn_on"))
    except BadField:
        sentence = "Give the day when they told us, like 27/3/2026."
        raise InvalidDraft([Fault("withdrawn_on", sentence)]) from None
    in_transaction(lambda s: withdraw_consent(s, asset.id, contact_id, on, holder, today=today()))


def _contacts(held: list[HeldContact], sent: Sent) -> list[dict[str, Any]]:
    """All contacts with the one that was typed in its place, or after the others."""
    changed = sent.get("contact")
    if changed and changed not in [str(one.id) for one in held]:
        raise ContactUnknown("There is no such contact any more.")
    typed = contact_from({name: sent.get(name) for name in ContactDraft.model_fields})
    kept = [one.said for one in held if str(one.id) != changed]
    try:
        drafts = [ContactDraft.model_validate(said) for said in kept]
    except ValidationError:
        raise InvalidDraft([Fault("contacts", "An older contact is not right.")]) from None
    return contacts_in_order([draft.model_dump(mode="json") for draft in [*drafts, typed]])
