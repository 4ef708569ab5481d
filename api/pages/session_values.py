"""Sessions as people type them into a form, and as values; what is wrong, beside its field."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from api.pages.forms import Sent
from frontend.session_values import SessionLine, TypedSession
from frontend.words import numbers
from register.assets.drafts import Fault
from register.schedules.reading import MOST
from register.schedules.values import InvalidSchedule, Schedule, schedule_from
from register.schedules.words import clock, in_words

PREFIX = "session_"
TEXTS = (
    "often",
    "monthday",
    "starts",
    "ends",
    "first",
    "last",
    "not_on",
    "also_on",
    "cost",
    "note",
)
FIELDS = {"day_of_month": "monthday", "from": "first", "until": "last", "every": "often"}
FIELDS |= {"weeks": "often", "nth": "often"}
MONTHDAY, DATES = "monthday", "dates"
NEEDED_ROOM = 2


def session_fault(position: int, part: str, sentence: str) -> Fault:
    """A fault of one session's field, by the id that the field has on the page."""
    return Fault(f"{PREFIX}{position}_{FIELDS.get(part, part)}", f"Session {position}: {sentence}")


def typed_sessions(sent: Sent) -> tuple[TypedSession, ...]:
    """The sessions that a form sent, as they were typed; empty ones between are left out."""
    found = []
    for position in range(1, MOST + 1):
        names = {part: sent.get(f"{PREFIX}{position}_{part}") for part in TEXTS}
        days = tuple(sent.all(f"{PREFIX}{position}_days"))
        found.append(TypedSession(days=days, **names))
    return tuple(one for one in found if not one.is_empty)


def with_room(
    typed: Sequence[TypedSession], at_least: int = NEEDED_ROOM
) -> tuple[TypedSession, ...]:
    """What was typed, and empty ones to fill in: one more at least."""
    more = max(at_least - len(typed), 1 if len(typed) < MOST else 0)
    return (*typed, *(TypedSession() for _ in range(more)))


def schedules_typed(
    typed: Iterable[TypedSession],
) -> tuple[list[dict[str, Any]], list[Fault]]:
    """The sessions as they are stored, and every fault at once."""
    stored, faults = [], []
    for position, one in enumerate(typed, start=1):
        try:
            stored.append(schedule_from(_given(one)).stored())
        except InvalidSchedule as reason:
            faults.append(session_fault(position, reason.part, str(reason)))
    return stored, faults


def _given(typed: TypedSession) -> dict[str, Any]:
    """The same in the words of a schedule."""
    every, _, number = typed.often.partition(":")
    given: dict[str, Any] = {
        "every": "month" if every == MONTHDAY else every,
        "starts": typed.starts,
        "ends": typed.ends,
        "from": typed.first,
        "until": typed.last,
        "not_on": typed.not_on,
        "also_on": typed.also_on,
        "cost": typed.cost,
        "note": typed.note,
    }
    if every == "week":
        return given | {"weeks": number, "days": list(typed.days)}
    if every == "month":
        return given | {"nth": number.split(","), "days": list(typed.days)}
    return given | {"day_of_month": typed.monthday} if every == MONTHDAY else given


def typed_from(schedules: Iterable[Schedule]) -> tuple[TypedSession, ...]:
    """Sessions as a form shows them to be changed."""
    return tuple(_typed(schedule) for schedule in schedules)


def _typed(schedule: Schedule) -> TypedSession:
    often = schedule.every if schedule.every == DATES else f"week:{schedule.weeks}"
    if schedule.every == "month":
        nth = ",".join(map(str, schedule.nth))
        often = f"month:{nth}" if nth else MONTHDAY
    typed = TypedSession(
        often=often,
        days=tuple(map(str, schedule.days)),
        starts=clock(schedule.starts),
        ends=clock(schedule.ends) if schedule.ends else "",
        first=numbers(schedule.from_on) if schedule.from_on else "",
        last=numbers(schedule.until_on) if schedule.until_on else "",
        not_on=", ".join(map(numbers, schedule.not_on)),
        also_on=", ".join(map(numbers, schedule.also_on)),
        cost=schedule.cost,
        note=schedule.note,
        summary=in_words(schedule),
    )
    if schedule.day_of_month is None:
        return typed
    return replace(typed, monthday=str(schedule.day_of_month))


def session_lines(schedules: Iterable[Schedule]) -> tuple[SessionLine, ...]:
    """Sessions as a page shows them."""
    return tuple(SessionLine(in_words(one), one.cost, one.note) for one in schedules)
