"""Drafts checked against what the register knows: the kind, its details, the people served."""

import re
from dataclasses import dataclass

from pydantic import ValidationError

from geo.errors import AssetsError
from register.assets.values import AssetDraft
from register.kinds.definition import find_kind, unknown_kind
from register.kinds.details import validated_details
from register.kinds.errors import InvalidDetails
from register.kinds.for_whom import group_by_slug
from register.offers.checking import offer_faults

_AT_MOST = re.compile(r"at most (\d+)")


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one field, as a sentence for the person who filled it in."""

    field: str
    sentence: str


class InvalidDraft(AssetsError):
    """A draft that cannot be taken as it is; ``faults`` names every field at once."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(fault.sentence for fault in faults))
        self.faults = faults


def checked_draft(draft: AssetDraft) -> AssetDraft:
    """The draft with its kind by slug and its details as they are stored; raises InvalidDraft."""
    faults: list[Fault] = []
    details = draft.details
    kind = find_kind(draft.kind)
    if kind is None:
        faults.append(Fault("kind", str(unknown_kind(draft.kind))))
    else:
        try:
            details = validated_details(kind, details)
        except InvalidDetails as reason:
            faults += [Fault(f"details.{name}", text) for name, text in reason.faults]
    if strays := [slug for slug in draft.for_whom.groups if group_by_slug(slug) is None]:
        faults.append(Fault("for_whom", f"“{strays[0][:60]}” is not in the list of groups."))
    faults += _guessed(draft)
    faults += [Fault(name, sentence) for name, sentence in offer_faults(draft)]
    if kind and kind.is_personal and (draft.relations or draft.offers):
        sentence = "An entry about one person has no links, offers or needs: take them out."
        faults.append(Fault("relations" if draft.relations else "offers", sentence))
    if faults or kind is None:
        raise InvalidDraft(faults)
    if kind.slug == draft.kind and details == draft.details:
        return draft
    return draft.model_copy(update={"kind": kind.slug, "details": details})


def _guessed(draft: AssetDraft) -> list[Fault]:
    """What others think of people's belief, health or origin is not kept: it would be a guess."""
    if draft.for_whom.said_by != "other":
        return []
    known = (group_by_slug(slug) for slug in draft.for_whom.groups)
    named = [group.label for group in known if group and group.may_be_special_category]
    if not named:
        return []
    sentence = (
        f"Only the group itself can say that it is for: {', '.join(named)}. "
        "Take this out, or ask the group."
    )
    return [Fault("for_whom.said_by", sentence)]


def draft_faults(error: ValidationError) -> list[Fault]:
    """What pydantic found, as sentences without its own words."""
    return [
        Fault(
            ".".join(str(part) for part in fault["loc"]),
            fault_sentence(fault["type"], fault["msg"]),
        )
        for fault in error.errors(include_url=False, include_input=False)
    ]


def fault_sentence(kind: str, message: str) -> str:
    """What pydantic found, as a sentence without its own words."""
    if kind == "json_invalid":
        return "What was sent is not JSON that can be read: check its quotes, commas and brackets."
    if kind == "missing":
        return "This is missing: please give it."
    if kind == "extra_forbidden":
        return "There is no such field: leave it out."
    if kind == "uuid_parsing":
        return "This is not an id: give all of it, as 2b1d23d5-7f82-4fce-876c-b2535c2154c8."
    if kind in ("string_too_short", "too_short"):
        return "This is empty: please fill it in."
    if kind in ("string_too_long", "too_long") and (most := _AT_MOST.search(message)):
        unit = "entries" if message.startswith("List") else "characters"
        return f"This has more than {most[1]} {unit}: please shorten it."
    text = message.removeprefix("Value error, ")
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
