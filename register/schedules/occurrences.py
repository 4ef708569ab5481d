"""On which days a schedule has a session: plain arithmetic of days, the same however clocks go.

Tests hold this against dateutil's expansion of the same rule (RFC 5545).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import takewhile
from zoneinfo import ZoneInfo

from register.schedules.values import LAST, Schedule

HERE = ZoneInfo("Europe/London")
FURTHEST = date(2200, 12, 31)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One session: aware times where people meet; the end may not be known."""

    starts_at: datetime
    ends_at: datetime | None
    schedule: Schedule


def days_between(schedule: Schedule, first: date, last: date) -> list[date]:
    """The days of sessions from one day to another, both included, in order."""
    return list(takewhile(lambda day: day <= last, days_from(schedule, first)))


def days_from(schedule: Schedule, first: date) -> Iterator[date]:
    """The days of sessions on and after a day, in order, without end where the rule has none."""
    extra = (day for day in schedule.also_on if day >= first)
    left_out = set(schedule.not_on)
    before = None
    for day in merge(rule_days(schedule, first), extra):
        if day != before and day not in left_out:
            yield day
        before = day


def rule_days(schedule: Schedule, first: date) -> Iterator[date]:
    """The days that the rule alone gives, on and after a day and within from and until."""
    start = max(first, schedule.from_on) if schedule.from_on else first
    last = schedule.until_on or FURTHEST
    if schedule.every == "week":
        found = _weekly(schedule, start)
    elif schedule.every == "month":
        found = _monthly(schedule, start)
    else:
        return
    for day in found:
        if day > last:
            return
        if day >= start:
            yield day


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weekly(schedule: Schedule, start: date) -> Iterator[date]:
    monday = _monday(start)
    if schedule.from_on and schedule.weeks > 1:
        passed = (monday - _monday(schedule.from_on)).days // 7
        monday += _WEEK * (-passed % schedule.weeks)
    while monday <= FURTHEST:
        yield from (monday + timedelta(days=number - 1) for number in schedule.days)
        monday += _WEEK * schedule.weeks


def _monthly(schedule: Schedule, start: date) -> Iterator[date]:
    year, month = start.year, start.month
    while year <= FURTHEST.year:
        yield from sorted(_days_of_month(schedule, year, month))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _days_of_month(schedule: Schedule, year: int, month: int) -> set[date]:
    weekday_of_first, length = monthrange(year, month)
    if schedule.day_of_month is not None:
        number = length if schedule.day_of_month == LAST else schedule.day_of_month
        return {date(year, month, number)} if number <= length else set()
    found = set()
    for weekday in schedule.days:
        first = (weekday - 1 - weekday_of_first) % 7 + 1
        every = range(first, length + 1, 7)
        found |= {date(year, month, every[nth if nth == LAST else nth - 1]) for nth in schedule.nth}
    return found


def occurrence_on(schedule: Schedule, day: date) -> Occurrence:
    """The session of a day, with its times where people meet."""
    starts_at = datetime.combine(day, schedule.starts, HERE)
    ends_at = datetime.combine(day, schedule.ends, HERE) if schedule.ends else None
    return Occurrence(starts_at, ends_at, schedule)


def next_occurrence(schedules: Iterable[Schedule], today: date) -> Occurrence | None:
    """The first session today or later; None where there is none any more.

    By the day: it is computed when it is shown, and what is shown is kept until midnight.
    """
    coming = ((next(days_from(one, today), None), one) for one in schedules)
    found = [occurrence_on(schedule, day) for day, schedule in coming if day is not None]
    return min(found, key=lambda one: one.starts_at, default=None)


def occurrences_between(schedules: Iterable[Schedule], first: date, last: date) -> list[Occurrence]:
    """All sessions from one day to another, both included, in the order of their starts."""
    found = [occurrence_on(one, day) for one in schedules for day in days_between(one, first, last)]
    return sorted(found, key=lambda one: one.starts_at)
