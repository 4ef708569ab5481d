"""An asset field by field: the finest pieces that two people may change without meeting.

Fields are ``name``, ``kind``, ``summary``, ``address``, ``place`` (lon, lat and postcode together:
half a place is none), ``serves``, ``precision``, ``contacts``, and one for each detail, part of for
whom, relation and offer, as ``details.capacity``, ``for_whom.age_from``, ``relations.hosted_at:``
with an id, ``offers.`` with a key. None is what is empty.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from pydantic import ValidationError

from register.assets.drafts import Fault, InvalidDraft, draft_faults
from register.assets.values import AssetDraft, ContactDraft

Fields = dict[str, Any]
PLAIN = ("name", "kind", "summary", "address", "precision")
PLACE = ("lon", "lat", "postcode")
NESTED = ("details", "for_whom", "relations", "offers")
WHOLE = (*PLAIN, "place", "serves", "contacts")

_CONTACT_DEFAULTS = ContactDraft().model_dump(mode="json")


class Known(Protocol):
    """What is known field by field: an asset, or one as it would be."""

    @property
    def fields(self) -> Fields:
        """The fields that say something."""


def is_empty(value: Any) -> bool:
    """Whether a value says nothing; 0 and False say something."""
    return value is None or (isinstance(value, str | list | dict) and not value)


def fields_from(values: Mapping[str, Any]) -> Fields:
    """The fields of an asset given as a draft's values; what is empty is left out."""
    fields: Fields = {name: values.get(name) for name in PLAIN}
    place = {name: values.get(name) for name in PLACE}
    fields["place"] = place if any(value is not None for value in place.values()) else None
    fields["serves"] = sorted(set(values.get("serves") or []))
    fields["contacts"] = contacts_in_order(values.get("contacts") or [])
    for group in NESTED:
        for name, value in (values.get(group) or {}).items():
            fields[f"{group}.{name}"] = _offer(value) if group == "offers" else value
    return {name: value for name, value in fields.items() if not is_empty(value)}


def _offer(value: Any) -> Any:
    """An offer with what it does not say left out."""
    if not isinstance(value, Mapping):
        return value
    return {name: said for name, said in value.items() if said is not None and said != ""}


def contacts_in_order(contacts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Contacts with what they do not say left out, in an order that does not depend on storage."""
    short = [
        {
            name: value
            for name, value in contact.items()
            if name in _CONTACT_DEFAULTS and value != _CONTACT_DEFAULTS[name]
        }
        for contact in contacts
    ]
    return sorted(short, key=lambda contact: sorted(map(str, contact.items())))


def fields_of(draft: AssetDraft) -> Fields:
    """The fields of a draft."""
    return fields_from(draft.model_dump(mode="json"))


def draft_of(fields: Fields) -> AssetDraft:
    """The draft that has these fields; raises InvalidDraft."""
    values: dict[str, Any] = {group: {} for group in NESTED}
    for name, value in fields.items():
        group, _, part = name.partition(".")
        if part and group in NESTED:
            values[group][part] = value
        elif name == "place":
            values |= value or {}
        else:
            values[name] = value
    try:
        return AssetDraft.model_validate(
            {name: value for name, value in values.items() if value is not None}
        )
    except ValidationError as error:
        raise InvalidDraft(draft_faults(error)) from None


def is_field(name: str) -> bool:
    """Whether an asset can have a field of this name."""
    group, _, part = name.partition(".")
    return name in WHOLE or (group in NESTED and 0 < len(part) <= 100)


def checked_values(values: Mapping[str, Any]) -> Fields:
    """Values that somebody proposes for some fields, empty ones as None; raises InvalidDraft.

    That each suits its field is seen when the whole asset is checked with it.
    """
    faults = [Fault(name[:60], "There is no such field.") for name in values if not is_field(name)]
    if faults:
        raise InvalidDraft(faults)
    if (place := values.get("place")) and not (
        isinstance(place, dict) and set(place) <= set(PLACE)
    ):
        raise InvalidDraft([Fault("place", "Give lon and lat, or a postcode.")])
    checked = {name: None if is_empty(value) else value for name, value in values.items()}
    for name in (one for one in checked if one.startswith("offers.")):
        checked[name] = _offer(checked[name])
    if isinstance(serves := checked.get("serves"), list):
        checked["serves"] = sorted({str(key) for key in serves})
    if place:
        checked["place"] = {name: place.get(name) for name in PLACE}
    return checked


def differences(before: Fields, after: Fields) -> dict[str, dict[str, Any]]:
    """Each field that differs, with its value ``from`` and ``to``."""
    names = [*before, *(name for name in after if name not in before)]
    return {
        name: {"from": before.get(name), "to": after.get(name)}
        for name in names
        if before.get(name) != after.get(name)
    }


def with_changes(fields: Fields, wanted: Mapping[str, Any]) -> Fields:
    """The fields after some of them were set; None takes one out."""
    changed = {**fields, **wanted}
    return {name: value for name, value in changed.items() if value is not None}
