"""All contacts of an entry in one form: as texts, as they were typed, and as they are meant."""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from api.pages.contact_values import contact_field, contact_from
from api.pages.forms import Sent
from frontend.contact_views import ContactValues
from frontend.edit_views import EditedContact
from frontend.words import numbers
from register.assets.drafts import Fault, InvalidDraft
from register.assets.fields import Fields, contacts_in_order
from register.assets.values import ContactDraft
from register.proposals.line_ends import as_shown

PREFIX, WAS, THERE = "contact_", "was.contact", "has_contacts"
MOST = 20
PARTS = tuple(one.name for one in fields(ContactValues) if one.name != "id")
SAYS = ("name", "role", "email", "phone", "website", "consent_on", "consent_how")
Contact = dict[str, Any]


def normal_contacts(contacts: Iterable[Contact]) -> list[Contact]:
    """Contacts as they are stored; those that nothing can be made of as they are."""
    given = list(contacts)
    try:
        drafts = [ContactDraft.model_validate(one) for one in given]
    except ValidationError:
        return contacts_in_order(given)
    return contacts_in_order([draft.model_dump(mode="json") for draft in drafts])


def contact_inputs(contacts: Iterable[Contact]) -> tuple[EditedContact, ...]:
    """Each contact as the form shows it, and an empty one."""
    return _with_room([_typed(one) for one in normal_contacts(contacts)])


def _with_room(typed: Sequence[EditedContact]) -> tuple[EditedContact, ...]:
    return tuple(typed) if len(typed) >= MOST else (*typed, EditedContact())


def _typed(contact: Contact) -> EditedContact:
    said: dict[str, Any] = {
        name: str(value) for name, value in contact.items() if name in PARTS and value
    }
    if "consent_on" in said:
        with suppress(ValueError):
            said["consent_on"] = numbers(date.fromisoformat(said["consent_on"]))
    return EditedContact(**said)


def was_contacts(contacts: Iterable[Contact]) -> tuple[tuple[str, str], ...]:
    """What was shown, for the form to carry along: one text a contact."""
    shown = normal_contacts(contacts)
    return ((THERE, "yes"), *((WAS, json.dumps(one, ensure_ascii=False)) for one in shown))


def was_contacts_sent(sent: Sent) -> list[Contact] | None:
    """What was shown, as the form brought it back; None where the form had no contacts."""
    if THERE not in sent:
        return None
    try:
        found = [json.loads(one) for one in sent.all(WAS)]
    except ValueError:
        return []
    return normal_contacts(one for one in found if isinstance(one, dict))


def contacts_sent(sent: Sent) -> tuple[EditedContact, ...]:
    """The contacts as they were typed, and an empty one; what is empty between is left out."""
    was = was_contacts_sent(sent) or []
    found = [_sent(sent, position, was) for position in range(1, MOST + 2)]
    return _with_room([one for one in found if _says_something(one)][:MOST])


def _sent(sent: Sent, position: int, was: Sequence[Contact]) -> EditedContact:
    before = f"{PREFIX}{position}_"
    typed: dict[str, Any] = {
        part: _part(sent.get(before + part), [one.get(part) for one in was])
        for part in PARTS
        if before + part in sent
    }
    return EditedContact(**typed, is_gone=bool(sent.get(f"{before}gone")))


def _part(typed: str, was: Sequence[Any]) -> str:
    """What was typed; where it lacks only the line ends of one that was shown, that one."""
    if not typed or typed in was:
        return typed
    shown = (as_shown(typed, said) for said in was if isinstance(said, str))
    return next((one for one in shown if one != typed), typed)


def _says_something(one: EditedContact) -> bool:
    return any(getattr(one, part) for part in SAYS)


def meant_contacts(now: Fields, sent: Sent) -> tuple[Fields, Fields]:
    """All contacts as somebody wants them, and as they saw them: both empty if nothing differs.

    What is ticked, or was emptied, is taken away. Raises InvalidDraft with a fault at each field.
    """
    was = was_contacts_sent(sent)
    if was is None:
        return {}, {}
    wanted: list[Contact] = []
    faults: list[Fault] = []
    for position, one in enumerate(contacts_sent(sent), start=1):
        if one.is_gone or not _says_something(one):
            continue
        try:
            draft = contact_from({part: getattr(one, part) for part in PARTS})
            wanted.append(draft.model_dump(mode="json"))
        except InvalidDraft as reason:
            faults += [_fault(position, fault) for fault in reason.faults]
    if faults:
        raise InvalidDraft(faults)
    meant = contacts_in_order(wanted)
    if meant == was:
        return {}, {}
    known = now.get("contacts") or []
    seen = known if was == normal_contacts(known) else was
    return {"contacts": meant or None}, {"contacts": seen or None}


def _fault(position: int, fault: Fault) -> Fault:
    return replace(
        fault,
        field=f"{PREFIX}{position}_{contact_field(fault)}",
        sentence=f"Contact {position}: {fault.sentence}",
    )
