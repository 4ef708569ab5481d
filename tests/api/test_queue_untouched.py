"""Edit and approve where the form and the entry differ in more than what was typed."""

import re
from uuid import UUID

import pytest
from sqlalchemy import text

from register.database.engines import transaction
from tests.api.browsing import Browser
from tests.api.callers import new_account
from tests.api.editing import problems, sent_by
from tests.api.test_queue_edit import CONTACTS, HERE, change, now, propose
from tests.api.test_suggest import fields


@pytest.fixture
def steward(client):
    return Browser(client, new_account("steward", place=HERE))


@pytest.fixture
def hall(add):
    return UUID(add(summary="A hall", contacts=CONTACTS, details={"capacity": 40}).json()["id"])


def test_a_kind_that_somebody_else_changed_keeps_its_details(hall, steward):
    address = propose(hall, summary="Warm")
    form = sent_by(steward.get(f"{address}/edit"))
    change(hall, kind="sports-club", **{"details.juniors": True, "details.capacity": None})
    done = steward.post(f"{address}/edit", **form | {"name": "Mine"})
    assert done.status_code == 303, problems(done)
    said = now(hall)
    assert (said["name"], said["summary"]) == ("Mine", "Warm")
    assert (said["kind"], said["details.juniors"]) == ("sports-club", True)


def test_a_detail_of_the_kind_before_is_not_written_past_a_new_kind(hall, steward):
    address = propose(hall, summary="Warm")
    form = sent_by(steward.get(f"{address}/edit"))
    change(hall, kind="sports-club", **{"details.juniors": True, "details.capacity": None})
    page = steward.post(f"{address}/edit", **form | {"details.capacity": "50"})
    assert page.status_code == 422
    assert [field for field, _ in problems(page)] == ["details.capacity", "kind"]
    again = sent_by(page)
    assert (again["kind"], again["details.capacity"]) == ("hall", "50")
    assert "Yes" in page.text.partition("They go when you approve")[2]
    done = steward.post(f"{address}/edit", **again)
    assert done.status_code == 303, problems(done)
    said = now(hall)
    assert (said["kind"], said["details.capacity"]) == ("hall", 50)
    assert "details.juniors" not in said


def test_a_new_kind_drops_no_detail_that_was_not_shown_to_go(hall, steward):
    address = propose(hall, summary="Warm")
    form = sent_by(steward.get(f"{address}/edit")) | {"kind": "sports-club", "decision": "kind"}
    chosen = sent_by(steward.post(f"{address}/edit", **form))
    change(hall, **{"details.capacity": 77})
    page = steward.post(f"{address}/edit", **chosen)
    assert page.status_code == 422
    assert "77" in page.text.partition("They go when you approve")[2]
    assert now(hall)["details.capacity"] == 77
    done = steward.post(f"{address}/edit", **sent_by(page))
    assert done.status_code == 303, problems(done)
    assert now(hall)["kind"] == "sports-club"
    assert "details.capacity" not in now(hall)


TWO_LINES = "12 High Road\r\nAnytown"
IMPORTED = {
    "name": "Invented\nHall",
    "address": TWO_LINES,
    "summary": "Warm\r\nand dry",
    "details": {"capacity": 40, "cost": "Free\nfor members"},
    "contacts": [{"role": "Caretaker\nof the hall", "phone": "020 7946 0001"}],
    "for_whom": {"note": "Neighbours\rand friends"},
}


def as_a_browser(form):
    """Inputs of one line lose line ends; hidden ones and areas keep them, all as the same one."""
    areas = ("summary", "details.about")
    return {
        name: re.sub("[\r\n]", "", said)
        if isinstance(said, str) and not name.startswith("was.") and name not in areas
        else said
        for name, said in form.items()
    }


def test_line_ends_that_nobody_touched_stay(add, steward):
    hall = UUID(add(**IMPORTED).json()["id"])
    before = now(hall)
    assert before["address"] == TWO_LINES
    address = propose(hall, **{"details.capacity": 50})
    page = steward.get(f"{address}/edit")
    assert 'value="12 High Road Anytown"' in page.text
    form = as_a_browser(sent_by(page))
    again = as_a_browser(sent_by(steward.post(f"{address}/edit", **form | {"lat": "x"})))
    done = steward.post(f"{address}/edit", **again | {"lat": form["lat"]})
    assert done.status_code == 303, problems(done)
    assert now(hall) == before | {"details.capacity": 50}


def test_a_line_that_was_typed_otherwise_counts(add, steward):
    hall = UUID(add(**IMPORTED).json()["id"])
    address = propose(hall, **{"details.capacity": 50})
    form = as_a_browser(sent_by(steward.get(f"{address}/edit")))
    typed = {"address": "14 High Road Anytown", "contact_1_role": "Warden of the hall"}
    done = steward.post(f"{address}/edit", **form | typed)
    assert done.status_code == 303, problems(done)
    said = now(hall)
    assert said["address"] == "14 High Road Anytown"
    assert said["contacts"][0]["role"] == "Warden of the hall"
    assert said["name"] == "Invented\nHall"


def test_a_suggestion_leaves_the_line_ends_that_nobody_touched(add, client):
    made = add(**IMPORTED).json()
    at = f"/suggest/{made['href'].rpartition('/')[2]}"
    form = as_a_browser(fields(client.get(at))) | {"phone": "020 7946 0009"}
    assert client.post(at, data=form).status_code == 200
    with transaction() as session:
        (changes,) = session.scalars(text("SELECT changes FROM register.proposal")).all()
    assert set(changes) == {"contacts"}
