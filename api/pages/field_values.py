"""What a builder typed, as a draft; and what is wrong with it, field by field, in their words."""

from collections.abc import Iterable

from pydantic import ValidationError

from frontend.views import FieldError, FieldValues
from geo.errors import PlaceError
from geo.points import parse_point
from register.assets.drafts import Fault, InvalidDraft, draft_faults
from register.assets.values import AssetDraft

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
    contact = {name: getattr(values, name) for name in CONTACTS if getattr(values, name)}
    if "website" in contact and "://" not in contact["website"]:
        contact["website"] = f"https://{contact['website']}"
    given = {
        "name": values.name or "unnamed",
        "kind": values.kind or "unchosen",
        "summary": values.summary,
        "postcode": values.postcode or None,
        "lon": at.lon if at else None,
        "lat": at.lat if at else None,
        # The form asks for what the group shows to everybody already.
        "contacts": [{**contact, "audience": "public", "origin": "website"}] if contact else [],
    }
    try:
        draft = AssetDraft.model_validate(given)
    except ValidationError as error:
        raise InvalidDraft([*faults, *draft_faults(error)]) from None
    if faults:
        raise InvalidDraft(faults)
    return draft


def field_errors(faults: Iterable[Fault]) -> tuple[FieldError, ...]:
    """Each fault beside the field that it is about."""
    return tuple(FieldError(_field_of(fault), fault.sentence) for fault in faults)


def _field_of(fault: Fault) -> str:
    if fault.field.startswith("contacts"):
        named = next((name for name in CONTACTS if fault.field.endswith(name)), None)
        guessed = next((name for name in CONTACTS if _is_about(name, fault.sentence)), "website")
        return named or guessed
    return fault.field if fault.field in ("name", "kind", "summary", "postcode") else "postcode"


def _is_about(name: str, sentence: str) -> bool:
    return {"email": "e-mail", "website": "web address"}.get(name, name) in sentence
