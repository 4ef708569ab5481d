"""A contact as it is typed into a form: to a draft, with what is wrong beside its field."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from frontend.views import FieldError
from register.assets.drafts import Fault, InvalidDraft, draft_faults
from register.assets.values import ContactDraft
from register.kinds.fields import BadField, parse_date

# Words of a sentence that is about a contact as a whole, and the field that it is shown at.
_ABOUT = {"e-mail": "email", "web address": "website", "agreed": "consent_on", "phone": "phone"}
_REACHED = ("name", "email", "phone", "website")


def contact_from(typed: Mapping[str, str]) -> ContactDraft:
    """The contact that was typed; raises InvalidDraft with each fault at its field."""
    values: dict[str, Any] = {name: value for name, value in typed.items() if value}
    if not any(values.get(name) for name in _REACHED):
        raise InvalidDraft([Fault("name", "Say who it is, or how to reach them.")])
    if "://" not in values.get("website", "://"):
        values["website"] = f"https://{values['website']}"
    if "consent_on" in values:
        try:
            values["consent_on"] = parse_date(values["consent_on"])
        except BadField as reason:
            raise InvalidDraft([Fault("consent_on", f"When they agreed: {reason}.")]) from None
    try:
        return ContactDraft.model_validate(values)
    except ValidationError as error:
        raise InvalidDraft(draft_faults(error)) from None


def contact_errors(faults: Iterable[Fault]) -> tuple[FieldError, ...]:
    """Each fault beside the field that it is about."""
    return tuple(FieldError(contact_field(fault), fault.sentence) for fault in faults)


def contact_field(fault: Fault) -> str:
    """The field of a contact that a fault is about: by its name, or else by what it says."""
    named = fault.field.rpartition(".")[2]
    if named and not named.isdecimal() and named != "contacts":
        return named
    return next((field for word, field in _ABOUT.items() if word in fault.sentence), "name")
