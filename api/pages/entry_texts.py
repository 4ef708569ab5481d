"""A whole entry in one form: its fields as texts, and the edits meant by typing otherwise."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from api.pages.entry_contacts import meant_contacts
from api.pages.forms import Sent
from api.pages.said_by import ASKED, answer_in, shown_parts
from api.pages.suggest_details import meant_details
from api.pages.suggest_sessions import meant_sessions
from geo.errors import PlaceError
from geo.points import parse_point
from register.assets.declared import SAID_BY
from register.assets.drafts import Fault, InvalidDraft
from register.assets.fields import Fields
from register.kinds.definition import find_kind
from register.proposals.applying import value_mark
from register.proposals.for_whom_texts import PARTS as FOR_WHOM
from register.proposals.for_whom_texts import for_whom_from, for_whom_texts, joined_groups
from register.proposals.line_ends import as_a_form_sends, as_shown
from register.proposals.public_values import PublicValues

SINGLE = ("name", "kind", "summary", "address", "precision")
PLACE = ("postcode", "lat", "lon")
TEXTS = (*SINGLE, *PLACE, *FOR_WHOM)
LONG = "summary"
DETAILS, WHOM = "details.", "for_whom."
MARKS = "details"
NOBODY = UUID(int=0)
Texts = Mapping[str, str]
Pair = tuple[Fields, Fields]


@dataclass(frozen=True)
class Meant:
    """``edits``: fields as they shall be. ``seen``: what the person was shown in each."""

    edits: Fields = field(default_factory=dict)
    seen: Fields = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """An entry field by field: as it is, or as it would be."""

    fields: Fields


def entry_texts(fields: Fields) -> dict[str, str]:
    """The texts that the form begins with; coordinates to about ten centimetres."""
    place = fields.get("place") or {}
    whom = {name.removeprefix(WHOM): v for name, v in fields.items() if name.startswith(WHOM)}
    texts = {
        **{name: str(fields.get(name) or "") for name in SINGLE},
        "postcode": place.get("postcode") or "",
        **{name: _degrees(place.get(name)) for name in ("lat", "lon")},
        **for_whom_texts(whom),
    }
    return {name: as_a_form_sends(said) for name, said in texts.items()}


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"


def texts_sent(sent: Sent, before: str = "") -> dict[str, str]:
    """The texts as they were typed; with ``was.`` before the names, as they were shown."""
    texts = {name: sent.get(before + name) for name in TEXTS}
    if before:
        return texts
    for name in TEXTS:
        if name != LONG:
            texts[name] = as_shown(texts[name], sent.get(f"was.{name}"))
    return texts | {"groups": joined_groups(sent.all("groups")), ASKED: answer_in(sent)}


def shown_details(fields: Fields, kind_slug: str) -> PublicValues:
    """The details that an entry would have as one of this kind, as forms take them."""
    fitting = {
        name.removeprefix(DETAILS): value
        for name, value in fields.items()
        if name.startswith(DETAILS) and fits(name, fields, kind_slug)
    }
    return PublicValues(NOBODY, {}, kind_slug, fitting, "exact")


def fits(name: str, fields: Fields, kind_slug: str) -> bool:
    """Whether a detail means the same where the entry is of this kind."""
    old, new = find_kind(str(fields.get("kind", ""))), find_kind(kind_slug)
    if old is None or new is None or old.slug == new.slug:
        return True
    part = name.removeprefix(DETAILS)
    here, there = old.detail_by_name.get(part), new.detail_by_name.get(part)
    return here is not None and there is not None and here.type == there.type


def details_mark(fields: Fields) -> tuple[str, str]:
    """What every detail was, of whatever kind, for the form to carry along: digests alone."""
    marks = {name: value_mark(v) for name, v in fields.items() if name.startswith(DETAILS)}
    return MARKS, json.dumps(marks)


def _marks_sent(sent: Sent) -> dict[str, str]:
    try:
        marks = json.loads(sent.get(f"was.{MARKS}"))
    except ValueError:
        return {}
    return marks if isinstance(marks, dict) else {}


def meant_edits(now: Fields, sent: Sent) -> Meant:
    """What somebody means to be otherwise; raises InvalidDraft with every fault at once.

    Only what they typed differently from what they were shown counts.
    """
    kind = sent.get("kind") or str(now.get("kind", ""))
    shown, entry = shown_details(now, kind), Entry(now)
    readers: tuple[Callable[[], Pair], ...] = (
        lambda: _singles(now, sent),
        lambda: _place(now, sent),
        lambda: _for_whom(now, sent),
        lambda: meant_details(entry, shown, sent),
        lambda: meant_sessions(entry, shown, sent),
        lambda: meant_contacts(now, sent),
    )
    edits, seen = _left_behind(now, kind, sent)
    faults: list[Fault] = []
    for read in readers:
        try:
            also, before = read()
        except InvalidDraft as reason:
            faults += reason.faults
            continue
        edits |= also
        seen |= before
    if faults:
        raise InvalidDraft(faults)
    if "kind" not in edits and _needs_kind(edits, now, kind):
        edits["kind"] = seen["kind"] = kind
    return Meant(edits, seen)


def _left_behind(now: Fields, kind: str, sent: Sent) -> Pair:
    """Details that a newly chosen kind does not have go, as far as they were there to be seen.

    What is typed for one of the same name counts.
    """
    if kind == sent.get("was.kind"):
        return {}, {}
    gone = [n for n in now if n.startswith(DETAILS) and not fits(n, now, kind)]
    marks = _marks_sent(sent)
    shown = [name for name in gone if marks.get(name) == value_mark(now[name])]
    return dict.fromkeys(gone), {name: now[name] for name in shown}


def _needs_kind(edits: Fields, now: Fields, kind: str) -> bool:
    """Whether a detail was written that only the kind has which the form was shown with."""
    there, new = {"kind": kind}, str(now.get("kind", ""))
    said = (name for name, value in edits.items() if value is not None)
    return any(name.startswith(DETAILS) and not fits(name, there, new) for name in said)


def _changed(sent: Sent, names: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """Of these texts those that differ, as typed, and all of them as they were shown."""
    typed, was = texts_sent(sent), texts_sent(sent, "was.")
    return {name: typed[name] for name in names if typed[name] != was[name]}, was


def _singles(now: Fields, sent: Sent) -> Pair:
    changed, was = _changed(sent, SINGLE)
    shown = entry_texts(now)
    edits: Fields = {name: text or None for name, text in changed.items()}
    seen: Fields = {n: now.get(n) if was[n] == shown[n] else was[n] or None for n in changed}
    faults = [
        Fault(name, sentence)
        for name, sentence in (("name", "Enter what it is called."), ("kind", "Choose a kind."))
        if name in edits and edits[name] is None
    ]
    if faults:
        raise InvalidDraft(faults)
    return edits, seen


def _place(now: Fields, sent: Sent) -> Pair:
    """The place: a new postcode alone moves it there, so that the old point does not stay."""
    changed, was = _changed(sent, PLACE)
    if not changed:
        return {}, {}
    typed = texts_sent(sent)
    shown = entry_texts(now)
    if set(changed) == {"postcode"} and typed["postcode"]:
        typed |= {"lat": "", "lon": ""}
    is_old = any(was[name] != shown[name] for name in PLACE)
    return {"place": _place_from(typed)}, {
        "place": _seen_place(was) if is_old else now.get("place")
    }


def _place_from(typed: Texts) -> dict[str, Any] | None:
    if not any(typed[name] for name in PLACE):
        return None
    at = None
    if typed["lat"] or typed["lon"]:
        try:
            at = parse_point(typed["lon"], typed["lat"])
        except PlaceError as reason:
            raise InvalidDraft([Fault("lat", f"{reason}.")]) from None
    return {
        "lon": at.lon if at else None,
        "lat": at.lat if at else None,
        "postcode": typed["postcode"] or None,
    }


def _seen_place(was: Texts) -> Any:
    try:
        return _place_from(was)
    except InvalidDraft:
        return None


def _for_whom(now: Fields, sent: Sent) -> Pair:
    changed, was = _changed(sent, tuple(FOR_WHOM))
    faults: list[Fault] = []
    meant, shown = for_whom_from(texts_sent(sent), faults), shown_parts(now, was)
    if faults:
        raise InvalidDraft(faults)
    edits: Fields = {WHOM + FOR_WHOM[name]: meant.get(FOR_WHOM[name]) for name in changed}
    if not answer_in(sent):
        return edits, {name: shown[name] for name in edits}
    # They say it of all that they were shown, not only of what they changed.
    return edits | {SAID_BY: answer_in(sent)}, shown | {SAID_BY: now.get(SAID_BY)}
