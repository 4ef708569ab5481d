"""The calendar that we write, read and expanded by another library than the one that wrote it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import vobject
from hypothesis import given, settings

from register.schedules import calendars
from register.schedules.calendars import CalendarEntry, calendar_text
from register.schedules.occurrences import days_between, occurrence_on
from register.schedules.values import Schedule
from tests.register.schedules.strategies import FIRST, LATEST, schedules

KNOWN = datetime(2025, 6, 2, 9, tzinfo=UTC)
WINDOW = 400


def written(*given_schedules: Schedule, name: str = "Tea and talk") -> bytes:
    entry = CalendarEntry(
        "0b5c", name, "Somewhere in Hillside", "https://example.org/assets/tea", KNOWN,
        given_schedules,
    )  # fmt: skip
    return calendar_text("What is on", "https://example.org/w", "example.org", [entry])


def valid(calendar: bytes) -> vobject.base.Component:
    """The calendar as the other library reads it, which holds it to the standard as well."""
    found = vobject.readOne(calendar.decode())
    found.validate(raiseException=True)
    return found


def uids(*given_schedules: Schedule) -> list[str]:
    found = valid(written(*given_schedules)).contents.get("vevent", [])
    return [event.uid.value for event in found]


def read(
    calendar: bytes, first: datetime, last: datetime
) -> list[tuple[datetime, datetime | None]]:
    """Every session between two moments: start and end in UTC, as the other library has them."""
    found = []
    for event in valid(calendar).contents.get("vevent", []):
        starts = event.dtstart.value
        length = event.dtend.value - starts if hasattr(event, "dtend") else None
        days = event.getrruleset(addRDate=True) if hasattr(event, "rrule") else [starts]
        for start in days:
            # The rule runs on the clock's own time; the zone of that day is put back to it.
            moment = start.astimezone(UTC)
            if first <= moment <= last:
                end = None if length is None else (start + length).astimezone(UTC)
                found.append((moment, end))
            elif moment > last:
                break
    return sorted(found, key=lambda pair: pair[0])


def expected(schedule: Schedule, first: date, last: date) -> list[tuple[datetime, datetime | None]]:
    ours = (occurrence_on(schedule, day) for day in days_between(schedule, first, last))
    return [
        (one.starts_at.astimezone(UTC), one.ends_at.astimezone(UTC) if one.ends_at else None)
        for one in ours
    ]


@settings(max_examples=150, deadline=None)
@given(schedules())
def test_another_library_reads_the_same_sessions(schedule: Schedule) -> None:
    since = schedule.from_on or KNOWN.date()
    first = max(since, FIRST)
    last = min(first + timedelta(days=WINDOW), LATEST)
    bounds = (
        datetime.combine(first, time(), UTC) - timedelta(hours=1),
        datetime.combine(last, time(23, 59), UTC),
    )
    assert read(written(schedule), *bounds) == expected(schedule, first, last)


def test_the_clock_changes_and_ten_stays_ten() -> None:
    sundays = Schedule("week", time(10), time(12), days=(7,), from_on=date(2026, 3, 1))
    found = read(
        written(sundays), datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    )
    assert [(start.day, start.hour, end.hour) for start, end in found if end] == [
        (22, 10, 12),
        (29, 9, 11),
    ]


def test_what_stands_in_a_calendar() -> None:
    weekly = Schedule("week", time(10), days=(2,), cost="£3", note="Bring a mug")
    calendar = valid(written(weekly))
    assert calendar.version.value == "2.0"
    assert calendar.vtimezone.tzid.value == "Europe/London"
    event = calendar.vevent
    assert event.summary.value == "Tea and talk"
    assert event.location.value == "Somewhere in Hillside"
    # Written down here: another one would be another event to whoever has subscribed.
    assert event.uid.value == "0b5c-73e8364be03110a9@example.org"
    assert "Every Tuesday, 10 am, cost: £3, note: Bring a mug" in event.description.value
    assert event.url.value == "https://example.org/assets/tea"
    # A rule without a first day is not drawn further back than it was known.
    assert event.dtstart.value.date() == date(2025, 6, 3)


def test_nothing_in_a_text_can_begin_another_line() -> None:
    nasty = "Tea\r\nBEGIN:VEVENT\nATTENDEE:mailto:a@example.org;X=1,2\\n"
    calendar = written(Schedule("week", time(10), days=(2,)), name=nasty)
    assert calendar.count(b"BEGIN:VEVENT\r\n") == 1
    assert b"\nATTENDEE" not in calendar
    assert all(len(line) <= 75 for line in calendar.split(b"\r\n"))


@pytest.mark.parametrize(
    "broken", ["Two\nlines", "Two\r\nlines", "Two\u2028lines", " Two \t lines "]
)
def test_the_name_of_a_calendar_is_on_one_line(broken: str) -> None:
    made = calendar_text(broken, "https://example.org/w", "example.org", []).decode()
    assert "NAME:Two lines\r\n" in made
    assert "X-WR-CALNAME:Two lines\r\n" in made


def test_a_calendar_of_nothing_is_a_calendar() -> None:
    assert valid(written()).vtimezone


WEEKLY = Schedule("week", time(10), days=(2,))
SINGLE = Schedule("dates", time(10), also_on=(date(2026, 12, 1), date(2026, 12, 8)))


CHANGED = (
    replace(WEEKLY, ends=time(11)),
    replace(WEEKLY, cost="£3", note="Bring a mug"),
    replace(WEEKLY, not_on=(date(2026, 12, 29),), until_on=date(2027, 3, 1)),
)


def test_a_session_keeps_its_name_when_another_is_taken_out_or_they_change_places() -> None:
    others = (replace(WEEKLY, days=(4,)), replace(WEEKLY, from_on=date(2027, 1, 5)), SINGLE)
    together = uids(*others, WEEKLY)
    assert len(set(together)) == len(together) == 5
    assert uids(WEEKLY) == together[-1:]
    assert set(uids(WEEKLY, *others[::-1])) == set(together)


@pytest.mark.parametrize("changed", CHANGED)
def test_a_session_keeps_its_name_when_its_dates_end_cost_or_note_change(changed: Schedule) -> None:
    assert uids(changed) == uids(WEEKLY)


def test_single_dates_keep_their_names_when_one_is_taken_out() -> None:
    assert uids(replace(SINGLE, also_on=SINGLE.also_on[1:])) == uids(SINGLE)[1:]


def test_two_that_begin_together_have_two_names() -> None:
    assert len(set(uids(WEEKLY, replace(WEEKLY, note="Upstairs"), SINGLE, SINGLE))) == 6


def test_an_entry_is_written_again_only_when_it_has_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written(WEEKLY, name="Written before")
    monkeypatch.delattr(calendars, "_events")
    assert b"Written before" in written(WEEKLY, name="Written before")
    with pytest.raises(NameError):
        written(replace(WEEKLY, days=(5,)), name="Written before")
