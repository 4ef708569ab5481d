"""The details of a kind in the form about an entry: only what was typed differently counts."""

import pytest

from tests.api.test_suggest import fields, the_proposal

CONSULTATION = {
    "opens_on": "2026-11-02",
    "closes_on": "2026-12-14",
    "respond_page": "https://example.org/answer",
}
HALL = {"facilities": ["kitchen"], "capacity": 80, "is_for_hire": True, "hire_cost": "£5 an hour"}


def form(client, added):
    href = added.json()["href"].rpartition("/")[2]
    return client.get(f"/suggest/{href}")


@pytest.fixture
def asked(client, add):
    return form(client, add(name="Invented Question", kind="consultation", details=CONSULTATION))


def test_dates_reasons_and_outcomes_can_be_typed(client, asked):
    sent = fields(asked)
    assert sent["details.closes_on"] == "14/12/2026"
    typed = {"details.closes_on": "31 January 2027", "details.short_because": "Money\r\nends"}
    done = client.post(str(asked.url), data=sent | typed)
    assert done.status_code == 200, done.text
    changes = the_proposal()["changes"]
    assert changes["details.closes_on"] == {"from": "2026-12-14", "to": "2027-01-31"}
    assert changes["details.short_because"]["to"] == "Money\nends"
    assert len(changes) == 2


def test_what_is_emptied_is_taken_out(client, asked):
    assert client.post(str(asked.url), data=fields(asked) | {"details.opens_on": ""}).is_success
    assert the_proposal()["changes"]["details.opens_on"]["to"] is None


def test_what_cannot_be_read_is_told_beside_it_and_kept(client, asked):
    answer = client.post(str(asked.url), data=fields(asked) | {"details.closes_on": "soon"})
    assert answer.status_code == 422
    assert 'href="#details.closes_on"' in answer.text
    assert "Closes: “soon” is not a date" in answer.text
    assert fields(answer)["details.closes_on"] == "soon"
    assert fields(answer)["was.details.closes_on"] == "14/12/2026"


def test_nothing_typed_changes_nothing(client, add):
    page = form(client, add(details=HALL))
    sent = fields(page)
    assert sent["details.facilities"] == ["kitchen"]
    assert sent["details.is_for_hire"] == "yes"
    assert client.post(str(page.url), data=sent).status_code == 422
    more = {"details.facilities": ["kitchen", "hearing loop"], "details.is_for_hire": "no"}
    done = client.post(str(page.url), data=sent | more)
    assert done.status_code == 200, done.text
    changes = the_proposal()["changes"]
    assert set(changes) == {"details.facilities", "details.is_for_hire"}
    assert set(changes["details.facilities"]["to"]) == {"kitchen", "hearing loop"}
    assert changes["details.is_for_hire"]["to"] is False


def test_what_would_pin_a_home_down_is_not_asked(client, add):
    group = {"kind": "community-group", "details": {"meeting_point": "9 Hidden Close"}}
    page = form(client, add(name="Invented Group", **group))
    assert "details.meeting_point" not in page.text
    assert "Hidden" not in page.text
    assert "details.how_to_join" in page.text
    hall = form(client, add(name="Invented Market", kind="market"))
    assert "details.how_to_join" in hall.text
