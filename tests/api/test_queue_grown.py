"""An import's open proposal may say more by the time that somebody approves what they saw."""

import json
from uuid import UUID

import pytest
from sqlalchemy import text

from register.database.engines import transaction
from tests.api.browsing import Browser
from tests.api.callers import new_account
from tests.api.editing import problems, sent_by
from tests.api.test_queue_edit import HERE, now, propose
from tests.api.test_suggest import fields

GROWN = "its source has said more since"


@pytest.fixture
def steward(client):
    return Browser(client, new_account("steward", place=HERE))


@pytest.fixture
def hall(add):
    return UUID(add(summary="A hall").json()["id"])


def grow(**changes):
    """A run was published that contests more, as register/runs/edits.py adds it."""
    said = {name: {"from": before, "to": after} for name, (before, after) in changes.items()}
    with transaction() as session:
        session.execute(
            text("UPDATE register.proposal SET changes = changes || CAST(:said AS jsonb)"),
            {"said": json.dumps(said)},
        )


def test_what_was_not_shown_is_not_approved(hall, steward):
    address = propose(hall, summary="Warm")
    form = fields(steward.get(address)) | {"decision": "approve", "reason": "I rang them"}
    form.pop("csrf")
    grow(address=(None, "Elsewhere"))
    page = steward.post(address, **form)
    assert page.status_code == 422
    assert GROWN in problems(page)[0][1]
    assert now(hall)["summary"] == "A hall"
    again = fields(page) | {"decision": "approve"}
    again.pop("csrf")
    assert (again["reason"], again["edit.address"]) == ("I rang them", "Elsewhere")
    assert steward.post(address, **again).status_code == 303
    assert now(hall)["address"] == "Elsewhere"


def test_the_form_of_all_of_it_shows_what_is_proposed_now(hall, steward):
    address = propose(hall, summary="Warm")
    form = sent_by(steward.get(f"{address}/edit"))
    grow(summary=("A hall", "Cold"), address=(None, "Elsewhere"))
    page = steward.post(f"{address}/edit", **form | {"name": "Mine"})
    assert page.status_code == 422
    assert GROWN in problems(page)[0][1]
    assert now(hall)["summary"] == "A hall"
    again = sent_by(page)
    assert [again[n] for n in ("name", "summary", "address")] == ["Mine", "Cold", "Elsewhere"]
    seen = sent_by(steward.post(f"{address}/edit", **form | {"decision": "kind"}))
    assert GROWN in steward.post(f"{address}/edit", **seen).text
    assert steward.post(f"{address}/edit", **again).status_code == 303
    said = now(hall)
    assert [said[n] for n in ("name", "summary", "address")] == ["Mine", "Cold", "Elsewhere"]
