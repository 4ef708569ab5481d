"""The details of a kind in the form about an entry: each as one text, by its type."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from api.pages.forms import Sent
from frontend.proposal_views import DetailInput
from frontend.words import numbers
from register.assets.drafts import Fault, InvalidDraft
from register.assets.fields import Fields, Known
from register.kinds.definition import find_kind
from register.kinds.details import shown_value
from register.kinds.fields import BadField, stored_value
from register.kinds.shapes import Detail
from register.proposals.line_ends import as_a_form_sends, as_shown
from register.proposals.public_values import PublicValues

PREFIX = "details."
HINTS = {"date": "For example 31/12/2026", "time": "For example 19:30", "money": "In pounds"}


def detail_inputs(shown: PublicValues, typed: Sent | None = None) -> tuple[DetailInput, ...]:
    """Each detail that the kind takes and everybody may see, as it is or as it was typed."""
    inputs = []
    for detail in _asked(shown):
        name = f"{PREFIX}{detail.name}"
        said = _text(detail, shown.details.get(detail.name))
        if typed is not None and f"was.{name}" in typed:
            said = _sent(detail, typed)
        hint = detail.hint or HINTS.get(detail.type, "")
        choices = ("yes", "no") if detail.type == "yes_no" else detail.choices
        inputs.append(DetailInput(name, detail.label, hint, detail.type, said, choices))
    return tuple(inputs)


def was_details(inputs: Iterable[DetailInput]) -> tuple[tuple[str, str], ...]:
    """What was shown, for the form to carry along."""
    return tuple((one.name, one.value) for one in inputs)


def was_details_sent(sent: Sent) -> tuple[tuple[str, str], ...]:
    """The same as the form brought it back."""
    return tuple((f"{PREFIX}{name}", said) for name, said in sent.below(f"was.{PREFIX}").items())


def meant_details(asset: Known, shown: PublicValues, sent: Sent) -> tuple[Fields, Fields]:
    """The details that were typed differently, and what each was; raises InvalidDraft."""
    wanted: Fields = {}
    base: Fields = {}
    faults: list[Fault] = []
    was = dict(was_details_sent(sent))
    for detail in _asked(shown):
        name = f"{PREFIX}{detail.name}"
        said = _sent(detail, sent)
        if name not in was or said == was[name]:
            continue
        try:
            wanted[name] = stored_value(detail, said) if said else None
        except BadField as reason:
            faults.append(Fault(name, f"{detail.label}: {reason}."))
            continue
        is_old = was[name] != _text(detail, shown.details.get(detail.name))
        base[name] = _stored_or_none(detail, was[name]) if is_old else asset.fields.get(name)
    if faults:
        raise InvalidDraft(faults)
    return wanted, base


def _sent(detail: Detail, sent: Sent) -> str:
    """What was typed into a detail; where only line ends are lost, what was shown."""
    name = f"{PREFIX}{detail.name}"
    said = "; ".join(one for one in sent.all(name) if one)
    return said if detail.type == "long_text" else as_shown(said, sent.get(f"was.{name}"))


def _asked(shown: PublicValues) -> list[Detail]:
    """What would pin the place down is asked only where that is shown to everybody."""
    kind = find_kind(shown.kind)
    return [
        detail
        for detail in (kind.details if kind else ())
        if detail.type != "sessions"
        and (not detail.locates or shown.precision == "exact" or detail.name in shown.details)
    ]


def _text(detail: Detail, value: Any) -> str:
    if value is None:
        return ""
    if detail.type == "date":
        return numbers(date.fromisoformat(value))
    said = str(value) if detail.type == "money" else shown_value(detail, value)
    return as_a_form_sends(said)


def _stored_or_none(detail: Detail, text: str) -> Any:
    try:
        return stored_value(detail, text) if text else None
    except BadField:
        return None
