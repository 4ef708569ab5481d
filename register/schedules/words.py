"""Schedules in plain words, such as are read again by `register.schedules.reading`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time

from register.schedules.occurrences import Occurrence
from register.schedules.values import DAY_NAMES, LAST, Schedule

SETS_OF_DAYS = {(1, 2, 3, 4, 5): "weekday", (1, 2, 3, 4, 5, 6, 7): "day"}
NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", LAST: "last"}
_TEENS = (11, 12, 13)


def clock(at: time) -> str:
    """A time of day as people say it.

    >>> clock(time(10)), clock(time(12)), clock(time(19, 30)), clock(time(0))
    ('10 am', '12 noon', '7:30 pm', '12 midnight')
    """
    if (at.hour, at.minute) in ((12, 0), (0, 0)):
        return "12 noon" if at.hour else "12 midnight"
    minutes = f":{at:%M}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1}{minutes} {'am' if at.hour < 12 else 'pm'}"


def listed(words: Iterable[str]) -> str:
    """Words with commas, and "and" before the last.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    said = list(words)
    return " and ".join(part for part in (", ".join(said[:-1]), *said[-1:]) if part)


def long_day(day: date, today: date) -> str:
    """A day with its weekday, and with its year where that is not this one.

    >>> long_day(date(2026, 11, 24), date(2026, 11, 1))
    'Tuesday 24 November'
    """
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%A} {day.day} {day:%B}{year}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th; last for -1."""
    if number == LAST:
        return "last day"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number in _TEENS else ending}"


def rule_words(schedule: Schedule) -> str:
    """How often, without times: Every Tuesday; First Monday of the month."""
    days = listed(DAY_NAMES[number - 1] for number in schedule.days)
    if schedule.every == "week":
        if schedule.weeks > 1:
            return f"Every {schedule.weeks} weeks on {days}"
        return f"Every {SETS_OF_DAYS.get(schedule.days, days)}"
    if schedule.every == "dates":
        return f"On {listed(map(_day, schedule.also_on))}"
    if schedule.day_of_month is not None:
        return f"The {ordinal(schedule.day_of_month)} of the month"
    which = listed(NTH[nth] for nth in schedule.nth)
    return f"{which[:1].upper()}{which[1:]} {days} of the month"


def times(schedule: Schedule) -> str:
    """10 am to 12 noon; only the start where the end is not known."""
    ends = f" to {clock(schedule.ends)}" if schedule.ends else ""
    return clock(schedule.starts) + ends


def in_words(schedule: Schedule) -> str:
    """Rule, times and dates, without cost and note: Every Tuesday, 10 am to 12 noon."""
    return ", ".join([rule_words(schedule), times(schedule), *date_words(schedule)])


def date_words(schedule: Schedule) -> list[str]:
    """From, until, not on and also on, as far as they are said."""
    said = []
    if schedule.from_on:
        said.append(f"from {_day(schedule.from_on)}")
    if schedule.until_on:
        said.append(f"until {_day(schedule.until_on)}")
    if schedule.not_on:
        said.append(f"not on {listed(map(_day, schedule.not_on))}")
    if schedule.also_on and schedule.every != "dates":
        said.append(f"also on {listed(map(_day, schedule.also_on))}")
    return said


def full_words(schedule: Schedule) -> str:
    """All of a schedule in one line: what spreadsheets have, and what is read again from them."""
    said = [in_words(schedule)]
    said += [f"cost: {schedule.cost}"] if schedule.cost else []
    said += [f"note: {schedule.note}"] if schedule.note else []
    return ", ".join(said)


def all_words(schedules: Sequence[Schedule]) -> str:
    """All schedules of an asset, with semicolons between."""
    return "; ".join(map(full_words, schedules))


def occurrence_words(occurrence: Occurrence, today: date) -> str:
    """Tuesday 24 November, 10 am to 12 noon."""
    return f"{long_day(occurrence.starts_at.date(), today)}, {times(occurrence.schedule)}"
