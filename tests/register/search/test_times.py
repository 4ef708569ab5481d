"""Times in a question mean the half of the day that was said, and the sessions that begin then."""

import asyncio
from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy import text

from register.database.engines import transaction
from register.search.answers import search_rows
from register.search.clock import clock_in
from register.search.questions import Cursor, SearchQuestion
from tests.register.search.conftest import asked_of, empty, fill, names_of


@pytest.mark.parametrize(
    ("question", "words", "at"),
    [
        ("yoga half past six", "yoga", time(18, 30)),
        ("half-past six in the morning yoga", "in the morning yoga", time(6, 30)),
        ("yoga 6.30", "yoga", time(18, 30)),
        ("yoga 6:30 a.m.", "yoga", time(6, 30)),
        ("10.30 toddlers", "toddlers", time(10, 30)),
        ("evening choir at half 8", "evening choir", time(20, 30)),
        ("quarter to one lunch", "lunch", time(12, 45)),
        ("quarter past 7 pm", "", time(19, 15)),
        ("choir 18:45", "choir", time(18, 45)),
        ("7pm", "", time(19)),
        ("six o'clock", "", time(18)),
        ("12.30am disco", "disco", time(0, 30)),
        ("classes under £2.50", "classes under £2.50", None),
        ("ten to twelve year olds", "ten to twelve year olds", None),
        ("half term club", "half term club", None),
        ("flat 12 a main road", "flat 12 a main road", None),
    ],
)
def test_times_are_read(question, words, at):
    left, found = clock_in(question)
    assert (" ".join(left.split()), found) == (words, at)


ROWS = """Reference,Name,Kind,Longitude,Latitude,Sessions,Opening or meeting times
T-1,Sloth yoga at dawn,community group,-0.2,51.6,"Every Thursday, 6.30 am to 7.30 am",
T-2,Sloth yoga at dusk,community group,-0.2,51.6,"Every Thursday, 6.30 pm to 7.30 pm",
T-3,Sloth yoga told at dawn,community group,-0.2,51.6,,Thursdays 6.30am
T-4,Sloth yoga told at dusk,community group,-0.2,51.6,,Thursdays 6.30 pm
T-5,Sloth yoga on two days,community group,-0.2,51.6,"Every Thursday, 10 am; Every Monday, 7 pm",
T-6,Sloth yoga between,community group,-0.2,51.6,"Every Tuesday, 6.40 pm to 7.10 pm",
"""
OVERDUE = """
INSERT INTO published.overdue (asset_id, is_below)
SELECT id, true FROM published.public_asset WHERE name = :name
"""


@pytest.fixture(scope="module")
def timetable(database, tmp_path_factory):
    path = tmp_path_factory.mktemp("times") / "times.csv"
    path.write_text(ROWS, encoding="utf-8")
    fill(path)
    yield
    empty(database)


def names(words="", **filters):
    return names_of("Sloth yoga ", SearchQuestion(words, **filters))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("sloth half past six", {"at dusk", "told at dusk"}),
        ("sloth 6.30", {"at dusk", "told at dusk"}),
        ("sloth thursday evening 6.30", {"at dusk", "told at dusk"}),
        ("sloth 6.30am", {"at dawn", "told at dawn"}),
        ("sloth half past six in the morning", {"at dawn", "told at dawn"}),
        ("sloth thursday morning", {"at dawn", "told at dawn", "on two days"}),
        ("sloth thursday evening", {"at dusk", "told at dusk"}),
        ("sloth monday evening", {"on two days"}),
        ("sloth tuesday 18:40", {"between"}),
        ("18:40", {"between"}),
    ],
)
def test_a_time_finds_what_begins_then_on_that_day(timetable, words, found):
    assert names(words) == found


def test_a_chosen_part_of_the_day_looks_at_the_sessions_of_the_chosen_day(timetable):
    assert names("sloth", part_of_day="morning") == {"at dawn", "told at dawn", "on two days"}
    assert names("sloth", day="thursday", part_of_day="evening") == {"at dusk", "told at dusk"}
    assert names("sloth", day="tuesday", part_of_day="evening") == {"between"}


def test_what_is_overdue_for_a_check_stands_below_its_equals(timetable):
    ask = SearchQuestion("sloth yoga", limit=6)
    before = asyncio.run(asked_of(lambda reader: search_rows(reader, ask))).rows
    assert len({row["score"] for row in before}) == 1
    with transaction() as session:
        session.execute(text(OVERDUE), {"name": before[0]["name"]})
    after = asyncio.run(asked_of(lambda reader: search_rows(reader, ask))).rows
    assert [row["name"] for row in after] == [row["name"] for row in (*before[1:], before[0])]
    most = asyncio.run(asked_of(lambda reader: search_rows(reader, replace(ask, limit=5))))
    following = replace(ask, after=Cursor.parse(most.next_cursor))
    last = asyncio.run(asked_of(lambda reader: search_rows(reader, following)))
    assert [row["name"] for row in last.rows] == [before[0]["name"]]
