"""Checks the details of an asset against its kind, from JSON or from a spreadsheet's cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from register.kinds.errors import InvalidDetails
from register.kinds.fields import BadField, stored_value
from register.kinds.shapes import Detail, Kind
from register.schedules.reading import schedules_from
from register.schedules.words import all_words

_NO_DETAILS: Mapping[str, Any] = {}


def validated_details(kind: Kind, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """The details as they are stored, in the order of the kind; empty ones are left out.

    Whole numbers become int, yes and no bool, choices a list; money is text in pounds ("1500" or
    "12.50"), dates are ISO 8601, times HH:MM, links start with https:// or http://.
    Raises InvalidDetails with a sentence for every field that is wrong.
    """
    if not given:
        given = _NO_DETAILS
        if not kind.has_required_details:
            return {}
    faults: list[tuple[str, str]] = [(name, _unknown(kind, name)) for name in _strays(kind, given)]
    stored: dict[str, Any] = {}
    for detail in kind.details:
        try:
            value = _value(detail, given.get(detail.name))
        except BadField as reason:
            faults.append((detail.name, f"{detail.label}: {reason}."))
            continue
        if value is not None:
            stored[detail.name] = value
    if faults:
        raise InvalidDetails(faults)
    return stored


def published_details(kind: Kind, stored: Mapping[str, Any], *, is_located: bool) -> dict[str, Any]:
    """What of the stored details may be public; ``is_located``: with the exact place."""
    if is_located:
        return dict(stored)
    hidden = set(kind.locating_details)
    return {name: value for name, value in stored.items() if name not in hidden}


def shown_details(kind: Kind, stored: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Label and text of each detail, in the order of the kind, for pages and exports."""
    for detail in kind.details:
        if detail.name in stored:
            yield detail.label, shown_value(detail, stored[detail.name])


def shown_value(detail: Detail, value: Any) -> str:
    """A stored value as a person reads it; dates stay as they are stored."""
    if detail.type == "yes_no":
        return "yes" if value else "no"
    if detail.type == "choices":
        return "; ".join(value)
    if detail.type == "sessions":
        return all_words(schedules_from(value))
    return f"£{value}" if detail.type == "money" else str(value)


def _value(detail: Detail, given: Any) -> Any:
    if given is None or given == "" or given == [] or (isinstance(given, str) and given.isspace()):
        if detail.required:
            raise BadField("it is missing, please give it")
        return None
    return stored_value(detail, given)


def _strays(kind: Kind, given: Mapping[str, Any]) -> list[str]:
    known = kind.detail_by_name
    return [name for name, value in given.items() if name not in known and value not in (None, "")]


def _unknown(kind: Kind, name: str) -> str:
    return f"“{name[:60]}” is not a detail of a {kind.singular}: leave it out."
