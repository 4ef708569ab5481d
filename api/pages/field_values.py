"""What a builder typed, as a draft; and what is wrong with it, field by field, in their words."""

from collections.abc import Iterable

from pydantic import ValidationError

from api.pages.contact_values import contact_field, contact_from
from api.pages.said_by import ANSWERS, for_whom_input
from api.pages.session_values import PREFIX, schedules_typed
from frontend.views import FieldError, FieldValues
from geo.errors import PlaceError
from geo.points import parse_point
from register.assets.drafts import Fault, InvalidDraft, draft_faults
from register.assets.values import AssetDraft, ContactDraft
from register.proposals.for_whom_texts import for_whom_from

CONTACTS = ("website", "phone", "email")
WORDS = {
    "name": "Enter what it is called",
    "kind": "Choose what kind of thing it is",
    "postcode": "Enter a postcode, or use where you are",
}


def draft_from(values: FieldValues) -> AssetDraft:
    """The draft that was typed; raises InvalidDraft with every fault at once."""
    faults = [Fault(name, WORDS[name]) for name in ("name", "kind") if not getattr(values, name)]
    at = None
    if values.lon or values.lat:
        try:
            at = parse_point(values.lon, values.lat)
        except PlaceError as reason:
            faults.append(Fault("postcode", str(reason)))
    elif not values.postcode:
        faults.append(Fault("postcode", WORDS["postcode"]))
    contact = _contact(values, faults)
    for_whom = for_whom_from(vars(values), faults)
    if for_whom and values.for_said_by in ANSWERS:
        for_whom["said_by"] = values.for_said_by
    sessions, wrong = schedules_typed(values.sessions)
    faults += wrong
    given = {
        "name": values.name or "unnamed",
        "kind": values.kind or "unchosen",
        "summary": values.summary,
        "postcode": values.postcode or None,
        "lon": at.lon if at else None,
        "lat": at.lat if at else None,
        "precision": values.precision or None,
        "contacts": [contact] if contact else [],
        "for_whom": for_whom,
        "details": {"sessions": sessions} if sessions else {},
    }
    try:
        draft = AssetDraft.model_validate(given)
    except ValidationError as error:
        raise InvalidDraft([*faults, *draft_faults(error)]) from None
    if faults:
        raise InvalidDraft(faults)
    return draft


def _contact(values: FieldValues, faults: list[Fault]) -> ContactDraft | None:
    """The contact, if one was typed; public, and from the group's website, unless they say else."""
    typed = {name: getattr(values, name) for name in CONTACTS}
    typed["name"] = values.contact_name
    if not any(typed.values()):
        return None
    kept = ("audience", "lawful_basis", "consent_on", "consent_how", "origin")
    try:
        return contact_from(typed | {name: getattr(values, name) for name in kept})
    except InvalidDraft as reason:
        faults += [Fault(contact_field(fault), fault.sentence) for fault in reason.faults]
        return None


def field_errors(faults: Iterable[Fault]) -> tuple[FieldError, ...]:
    """Each fault beside the field that it is about."""
    return tuple(FieldError(_field_of(fault), fault.sentence) for fault in faults)


def _field_of(fault: Fault) -> str:
    if fault.field == "details.sessions":
        return f"{PREFIX}1_often"
    if fault.field.startswith("for_whom"):
        return for_whom_input(fault.field)
    is_ours = fault.field in vars(FieldValues()) or fault.field.startswith(PREFIX)
    return fault.field if is_ours else "postcode"
