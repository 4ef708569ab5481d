"""Sessions in the form about an entry: what was shown, what was typed, and the change meant."""

import json
from typing import Any

from api.pages.forms import Sent
from api.pages.session_values import schedules_typed, typed_from, typed_sessions, with_room
from frontend.session_values import TypedSession
from register.assets.drafts import InvalidDraft
from register.assets.fields import Fields, Known
from register.kinds.definition import find_kind
from register.proposals.public_values import PublicValues
from register.schedules.reading import schedules_from
from register.schedules.values import InvalidSchedule

FIELD = "details.sessions"
WAS = "sessions"


def sessions_to_change(kind: str, stored: list[Any]) -> tuple[TypedSession, ...]:
    """What the form begins with; nothing where the kind has no sessions."""
    found = find_kind(kind)
    if found is None or "sessions" not in found.detail_by_name:
        return ()
    return with_room(typed_from(schedules_from(stored)))


def was_sessions(stored: list[Any]) -> tuple[str, str]:
    """What was shown, for the form to carry along."""
    return WAS, json.dumps(stored)


def sessions_sent(shown: PublicValues, sent: Sent) -> tuple[TypedSession, ...]:
    """What the form shows again after an error: as it was typed."""
    if not sessions_to_change(shown.kind, []):
        return ()
    return with_room(typed_sessions(sent))


def was_sent(sent: Sent) -> list[Any] | None:
    """What was shown when the form was made; None where the form had no sessions."""
    try:
        said = json.loads(sent.get(f"was.{WAS}") or "null")
        return None if said is None else [one.stored() for one in schedules_from(said)]
    except (ValueError, InvalidSchedule):
        return []


def meant_sessions(asset: Known, shown: PublicValues, sent: Sent) -> tuple[Fields, Fields]:
    """The sessions as somebody wants them and as they were: both empty where nothing differs.

    Raises InvalidDraft with a fault for each field that cannot be read.
    """
    was = was_sent(sent)
    if was is None:
        return {}, {}
    wanted, faults = schedules_typed(typed_sessions(sent))
    if faults:
        raise InvalidDraft(faults)
    if wanted == was:
        return {}, {}
    is_old = was != shown.sessions
    return {FIELD: wanted or None}, {FIELD: was or None if is_old else asset.fields.get(FIELD)}
