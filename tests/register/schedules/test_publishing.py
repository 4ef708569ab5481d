"""Sessions go the one way: checked, logged, proposed, brought back, and published by day."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from frontend.rendering import today
from register.assets.current import asset_by_id
from register.assets.drafts import InvalidDraft
from register.assets.storing import Doing
from register.assets.values import AssetDraft
from register.events.history import asset_history
from register.people.holders import Holder
from register.proposals.additions import add_asset
from register.proposals.applying import apply_change, close_asset
from register.publishing.projection import republish
from register.search.timing import part_words
from tests.register.proposals.conftest import HALL, person

TUESDAYS = {"every": "week", "days": [2, 4], "starts": "10:00", "ends": "12:00"}
PUBLISHED = """
SELECT position, weekday, starts::text, from_on::text, schedule ->> 'every'
FROM published.public_session WHERE asset_id = :id ORDER BY position, weekday
"""
DOING = Doing("account x", "field", publish=True)


@pytest.fixture
def steward() -> Holder:
    return person("steward", ("ward:finchley-church-end", None))


def added(session, steward, **values):
    draft = AssetDraft(**{**HALL, **values})
    return add_asset(session, draft, holder=steward, door="field").asset_id


def published(session, asset_id):
    return [tuple(row) for row in session.execute(text(PUBLISHED), {"id": asset_id})]


def next_day(weekday):
    """The next day of the week with that number, a week from today at the least."""
    week_on = today() + timedelta(days=7)
    return (week_on + timedelta(days=(weekday - week_on.isoweekday()) % 7)).isoformat()


def test_sessions_are_published_by_weekday(session, steward):
    first = {"every": "month", "nth": [1], "days": [1], "starts": "7pm", "from": "1/9/2026"}
    date_of_month = {"every": "month", "day_of_month": 15, "starts": "19:00"}
    # What is over is not published: a Thursday and a Friday that are still to come.
    days = [next_day(4), next_day(5)]
    single = {"every": "dates", "also_on": days, "starts": "19:00"}
    wanted = [TUESDAYS, first, date_of_month, single]
    hall = added(session, steward, details={"sessions": wanted})
    assert published(session, hall) == [
        (1, 2, "10:00:00", None, "week"),
        (1, 4, "10:00:00", None, "week"),
        (2, 1, "19:00:00", "2026-09-01", "month"),
        (3, 0, "19:00:00", None, "month"),
        (4, 4, "19:00:00", None, "dates"),
        (4, 5, "19:00:00", None, "dates"),
    ]
    before = published(session, hall)
    republish(session)
    assert published(session, hall) == before


def test_words_are_taken_as_well(session, steward):
    hall = added(
        session, steward, details={"sessions": "Every Tuesday and Thursday, 10 am to noon"}
    )
    assert asset_by_id(session, hall).fields["details.sessions"] == [TUESDAYS]


def test_a_change_is_logged_and_followed_and_can_be_taken_back(session, steward):
    hall = added(session, steward, details={"sessions": [TUESDAYS]})
    asset = asset_by_id(session, hall, lock=True)
    moved = [{**TUESDAYS, "days": [3]}]
    assert apply_change(session, asset, {"details.sessions": moved}, DOING)
    assert [row[1] for row in published(session, hall)] == [3]
    last = asset_history(session, hall)[-1]
    assert last.changes["details.sessions"] == {"from": [TUESDAYS], "to": moved}
    first = asset_history(session, hall)[0].after
    asset = asset_by_id(session, hall, lock=True)
    apply_change(session, asset, {"details.sessions": first.fields["details.sessions"]}, DOING)
    assert [row[1] for row in published(session, hall)] == [2, 4]


def test_nothing_of_a_closed_or_hidden_entry_is_published(session, steward):
    hall = added(session, steward, details={"sessions": [TUESDAYS]})
    hidden = added(
        session, steward, name="Hidden", precision="never", details={"sessions": [TUESDAYS]}
    )
    assert published(session, hidden) == []
    close_asset(session, asset_by_id(session, hall, lock=True), DOING)
    assert published(session, hall) == []


def test_a_session_that_means_nothing_is_refused(session, steward):
    with pytest.raises(InvalidDraft, match="Sessions: choose the day of the week"):
        added(session, steward, details={"sessions": [{"every": "week", "starts": "10:00"}]})


def test_search_marks_the_days_and_reads_the_note(session, steward):
    noted = {**TUESDAYS, "note": "Bring marmalade"}
    hall = added(session, steward, details={"sessions": [noted]})
    found = "SELECT search @@ CAST(:asked AS tsquery) FROM published.public_asset WHERE id = :id"
    asked = {"'day:2' & 'day:4'": True, "'day:3'": False, "marmalad": True, "week": False}
    for query, expected in asked.items():
        assert session.scalars(text(found), {"asked": query, "id": hall}).one() is expected, query


def test_search_for_a_part_of_the_day_finds_when_a_session_starts(session, steward):
    evening = {"every": "week", "days": [2], "starts": "19:00"}
    hall = added(session, steward, details={"sessions": [evening]})
    found = (
        "SELECT search @@ to_tsquery('english', :asked) FROM published.public_asset WHERE id = :id"
    )
    for part, expected in (("evening", True), ("morning", False)):
        asked = {"asked": part_words(part), "id": hall}
        assert session.scalars(text(found), asked).one() is expected, part
