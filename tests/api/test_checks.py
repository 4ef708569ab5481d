"""Checks by page and by API: shown as what they are, and never as an edit."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import text

from register.database.engines import transaction
from tests.api.browsing import Browser, typed_fields
from tests.api.callers import new_account, new_token

HERE = "ward:finchley-church-end"


@pytest.fixture
def hall(add):
    return add().json()


@pytest.fixture
def builder(client):
    return Browser(client, new_account("builder"))


def page_of(client, hall):
    return client.get(hall["href"]).text


def check(browser, hall, **typed):
    sent = {"method": "visit", "outcome": "correct", "submission": str(uuid4())} | typed
    return browser.post(f"{hall['href']}/check", **sent)


def kept():
    with transaction() as session:
        return session.execute(
            text("SELECT checked_by, method, outcome FROM register.verification ORDER BY id")
        ).all()


def test_an_entry_begins_unchecked_and_an_edit_is_no_check(client, hall, token):
    assert "Not yet checked." in page_of(client, hall)
    wish = {"action": "change", "asset_id": hall["id"], "values": {"summary": "New"}}
    headers = {"Authorization": f"Bearer {token}"}
    done = client.post("/api/v1/proposals", json={**wish, "base_version": 1}, headers=headers)
    assert done.status_code == 201
    assert "Not yet checked." in page_of(client, hall)


def test_a_builder_who_went_there_is_believed_and_shown(client, hall, builder):
    assert check(builder, hall).status_code == 200
    assert "Checked today by a community builder or steward, on a visit." in page_of(client, hall)
    [one] = kept()
    assert (one.method, one.outcome) == ("visit", "correct")
    assert one.checked_by.startswith("account ")
    assert "It was right" in builder.get(f"{hall['href']}/check").text


def test_pressing_twice_is_one_check(hall, builder):
    once = str(uuid4())
    assert check(builder, hall, submission=once).status_code == 200
    assert check(builder, hall, submission=once).status_code == 200
    assert len(kept()) == 1


def test_another_answer_from_the_same_form_is_asked_about(hall, builder):
    once = str(uuid4())
    assert check(builder, hall, submission=once).status_code == 200
    again = check(builder, hall, submission=once, outcome="no_answer", words="Nobody there")
    assert again.status_code == 422
    assert "To send this too, send it again." in again.text
    assert "Nobody there" in again.text
    assert once not in again.text
    assert len(kept()) == 1


@pytest.mark.parametrize("role", ["builder", "steward", "administrator"])
@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("visit", "a community builder or steward, on a visit"),
        ("phone", "a community builder or steward, by phone"),
        ("owner", "a community builder or steward, from the group"),
    ],
)
def test_pages_say_how_it_was_checked_whoever_did(client, hall, role, method, said):
    """Whoever of them it was is not published."""
    check(Browser(client, new_account(role)), hall, method=method)
    assert f"Checked today by {said}." in page_of(client, hall)


def test_what_is_not_chosen_is_asked_for_and_the_words_stay(hall, builder):
    answer = check(builder, hall, outcome="", method="", words="Rang the bell")
    assert answer.status_code == 422
    assert "Choose what you found" in answer.text
    assert "Rang the bell" in answer.text
    assert kept() == []


def test_where_nobody_answered_nothing_is_fresher(client, hall, builder):
    check(builder, hall, outcome="no_answer", method="phone")
    assert "Not yet checked." in page_of(client, hall)
    assert len(kept()) == 1


@pytest.mark.parametrize("publishes", [False, True])
def test_gone_waits_for_a_steward_whoever_says_it(client, hall, publishes):
    someone = Browser(client, new_account("builder", may_publish=publishes))
    check(someone, hall, outcome="gone", words="The door is bricked up")
    check(someone, hall, outcome="gone", words="Still bricked up")
    assert client.get(hall["href"]).status_code == 200
    assert "Not yet checked." in page_of(client, hall)
    steward = Browser(client, new_account("steward", place=HERE))
    queue = steward.get("/queue").text
    assert queue.count("It has closed: Invented Hall</label>") == 1
    proposal = re.search(r'href="(/queue/[0-9a-f-]{36})"', queue)[1]
    assert "Still bricked up" in steward.get(proposal).text


def test_a_steward_of_the_ward_closes_at_once(client, hall):
    steward = Browser(client, new_account("steward", place=HERE))
    assert "It is closed" in check(steward, hall, outcome="gone").text
    assert client.get(hall["href"]).status_code == 410


def test_a_steward_of_another_ward_only_proposes_it(client, hall):
    other = Browser(client, new_account("steward", place="ward:hendon"))
    assert "A steward will look at it" in check(other, hall, outcome="gone").text
    assert client.get(hall["href"]).status_code == 200


def test_what_changed_is_asked_next_and_counts_once_it_is_said(client, hall):
    someone = Browser(client, new_account("builder", may_publish=True))
    answer = check(someone, hall, outcome="changed", method="phone")
    address = answer.headers["location"]
    assert kept() == []
    sent = typed_fields(someone.get(address))
    del sent["csrf"]
    slug = hall["href"].rpartition("/")[2]
    assert someone.post(f"/suggest/{slug}", **sent, summary="New times").status_code == 200
    assert [(one.method, one.outcome) for one in kept()] == [("phone", "changed")]
    assert "Checked today by a community builder or steward, by phone." in page_of(client, hall)


def test_what_a_builder_found_changed_counts_once_it_is_applied(client, hall, builder):
    address = check(builder, hall, outcome="changed").headers["location"]
    sent = typed_fields(builder.get(address))
    del sent["csrf"]
    slug = hall["href"].rpartition("/")[2]
    assert builder.post(f"/suggest/{slug}", **sent, summary="New times").status_code == 200
    assert "Not yet checked." in page_of(client, hall)
    assert [(one.method, one.outcome) for one in kept()] == [("visit", "changed")]
    with transaction() as session:
        proposal_id = session.scalars(text("SELECT id FROM register.proposal")).one()
    decide = f"/api/v1/proposals/{proposal_id}/decision"
    headers = {"Authorization": f"Bearer {new_token(new_account('administrator'))}"}
    said = client.post(decide, json={"decision": "approve"}, headers=headers)
    assert said.status_code == 200, said.text
    assert "Checked today by a community builder or steward, on a visit." in page_of(client, hall)


def test_a_resident_cannot_pass_a_change_off_as_a_check(client, hall):
    slug = hall["href"].rpartition("/")[2]
    sent = typed_fields(client.get(f"/suggest/{slug}?checked=visit"))
    assert client.post(f"/suggest/{slug}", data={**sent, "summary": "New"}).status_code == 200
    assert kept() == []


def send(client, hall, key, **given):
    body = {"method": "visit", "outcome": "correct"} | given
    headers = {"Authorization": f"Bearer {key}"}
    return client.post(f"/api/v1/assets/{hall['id']}/verifications", json=body, headers=headers)


def test_the_api_records_a_check_once_for_each_request_id(client, hall, token):
    once = str(uuid4())
    first = send(client, hall, token, request_id=once)
    assert (first.status_code, first.json()["status"]) == (201, "recorded")
    assert send(client, hall, token, request_id=once).status_code == 200
    assert send(client, hall, token, request_id=once, outcome="gone").status_code == 409
    assert len(kept()) == 1
    document = client.get(f"/api/v1/assets/{hall['id']}").json()["properties"]
    assert document["checked_on"] is not None
    assert document["checked_how"] == "visit"


def test_the_api_puts_gone_to_a_steward(client, hall, token):
    answer = send(client, hall, token, outcome="gone")
    assert answer.status_code == 202
    assert answer.json()["proposal_id"]
    key = new_token(new_account("administrator"))
    closed = send(client, hall, key, outcome="gone")
    assert (closed.status_code, closed.json()["status"]) == (201, "closed")
    assert send(client, hall, token).status_code == 409


def change(client, hall, key):
    wish = {"action": "change", "asset_id": hall["id"], "values": {"summary": "New"}}
    headers = {"Authorization": f"Bearer {key}"}
    return client.post("/api/v1/proposals", json={**wish, "base_version": 1}, headers=headers)


def test_the_api_takes_what_changed_only_after_the_change(client, hall, token):
    answer = send(client, hall, token, outcome="changed")
    assert answer.status_code == 409
    assert "Send what changed first" in answer.text
    assert kept() == []
    assert change(client, hall, token).status_code == 201
    assert send(client, hall, token, outcome="changed").status_code == 201
    assert "Checked today" in page_of(client, hall)


def test_a_change_by_api_that_waits_is_no_check_yet(client, hall):
    key = new_token(new_account("builder"))
    assert change(client, hall, key).status_code == 202
    said = send(client, hall, key, outcome="changed")
    assert (said.status_code, said.json()["status"]) == (202, "waiting")
    assert "Not yet checked." in page_of(client, hall)


def test_nobody_says_by_api_that_a_mail_was_answered(client, hall, token):
    assert send(client, hall, token, method="email_link").status_code == 422


def test_what_is_never_to_be_found_is_not_found_here_either(client, add, token):
    key = new_token(new_account("administrator"))
    headers = {"Authorization": f"Bearer {key}"}
    asset = {"name": "Refuge", "kind": "hall", "lon": -0.2, "lat": 51.6, "precision": "never"}
    hidden = client.post("/api/v1/assets", json=asset, headers=headers).json()
    assert send(client, hidden, token).status_code == 404
    assert send(client, hidden, key).status_code == 201
