"""Proposals by token: who may, what comes of it, and the addresses of what was merged or closed."""

import json

import pytest
from sqlalchemy import text

from register.database.engines import transaction
from register.people.tokens import create_token


@pytest.fixture
def keys(emptied):
    """A token for each role: ``newcomer`` is a builder whose word needs approval."""
    wanted = {
        "steward": ("steward", True),
        "analyst": ("analyst", True),
        "newcomer": ("builder", False),
        "administrator": ("administrator", True),
    }
    with transaction() as session:
        made = {
            name: create_token(session, role, name, may_publish=may, days=1)
            for name, (role, may) in wanted.items()
        }
    return {name: {"Authorization": f"Bearer {key}"} for name, key in made.items()}


@pytest.fixture
def send(client, keys):
    def post(who, asset_id, action="change", version=1, into_id=None, **values):
        wish = {"action": action, "asset_id": asset_id, "values": values, "into_id": into_id}
        if action == "change":
            wish["base_version"] = version
        return client.post("/api/v1/proposals", json=wish, headers=keys[who])

    return post


@pytest.fixture
def hall(add):
    return add().json()["id"]


def test_a_steward_changes_at_once_and_a_newcomer_proposes(client, keys, send, hall):
    done = send("steward", hall, name="Renamed")
    assert (done.status_code, done.json()["version"]) == (201, 2)
    waits = send("newcomer", hall, version=2, summary="Warm")
    assert (waits.status_code, waits.json()["status"]) == (202, "waiting")
    address = f"/api/v1/proposals/{waits.json()['proposal_id']}"
    assert client.get(address, headers=keys["newcomer"]).json()["changes"] == {
        "summary": {"from": None, "to": "Warm"}
    }
    listed = client.get("/api/v1/proposals", headers=keys["steward"]).json()
    assert [one["id"] for one in listed] == [waits.json()["proposal_id"]]
    decided = client.post(
        f"{address}/decision", json={"decision": "approve"}, headers=keys["steward"]
    )
    assert decided.json()["version"] == 3
    again = client.post(
        f"{address}/decision", json={"decision": "approve"}, headers=keys["steward"]
    )
    assert again.status_code == 409


def test_a_conflict_is_told_and_nothing_is_written_over(client, keys, send, hall):
    send("steward", hall, name="First")
    met = send("steward", hall, name="Second")
    assert met.status_code == 202
    assert met.json()["conflicts"] == [
        {"field": "name", "base": "Invented Hall", "wanted": "Second", "now": "First"}
    ]
    decision = f"/api/v1/proposals/{met.json()['proposal_id']}/decision"
    refused = client.post(decision, json={"decision": "approve"}, headers=keys["steward"])
    assert refused.status_code == 409
    assert "Somebody changed this" in refused.json()["detail"]
    settled = {"decision": "approve", "choices": {"name": "proposed"}, "seen_version": 2}
    assert client.post(decision, json=settled, headers=keys["steward"]).json()["version"] == 3


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"action": "change", "values": {"name": "x"}}, 422),
        ({"action": "change", "values": {"status": "x"}, "base_version": 1}, 422),
        ({"action": "change", "values": {"name": "x"}, "base_version": 9}, 404),
        ({"action": "reopen"}, 409),
        ({"action": "merge"}, 409),
        ({"action": "erase"}, 422),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(client, keys, hall, wish, status):
    answer = client.post(
        "/api/v1/proposals", json={"asset_id": hall, **wish}, headers=keys["steward"]
    )
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]


def test_others_are_refused(client, keys, send, hall):
    assert send("analyst", hall, name="x").status_code == 403
    waits = send("newcomer", hall, name="x").json()["proposal_id"]
    decision = f"/api/v1/proposals/{waits}/decision"
    for who in ("newcomer", "analyst"):
        answer = client.post(decision, json={"decision": "approve"}, headers=keys[who])
        assert answer.status_code == 403
    assert client.get(f"/api/v1/proposals/{waits}").status_code == 401


def test_the_address_of_a_merged_asset_leads_on_and_of_a_closed_one_says_so(
    client, send, add, hall
):
    other = add(name="The same hall again", lon=-0.2001).json()
    send("steward", other["id"], "merge", into_id=hall)
    for address in (other["href"], f"/api/v1/assets/{other['id']}"):
        answer = client.get(address, follow_redirects=False)
        assert answer.status_code == 301
        assert client.get(answer.headers["location"]).status_code == 200
    third = add(name="And again", lon=-0.2002).json()
    send("steward", hall, "merge", into_id=third["id"])
    led = client.get(other["href"], follow_redirects=False)
    assert led.headers["location"] == third["href"]
    send("steward", third["id"], "close")
    for address in (third["href"], other["href"], f"/api/v1/assets/{third['id']}"):
        answer = client.get(address)
        assert answer.status_code == 410, address
        assert "It has closed" in answer.text
    assert client.get("/assets/never-was").status_code == 404


