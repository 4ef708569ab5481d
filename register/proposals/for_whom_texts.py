"""For whom an entry is, from the texts of a form to the fields of the entry and back."""

from collections.abc import Mapping
from typing import Any

from register.assets.drafts import Fault
from register.kinds.for_whom import groups

# The names in forms, and the parts of what is stored.
PARTS = {"age_from": "age_from", "age_to": "age_to", "groups": "groups", "for_note": "note"}
OLDEST = 120  # years
JOIN = "; "


def joined_groups(slugs: list[str]) -> str:
    """Chosen slugs as one text, in the order of the data file, each once; strange ones last.

    >>> joined_groups(["carers", "children", "carers"])
    'children; carers'
    """
    order = {group.slug: at for at, group in enumerate(groups())}
    return JOIN.join(sorted(dict.fromkeys(slugs), key=lambda slug: order.get(slug, len(order))))


def for_whom_texts(said: Mapping[str, Any]) -> dict[str, str]:
    """What is stored, as a form shows it."""
    ages = {name: said.get(name) for name in ("age_from", "age_to")}
    return {
        **{name: "" if age is None else str(age) for name, age in ages.items()},
        "groups": joined_groups(list(said.get("groups") or [])),
        "for_note": said.get("note") or "",
    }


def for_whom_from(typed: Mapping[str, str], faults: list[Fault]) -> dict[str, Any]:
    """What was typed, as it is stored; what cannot be read is left out, with a fault for it."""
    said: dict[str, Any] = {}
    for name in ("age_from", "age_to"):
        text = typed.get(name, "")
        if text and text.isascii() and text.isdigit() and int(text[:4]) <= OLDEST:
            said[name] = int(text)
        elif text:
            faults.append(Fault(name, "Write the age as a number, such as 8"))
    if said.get("age_from", 0) > said.get("age_to", OLDEST):
        faults.append(Fault("age_to", "The oldest age is below the youngest: change one of them"))
        said = {}
    if chosen := [slug for slug in typed.get("groups", "").split(JOIN) if slug]:
        said["groups"] = chosen
    if typed.get("for_note"):
        said["note"] = typed["for_note"]
    return said
