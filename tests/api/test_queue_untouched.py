"""Edit and approve where the form and the entry differ in more than what was typed."""

from uuid import UUID

import pytest

from tests.api.browsing import Browser
from tests.api.callers import new_account
from tests.api.editing import problems, sent_by
from tests.api.test_queue_edit import CONTACTS, HERE, change, now, propose


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