def test_the_history_is_read_and_private_fields_only_by_who_looks_after_it(client, keys, send, add):
    contacts = [{"phone": "020 7946 0003", "audience": "stewards"}]
    hall = add(contacts=contacts).json()["id"]
    send("steward", hall, name="Renamed")
    address = f"/api/v1/history/{hall}"
    versions = client.get(address, headers=keys["steward"])
    assert [one["action"] for one in versions.json()] == ["added", "changed"]
    assert "7946" in versions.text
    assert "7946" not in client.get(address, headers=keys["newcomer"]).text
    first = client.get(f"{address}/1", headers=keys["steward"]).json()
    assert first["fields"]["name"] == "Invented Hall"
    assert client.get(address).status_code == 401
    assert client.get(f"{address}/9", headers=keys["steward"]).status_code == 404


def test_the_register_as_at_a_moment(client, keys, send, hall):
    with transaction() as session:
        moment = session.scalar(text("SELECT clock_timestamp()")).isoformat()
    send("steward", hall, name="Renamed")
    asked = {"at": moment}
    answer = client.get("/api/v1/history", params=asked, headers=keys["analyst"])
    then = [json.loads(line) for line in answer.text.splitlines()]
    assert [one["fields"]["name"] for one in then] == ["Invented Hall"]
    now = client.get("/api/v1/history", params={"at": "2999-01-01"}, headers=keys["administrator"])
    assert "Renamed" in now.text
    assert client.get("/api/v1/history", params=asked, headers=keys["steward"]).status_code == 403


def test_an_analyst_reads_of_then_what_reports_may_be_made_of(client, keys, add):
    """Nobody one by one, nothing that is never to be found, no contact for stewards alone."""
    contacts = [
        {"phone": "020 7946 0003", "audience": "stewards"},
        {"phone": "020 7946 0004", "audience": "partners"},
    ]
    assert add(name="Ringing Hall", contacts=contacts).status_code == 201
    assert add(name="Invented Refuge", precision="never").status_code == 201
    skill = add(name="Invented Juggler", kind="skill", lon=None, lat=None, postcode="N2 8AB")
    assert skill.status_code == 201, skill.text
    asked = {"at": "2999-01-01"}
    whole = client.get("/api/v1/history", params=asked, headers=keys["administrator"]).text
    for said in ("0003", "0004", "Ringing Hall", "Invented Refuge", "Invented Juggler"):
        assert said in whole
    part = client.get("/api/v1/history", params=asked, headers=keys["analyst"]).text
    assert "Ringing Hall" in part
    assert "0004" in part
    for kept in ("0003", "Invented Refuge", "Invented Juggler"):
        assert kept not in part


def test_a_question_is_answered_with_the_key_that_proposed(client, keys, send, hall):
    waits = send("newcomer", hall, name="x").json()["proposal_id"]
    address = f"/api/v1/proposals/{waits}"

    def answer(who, **body):
        return client.post(f"{address}/answer", json=body, headers=keys[who])

    assert answer("newcomer", words="Since May").status_code == 409  # nobody has asked
    ask = {"decision": "ask", "reason": "Since when?"}
    client.post(f"{address}/decision", json=ask, headers=keys["steward"])
    seen = client.get(address, headers=keys["newcomer"]).json()
    assert (seen["status"], seen["notes"][-1]["words"]) == ("asked", "Since when?")
    for body in ({}, {"words": " "}, {"words": "x" * 2001}, {"words": "a\x00b"}, {"words": 5}):
        refused = answer("newcomer", **body)
        assert (refused.status_code, bool(refused.json()["detail"])) == (422, True), body
    assert answer("newcomer", words="x", more="y").status_code == 422
    for who, status in (("steward", 404), ("administrator", 404), ("analyst", 403)):
        assert answer(who, words="Since May").status_code == status, who
    assert client.post(f"{address}/answer", json={"words": "x"}).status_code == 401
    told = [answer("newcomer", words=" Since May ") for _ in range(2)]
    assert [one.status_code for one in told] == [200, 200]
    assert (told[0].json()["status"], told[1].json()) == ("waiting", told[0].json())
    assert [one["words"] for one in told[0].json()["notes"]] == ["Since when?", "Since May"]
    listed = client.get("/api/v1/proposals", headers=keys["steward"]).json()
    assert listed[0]["notes"][-1]["words"] == "Since May"
    assert answer("newcomer", words="Since June").status_code == 409
    client.post(f"{address}/decision", json={"decision": "approve"}, headers=keys["steward"])
    assert answer("newcomer", words="Since June").status_code == 409
