"""Who said for whom an entry is: asked plainly on forms, and taken from a contact's own word."""

from api.pages.forms import Sent
from register.assets.declared import SAID_BY, for_whom_parts
from register.assets.fields import Fields, with_changes
from register.people.holders import Holder
from register.verification.passes import Pass

ASKED, CONFIRMED = "for_said_by", "for_confirmed"
ANSWERS = ("group", "other")


def asks(holder: Holder | None, held: Pass | None) -> str:
    """What a form asks: who ``told`` them, of who is signed in; of a contact whether it is their
    ``own`` word; a resident nothing.
    """
    return "told" if holder else "own" if held else ""


def answer_in(sent: Sent) -> str:
    """The answer to "Did the group itself tell you this?", if there is one."""
    answer = sent.get(ASKED)
    return answer if answer in ANSWERS else ""


def for_whom_input(field: str) -> str:
    """The id of the input that a fault in for whom is about."""
    known = {"for_whom.note": "for_note", "for_whom.said_by": ASKED}
    return known.get(field, "age_from")


def meant_sayer(
    now: Fields, wanted: Fields, sent: Sent, holder: Holder | None, held: Pass | None
) -> tuple[Fields, Fields]:
    """Who says it from now on, and as it was: nothing where that was not asked or not said."""
    if not for_whom_parts(with_changes(now, wanted)):
        return {}, {}  # it is for everybody: nobody says for whom
    said = answer_in(sent) if holder else ""
    if holder is None and held is not None:
        is_touched = any(name.startswith("for_whom.") for name in wanted)
        said = "group" if is_touched or sent.get(CONFIRMED) == "yes" else ""
    return ({SAID_BY: said}, {SAID_BY: now.get(SAID_BY)}) if said else ({}, {})
