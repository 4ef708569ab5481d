"""Days of sessions: the same as dateutil expands from the rule, and right when clocks change."""

from datetime import UTC, date, datetime, time, timedelta

from dateutil.rrule import MO, MONTHLY, WEEKLY, rrule, rruleset, weekday
from hypothesis import example, given, settings

from register.schedules.occurrences import (
    days_between,
    next_occurrence,
    occurrence_on,
    occurrences_between,
)
from register.schedules.values import Schedule
from tests.register.schedules.strategies import DAYS, schedules

TEN = time(10)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def by_dateutil(schedule: Schedule, first: date, last: date) -> list[date]:
    """The same days by the library, from the schedule and not from anything of ours."""
    found = rruleset()
    start = midnight(schedule.from_on or first)
    until = midnight(schedule.until_on) if schedule.until_on else midnight(last)
    if schedule.every == "week":
        days = [weekday(number - 1) for number in schedule.days]
        found.rrule(
            rrule(WEEKLY, start, schedule.weeks, MO, until=until, byweekday=days)  # fmt: skip
        )
    elif schedule.day_of_month is not None:
        found.rrule(rrule(MONTHLY, start, until=until, bymonthday=schedule.day_of_month))
    elif schedule.every == "month":
        days = [weekday(day - 1)(nth) for day in schedule.days for nth in schedule.nth]
        found.rrule(rrule(MONTHLY, start, until=until, byweekday=days))
    for day in schedule.also_on:
        found.rdate(midnight(day))
    for day in schedule.not_on:
        found.exdate(midnight(day))
    return [one.date() for one in found.between(midnight(first), midnight(last), inc=True)]


@settings(max_examples=600, deadline=None)
@given(schedules(), DAYS, DAYS)
@example(
    Schedule("week", TEN, weeks=3, days=(2, 5), from_on=date(2026, 11, 6)),
    date(2026, 11, 1),
    date(2027, 3, 1),
)
def test_days_are_those_of_dateutil(schedule: Schedule, one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert days_between(schedule, first, last) == by_dateutil(schedule, first, last)


def test_weeks_are_counted_from_the_week_of_the_first_day() -> None:
    # From a Friday; the Tuesday of that week is over, so the next is two weeks on.
    every_other = Schedule("week", TEN, weeks=2, days=(2,), from_on=date(2026, 11, 6))
    assert days_between(every_other, date(2026, 11, 1), date(2026, 12, 6)) == [
        date(2026, 11, 17),
        date(2026, 12, 1),
    ]


def test_a_month_without_the_day_is_left_out() -> None:
    last = Schedule("month", TEN, day_of_month=31)
    found = days_between(last, date(2026, 4, 1), date(2026, 8, 1))
    assert found == [date(2026, 5, 31), date(2026, 7, 31)]


def test_ten_stays_ten_when_the_clocks_change() -> None:
    weekly = Schedule("week", TEN, time(12), days=(7,))
    before, after = date(2026, 3, 22), date(2026, 3, 29)
    assert occurrence_on(weekly, before).starts_at.astimezone(UTC).hour == 10
    assert occurrence_on(weekly, after).starts_at.astimezone(UTC).hour == 9
    assert occurrence_on(weekly, date(2026, 10, 25)).starts_at.astimezone(UTC).hour == 10
    starts = [one.starts_at for one in occurrences_between([weekly], before, after)]
    assert [start.hour for start in starts] == [10, 10]


def test_the_next_is_today_or_later_and_none_after_the_last() -> None:
    tuesdays = Schedule("week", TEN, days=(2,), until_on=date(2026, 12, 1))
    friday = Schedule("dates", TEN, also_on=(date(2026, 11, 27),))
    today = date(2026, 11, 24)
    found = next_occurrence([friday, tuesdays], today)
    assert found is not None
    assert found.starts_at.date() == today
    found = next_occurrence([friday, tuesdays], today + timedelta(days=1))
    assert found is not None
    assert found.schedule == friday
    assert next_occurrence([friday, tuesdays], date(2026, 12, 2)) is None
