"""Who said for whom an entry is: asked plainly on forms, and taken from a contact's own word."""

from collections.abc import Mapping

from api.pages.forms import Sent
from register.assets.declared import PREFIX, SAID_BY, for_whom_parts
from register.assets.drafts import InvalidDraft
from register.assets.fields import Fields, with_changes
from register.people.holders import Holder
from register.proposals.for_whom_texts import JOIN, PARTS, for_whom_from, for_whom_texts
from register.proposals.submitting import OTHERWISE
from register.verification.passes import Pass

ASKED, CONFIRMED = "for_said_by", "for_confirmed"
ANSWERS = ("group", "other")
WAS = "was."


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
    """Who says it from now on, and as it was with all that they say it of: nothing where that was
    not asked or not said.
    """
    if not for_whom_parts(with_changes(now, wanted)):
        return {}, {}  # it is for everybody: nobody says for whom
    said = answer_in(sent) if holder else ""
    if holder is None and held is not None:
        is_touched = any(name.startswith("for_whom.") for name in wanted)
        said = "group" if is_touched or sent.get(CONFIRMED) == "yes" else ""
    if not said:
        return {}, {}
    return {SAID_BY: said}, {SAID_BY: now.get(SAID_BY), **shown_parts(now, sent.below(WAS))}


def shown_parts(now: Fields, was: Mapping[str, str]) -> Fields:
    """Ages, groups and note as they were shown: as they are recorded now where they read so."""
    before = for_whom_from(was, [])
    reads = for_whom_texts({part: now.get(PREFIX + part) for part in PARTS.values()})
    return {
        PREFIX + part: now.get(PREFIX + part)
        if was.get(name, "") == reads[name]
        else before.get(part)
        for name, part in PARTS.items()
    }


def asked_anew(sent: Sent, reads: Mapping[str, str], refused: InvalidDraft) -> Sent:
    """What was sent; where the answer was of what others have changed since, to be answered of
    what it ``reads`` now. Of for whom nothing else was typed then.
    """
    if all(fault.sentence != OTHERWISE for fault in refused.faults):
        return sent
    gone = {ASKED, CONFIRMED, *PARTS, *(WAS + name for name in PARTS)}
    pairs = [(name, value) for name, value in sent.starting("") if name not in gone]
    now = {name: reads[name] for name in PARTS}
    pairs += [(WAS + name, value) for name, value in now.items()]
    pairs += [(name, value) for name, value in now.items() if name != "groups"]
    return Sent(pairs + [("groups", slug) for slug in now["groups"].split(JOIN) if slug])
