"""Sessions that are over find nothing any more; single dates tell their weekday; what is free."""

import csv

import pytest
from sqlalchemy import text

from register.database.engines import transaction
from register.schedules.ending import take_out_what_is_over
from register.search.questions import SearchQuestion
from tests.register.search.conftest import empty, fill, names_of

HEADERS = ("Reference", "Name", "Kind", "Longitude", "Latitude", "Sessions", "Cost")
# 14 January 2088 is a Wednesday; 5 March 2020 was a Thursday.
OVER = "Thursdays, 7 pm, until 6 November 2020"
NEWTS = {
    "over": (f"{OVER}, note: pottery", ""),
    "going on": ("Thursdays, 7 pm, from 6 November 2020, note: pottery", ""),
    "of one day": ("5 March 2020, 14 January 2088, 7 pm", ""),
    "moved": (f"{OVER}; Every Friday, 10 am", "Not free of charge"),
    "last": (f"{OVER}, also on 14 January 2088, cost: Free for all", "£3"),
    "given": ("", "Free"),
    "paid": ("Every Friday, 10 am, cost: it isn't free", "It is never really free"),
}
ENDS = """
UPDATE published.public_session AS s SET until_on = current_date - 1
FROM published.public_asset AS a WHERE a.id = s.asset_id AND a.name = 'Newt club going on'
"""
UNTIL = "UPDATE register.asset SET details = CAST(:details AS jsonb) WHERE name = :name"


@pytest.fixture(scope="module")
def newts(database, tmp_path_factory):
    path = tmp_path_factory.mktemp("over") / "newts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADERS)
        for name, (sessions, cost) in NEWTS.items():
            place = ("community group", -0.2, 51.6)
            rows.writerow([name, f"Newt club {name}", *place, sessions, cost])
    fill(path)
    yield
    empty(database)


def names(words="newt", **filters):
    return names_of("Newt club ", SearchQuestion(words, **filters))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"words": "newt thursday"}, {"going on"}),
        ({"day": "thursday"}, {"going on"}),
        ({"words": "newt wednesday"}, {"of one day", "last"}),
        ({"words": "newt thursday evening"}, {"going on"}),
        ({"day": "wednesday", "part_of_day": "evening"}, {"of one day", "last"}),
        ({"words": "newt 7pm"}, {"going on", "of one day", "last"}),
        ({"words": "newt pottery"}, {"going on"}),
        ({"day": "friday"}, {"moved", "paid"}),
    ],
)
def test_only_what_is_still_to_come_is_found(newts, asked, found):
    assert names(**asked) == found


def test_free_is_said_by_the_entry_or_by_a_session_and_not_denied(newts):
    assert names(is_free=True) == {"last", "given"}
    assert names("free newt") == {"last", "given"}


def test_what_ends_is_taken_out_at_night_and_once(newts):
    details = '{"sessions": [{"every": "week", "days": [4], "starts": "19:00", "until": "%s"}]}'
    with transaction() as session:
        yesterday = session.scalar(text("SELECT current_date - 1"))
        values = {"details": details % yesterday, "name": "Newt club going on"}
        session.execute(text(UNTIL), values)
        session.execute(text(ENDS))
    assert "going on" in names("newt thursday")
    with transaction() as session:
        before = session.scalars(text("SELECT number FROM published.revision")).one()
        assert take_out_what_is_over(session) == 1
        after = session.scalars(text("SELECT number FROM published.revision")).one()
        assert take_out_what_is_over(session) == 0
    assert after > before
    assert names("newt thursday") == set()
