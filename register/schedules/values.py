"""A schedule: the rule by which sessions come round, with its times; the one typed value of it.

Stored as JSON in the detail ``sessions`` of an asset, so that it goes the one way all details go:
proposed, decided, logged, brought back, published. Times are those on the clock where people
meet, whatever the clocks do: no offset is ever stored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal

from register.kinds.dates import BadField, parse_date, parse_time

Every = Literal["week", "month", "dates"]
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LAST = -1
MOST_WEEKS = 52
MOST_DATES = 60
LONGEST_COST = 120
LONGEST_NOTE = 300
PARTS = (
    *("every", "weeks", "days", "nth", "day_of_month", "starts", "ends", "from", "until"),
    *("not_on", "also_on", "cost", "note"),
)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class InvalidSchedule(ValueError):
    """A schedule that means nothing; ``part`` is the field that is wrong, one of ``PARTS``."""

    def __init__(self, part: str, sentence: str) -> None:
        super().__init__(sentence)
        self.part = part


@dataclass(frozen=True, slots=True)
class Schedule:
    """Sessions every some weeks, every month, or on single dates only.

    ``days``: ISO weekdays, Monday is 1. ``nth``: which of a weekday in a month, 1 to 4, or -1 for
    the last. ``day_of_month``: 1 to 31, or -1 for the last; a month without that day is left out.
    Weeks are counted from the one, Monday first, that ``from_on`` lies in. ``also_on`` are extra
    dates, also outside ``from_on`` to ``until_on``; ``not_on`` takes away from both.
    """

    every: Every
    starts: time
    ends: time | None = None
    weeks: int = 1
    days: tuple[int, ...] = ()
    nth: tuple[int, ...] = ()
    day_of_month: int | None = None
    from_on: date | None = None
    until_on: date | None = None
    not_on: tuple[date, ...] = ()
    also_on: tuple[date, ...] = ()
    cost: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _check_rule(self)
        if self.ends is not None and self.ends <= self.starts:
            raise InvalidSchedule(
                "ends", "it ends before it starts, leave the end empty if it goes past midnight"
            )
        if self.from_on and self.until_on and self.until_on < self.from_on:
            raise InvalidSchedule("until", "the last date is before the first")

    def stored(self) -> dict[str, Any]:
        """The JSON that is stored: what says nothing is left out."""
        said: dict[str, Any] = {
            "every": self.every,
            "weeks": self.weeks if self.weeks > 1 else None,
            "days": list(self.days),
            "nth": list(self.nth),
            "day_of_month": self.day_of_month,
            "starts": f"{self.starts:%H:%M}",
            "ends": f"{self.ends:%H:%M}" if self.ends else None,
            "from": self.from_on.isoformat() if self.from_on else None,
            "until": self.until_on.isoformat() if self.until_on else None,
            "not_on": [day.isoformat() for day in self.not_on],
            "also_on": [day.isoformat() for day in self.also_on],
            "cost": self.cost,
            "note": self.note,
        }
        return {name: value for name, value in said.items() if value not in (None, "", [])}


def _check_rule(schedule: Schedule) -> None:
    s = schedule
    if s.every == "week":
        if not s.days:
            raise InvalidSchedule("days", "choose the day of the week")
        if s.nth or s.day_of_month is not None:
            raise InvalidSchedule("every", "a weekly session has no place in the month")
        if s.weeks > 1 and s.from_on is None:
            raise InvalidSchedule("from", "give the first date, so that the weeks can be counted")
    elif s.every == "month":
        if s.weeks != 1:
            raise InvalidSchedule("weeks", "a monthly session comes every month")
        if bool(s.nth) == (s.day_of_month is not None):
            raise InvalidSchedule("day_of_month", "give the day of the month, such as 15")
        if bool(s.nth) != bool(s.days):
            raise InvalidSchedule("days", "choose the day of the week")
    elif s.days or s.nth or s.day_of_month is not None or s.weeks != 1:
        raise InvalidSchedule("every", "single dates follow no rule")
    elif not s.also_on:
        raise InvalidSchedule("also_on", "give the dates")


def schedule_from(given: Mapping[str, Any]) -> Schedule:
    """A schedule from JSON, or from the texts of a form; raises InvalidSchedule."""
    if strays := [str(name) for name in given if name not in PARTS]:
        raise InvalidSchedule("every", f"“{strays[0][:40]}” is not a part of a session")
    every = given.get("every")
    if every not in ("week", "month", "dates"):
        raise InvalidSchedule("every", "say how often: every week, every month, or on dates")
    starts = _time(given, "starts")
    if starts is None:
        raise InvalidSchedule("starts", "give the time when it starts, like 10am or 19:30")
    day_of_month = _number(given, "day_of_month", 31)
    return Schedule(
        every=every,
        starts=starts,
        ends=_time(given, "ends", after=starts),
        weeks=_number(given, "weeks", MOST_WEEKS, may_be_last=False) or 1,
        days=_numbers(given, "days", 7, may_be_last=False),
        nth=_numbers(given, "nth", 4),
        day_of_month=day_of_month,
        from_on=_date(given, "from"),
        until_on=_date(given, "until"),
        not_on=_dates(given, "not_on"),
        also_on=_dates(given, "also_on"),
        cost=_text(given, "cost", LONGEST_COST),
        note=_text(given, "note", LONGEST_NOTE),
    )


def _time(given: Mapping[str, Any], part: str, after: time | None = None) -> time | None:
    value = given.get(part)
    if value is None or value == "":
        return None
    try:
        return parse_time(str(value), after).replace(second=0)
    except BadField as reason:
        raise InvalidSchedule(part, str(reason)) from None


def _date(given: Mapping[str, Any], part: str) -> date | None:
    value = given.get(part)
    return None if value is None or value == "" else _one_date(part, value)


def _one_date(part: str, value: Any) -> date:
    try:
        found = parse_date(str(value))
    except BadField as reason:
        raise InvalidSchedule(part, str(reason)) from None
    if not 1900 <= found.year <= 2200:
        raise InvalidSchedule(part, f"“{str(value)[:40]}” is too far away, check the year")
    return found


def _dates(given: Mapping[str, Any], part: str) -> tuple[date, ...]:
    """Dates from a list, or from a text with commas, semicolons or line ends between."""
    value = given.get(part) or []
    listed = value if isinstance(value, list | tuple) else re.split(r"[,;\n]", str(value))
    found = sorted({_one_date(part, one) for one in listed if str(one).strip()})
    if len(found) > MOST_DATES:
        raise InvalidSchedule(part, f"there are {len(found)} dates, {MOST_DATES} at most")
    return tuple(found)


def _number(
    given: Mapping[str, Any], part: str, most: int, *, may_be_last: bool = True
) -> int | None:
    value = given.get(part)
    if value is None or value == "":
        return None
    text = str(value).strip()
    number = int(text) if re.fullmatch(r"-?\d{1,3}", text) and not isinstance(value, bool) else 0
    if not (1 <= number <= most or (may_be_last and number == LAST)):
        raise InvalidSchedule(part, f"“{text[:40]}” is not a number from 1 to {most}")
    return number


def _numbers(
    given: Mapping[str, Any], part: str, most: int, *, may_be_last: bool = True
) -> tuple[int, ...]:
    value = given.get(part) or []
    if not isinstance(value, list | tuple):
        raise InvalidSchedule(part, "it must be a list of numbers")
    found = {
        number
        for one in value
        if (number := _number({part: one}, part, most, may_be_last=may_be_last)) is not None
    }
    return tuple(sorted(found, key=lambda number: (number == LAST, number)))


def _text(given: Mapping[str, Any], part: str, longest: int) -> str:
    value = given.get(part) or ""
    if not isinstance(value, str):
        raise InvalidSchedule(part, "it must be text")
    # A semicolon stands between sessions where they are written in words.
    text = " ".join(_UNPRINTABLE.sub(" ", value).replace(";", ",").split())
    if len(text) > longest:
        raise InvalidSchedule(part, f"it has {len(text)} characters, {longest} at most")
    return text
