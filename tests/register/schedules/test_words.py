"""Schedules in words, read again, and what cannot be read told in a sentence."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.schedules.reading import schedule_in_words, schedules_from
from register.schedules.values import PARTS, InvalidSchedule, Schedule, schedule_from
from register.schedules.words import all_words, full_words, in_words, long_day
from tests.register.schedules.strategies import schedules

TEN, NOON = time(10), time(12)


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (Schedule("week", TEN, NOON, days=(2,)), "Every Tuesday, 10 am to 12 noon"),
        (Schedule("month", TEN, days=(1,), nth=(1,)), "First Monday of the month, 10 am"),
        (
            Schedule("month", time(19, 30), days=(5,), nth=(1, -1)),
            "First and last Friday of the month, 7:30 pm",
        ),
        (Schedule("month", NOON, day_of_month=22), "The 22nd of the month, 12 noon"),
        (Schedule("month", NOON, day_of_month=-1), "The last day of the month, 12 noon"),
        (
            Schedule("week", TEN, weeks=2, days=(2, 4), from_on=date(2026, 11, 3)),
            "Every 2 weeks on Tuesday and Thursday, 10 am, from 3 November 2026",
        ),
        (
            Schedule("dates", TEN, also_on=(date(2027, 1, 14), date(2027, 3, 4))),
            "On 14 January 2027 and 4 March 2027, 10 am",
        ),
        (
            Schedule("week", TEN, days=(1,), not_on=(date(2026, 12, 28),)),
            "Every Monday, 10 am, not on 28 December 2026",
        ),
    ],
)
def test_schedules_are_said_as_people_say_them(schedule: Schedule, words: str) -> None:
    assert in_words(schedule) == words


@settings(max_examples=400, deadline=None)
@given(schedules())
def test_our_words_and_our_json_are_read_as_what_they_came_from(schedule: Schedule) -> None:
    assert schedule_in_words(full_words(schedule)) == schedule
    assert schedule_from(schedule.stored()) == schedule


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Tuesdays 10-12 noon", "Every Tuesday, 10 am to 12 noon"),
        ("mon-wed 9:30–17:00", "Every Monday, Tuesday and Wednesday, 9:30 am to 5 pm"),
        ("1st & 3rd Thurs 11-1pm", "First and third Thursday of the month, 11 am to 1 pm"),
        ("last friday of every month, 7.30pm", "Last Friday of the month, 7:30 pm"),
        (
            "every other Friday 3pm until 6/11/2026 starting 1/9/2026",
            "Every 2 weeks on Friday, 3 pm, from 1 September 2026, until 6 November 2026",
        ),
        ("daily from 8am until 6pm", "Every day, 8 am to 6 pm"),
        ("the 15th of each month, noon", "The 15th of the month, 12 noon"),
    ],
)
def test_what_people_type_is_read(typed: str, words: str) -> None:
    assert full_words(schedule_in_words(typed)) == words


def test_a_day_of_another_year_says_so() -> None:
    assert long_day(date(2027, 3, 16), date(2026, 11, 22)) == "Tuesday 16 March 2027"


def test_several_have_semicolons_between() -> None:
    found = schedules_from("Every Tuesday, 10 am; First Monday of the month, 7 pm to 9 pm")
    assert all_words(found) == "Every Tuesday, 10 am; First Monday of the month, 7 pm to 9 pm"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("Tuesdays", "the time"),
        ("10 am", "day of the week"),
        ("Tuesdays in term time 10am", "in term time"),
        ("Tuesdays 12 noon to 10 am", "ends before"),
        ("every other Friday 3pm", "first date"),
        ("Every Tuesday 10am until 31 November 2026", "not a day of any month"),
        ("sometimes", "give the time"),
    ],
)
def test_what_cannot_be_read_is_told(typed: str, reason: str) -> None:
    with pytest.raises(InvalidSchedule, match=reason):
        schedule_in_words(typed)


@pytest.mark.parametrize(
    ("given_json", "part"),
    [
        ({"every": "week", "days": [2]}, "starts"),
        ({"every": "week", "days": [8], "starts": "10:00"}, "days"),
        ({"every": "week", "days": [True], "starts": "10:00"}, "days"),
        ({"every": "week", "starts": "10:00"}, "days"),
        ({"every": "month", "starts": "10:00"}, "day_of_month"),
        ({"every": "month", "nth": [5], "days": [1], "starts": "10:00"}, "nth"),
        ({"every": "month", "nth": [1], "starts": "10:00"}, "days"),
        ({"every": "dates", "starts": "10:00"}, "also_on"),
        ({"every": "dates", "starts": "10:00", "also_on": ["0001-01-01"]}, "also_on"),
        ({"every": "week", "days": [2], "starts": "10:00", "surprise": 1}, "every"),
        ({"every": "week", "days": [2], "starts": "25:00"}, "starts"),
        ({"every": "week", "days": [2], "starts": "10:00", "note": "x" * 301}, "note"),
        ({"every": ["week"], "days": [2], "starts": "10:00"}, "every"),
        ({"every": "week", "days": {"a": 1}, "starts": {}}, "starts"),
    ],
)
def test_json_that_means_nothing_is_refused_by_its_part(
    given_json: dict[str, object], part: str
) -> None:
    with pytest.raises(InvalidSchedule) as refused:
        schedule_from(given_json)
    assert refused.value.part == part


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(PARTS), inner),
    max_leaves=8,
)


@settings(max_examples=500, deadline=None)
@given(ANYTHING | st.dictionaries(st.sampled_from(PARTS), ANYTHING).map(lambda one: [one]))
def test_whatever_is_sent_is_a_schedule_or_is_refused_in_words(sent: object) -> None:
    try:
        found = schedules_from(sent)
    except InvalidSchedule:
        return
    assert schedules_from([one.stored() for one in found]) == found
