"""Fields of an asset and their values as people read them, for pages that show what changes."""

from collections.abc import Iterable
from typing import Any

from api.pages.offer_words import offer_item
from api.pages.relation_words import SHOWN, said_of
from frontend.proposal_views import ChangedField
from frontend.words import PRECISIONS, place_name
from register.kinds.definition import find_kind
from register.kinds.details import shown_value
from register.kinds.for_whom import group_by_slug
from register.relations.naming import public_name

LABELS = {
    "name": "Name",
    "kind": "Kind",
    "summary": "What it does",
    "address": "Address",
    "place": "Place on the map",
    "serves": "Areas it serves",
    "precision": "How finely its place is shown",
    "contacts": "Contacts",
    "for_whom.age_from": "From age",
    "for_whom.age_to": "To age",
    "for_whom.groups": "Especially for",
    "for_whom.note": "Note on who it is for",
    "for_whom.said_by": "Who says who it is for",
}
ORDER = list(LABELS)
SAID_BY = {"group": "The group itself", "other": "Not the group: it is what we think"}
PARTS = ("name", "role", "email", "phone", "website")


def field_label(name: str, kind_slug: str | None) -> str:
    """What a field is called on pages."""
    group, _, part = name.partition(".")
    if group == "relations":
        relation, _, other = part.partition(":")
        return f"{said_of(relation, is_from=True)} {public_name(other)}"
    if group == "offers":
        return "Offer or need"
    kind = find_kind(kind_slug) if kind_slug else None
    detail = kind.detail_by_name.get(name.removeprefix("details.")) if kind else None
    return detail.label if detail else LABELS.get(name, name.rpartition(".")[2].replace("_", " "))


def shown(name: str, value: Any, kind_slug: str | None) -> str:
    """A value in words; empty text for none."""
    if value and name.startswith("relations."):
        return SHOWN.get(value, str(value))
    if isinstance(value, dict) and name.startswith("offers."):
        return _offer(value)
    if name == "for_whom.said_by" and value in SAID_BY:
        return SAID_BY[value]
    if value is None or isinstance(value, str):
        return _text(name, value or "", kind_slug)
    if name == "place" and isinstance(value, dict):
        return _place(value)
    if name == "contacts":
        return "; ".join(_contact(contact) for contact in value)
    if name == "serves":
        return ", ".join(_area(key) for key in value)
    if name == "for_whom.groups":
        found = (group_by_slug(slug) for slug in value)
        return ", ".join(group.label for group in found if group)
    return _text(name, value, kind_slug)


def _text(name: str, value: Any, kind_slug: str | None) -> str:
    kind = find_kind(kind_slug) if kind_slug else None
    detail = kind.detail_by_name.get(name.removeprefix("details.")) if kind else None
    if detail and value != "":
        return shown_value(detail, value)
    if name == "precision" and value in PRECISIONS:
        return PRECISIONS[value]
    if name == "kind" and (named := find_kind(str(value))):
        return named.singular
    return str(value)


def _place(place: dict[str, Any]) -> str:
    at = f"{place['lat']:.5f}, {place['lon']:.5f}" if place.get("lon") is not None else ""
    return " at ".join(part for part in (place.get("postcode") or "", at) if part)


def _offer(offer: dict[str, Any]) -> str:
    item = offer_item(offer)
    parts = (item.words, item.when, item.hours, item.skills, item.certificate)
    return f"{item.label}: {'. '.join(part for part in parts if part)}"


def _contact(contact: dict[str, Any]) -> str:
    said = ", ".join(str(contact[part]) for part in PARTS if contact.get(part))
    return f"{said} ({contact.get('audience', 'stewards')})"


def _area(key: str) -> str:
    return f"{place_name(key)} {key.partition(':')[0].replace('_', ' ')}"


def area_names(keys: Iterable[str]) -> str:
    """Localities by name, wards and town centres only."""
    return ", ".join(_area(key) for key in keys if key.startswith(("ward:", "town_centre:")))


def changed_fields(
    changes: dict[str, dict[str, Any]], kind_slug: str | None
) -> tuple[ChangedField, ...]:
    """Before and after of each field, in the order in which pages show them."""
    return tuple(
        ChangedField(
            field=name,
            label=field_label(name, kind_slug),
            before=shown(name, changes[name].get("from"), kind_slug),
            after=shown(name, changes[name].get("to"), kind_slug),
        )
        for name in _in_order(changes)
    )


def edited_words(changes: dict[str, dict[str, Any]], kind_slug: str) -> tuple[ChangedField, ...]:
    """What was proposed and what was approved, of each field where they read differently."""
    plain = changed_fields(changes, kind_slug)
    return tuple(one for one in plain if one.before != one.after)


def field_labels(names: Iterable[str], kind_slug: str | None) -> tuple[str, ...]:
    """What the fields are called, in the order in which pages show them."""
    return tuple(field_label(name, kind_slug) for name in _in_order(names))


def _in_order(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
