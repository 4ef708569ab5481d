"""An administrator looks up what is held about a person, hands it out and erases it."""

import re

import pytest

from api.sessions import COOKIE
from register.assets.current import asset_by_id
from register.database.engines import transaction
from register.people.account_questions import account_log
from tests.api.callers import new_account, new_session
from tests.register.privacy.conftest import ANN, BO, EMAIL, NAME, add, own_list

__all__ = ["own_list"]


@pytest.fixture
def boss(client):
    client.cookies.clear()
    account = new_account("administrator")
    client.cookies.set(COOKIE, new_session(account), domain="testserver.local")
    return account


@pytest.fixture
def hall(boss):
    with transaction() as session:
        return add(session, contacts=[ANN, BO], summary=f"Ask {NAME}")


def send(client, path, **values):
    proof = re.search(r'name="csrf" value="([^"]*)"', client.get("/privacy").text)[1]
    return client.post(path, data={"csrf": proof, **values})


def test_somebody_is_found_by_address_whatever_its_case(client, hall):
    page = send(client, "/privacy", email="ANN.noone@Example.org")
    assert page.status_code == 200
    assert "Invented Hall" in page.text
    assert "a contact of an entry" in page.text
    assert page.headers["cache-control"] == "no-store"


def test_what_a_name_may_mean_is_not_ticked(client, hall):
    with transaction() as session:
        other = add(session, name="Second Hall", summary=f"Opened by {NAME} in 1990")
    page = send(client, "/privacy", name="ann noone")
    ticked = {
        one: "checked" in rest
        for one, rest in re.findall(r'value="asset ([^"]+)"([^>]*)>', page.text)
    }
    assert ticked == {str(hall): True, str(other): False}
    assert "possible: read it first" in page.text


def test_nothing_held_is_said(client, boss):
    assert "Nothing is held" in send(client, "/privacy", email="nobody@example.org").text


def test_mistakes_are_told_and_nothing_typed_is_lost(client, hall):
    wrong = send(client, "/privacy", email="ann", name="")
    assert wrong.status_code == 422
    assert 'value="ann"' in wrong.text
    unsure = send(client, "/privacy/erase", email=EMAIL)
    assert unsure.status_code == 422
    assert 'href="#sure"' in unsure.text
    nowhere = send(client, "/privacy/erase", name=NAME, sure="yes")
    assert 'href="#subjects"' in nowhere.text
    with transaction() as session:
        assert asset_by_id(session, hall).version == 1


def test_it_is_handed_out_as_a_file(client, hall):
    answer = send(client, "/privacy/export", email=EMAIL)
    assert answer.headers["content-disposition"].startswith("attachment")
    told = answer.json()
    assert told["looked_for"] == {"email": EMAIL.lower()}
    contact = next(one for one in told["held"] if one["where"] == "a contact of an entry")
    assert contact["row"]["phone"] == ANN["phone"]
    assert "bo@example.org" not in answer.text


def test_it_is_erased_for_good(client, hall):
    done = send(client, "/privacy/erase", email=EMAIL, sure="yes")
    assert "Erased from" in done.text
    assert EMAIL.lower() not in done.text.lower()
    with transaction() as session:
        [left] = asset_by_id(session, hall).fields["contacts"]
        slug = asset_by_id(session, hall).slug
    assert left["email"] == "bo@example.org"
    history = client.get(f"/assets/{slug}/history").text
    assert "Erased" in history
    assert "in no version any more" in history
    assert "7946 0100" not in history


def test_ones_own_account_is_somebody_elses_task(client, boss):
    with transaction() as session:
        from register.people.account_questions import account_by_id

        email = account_by_id(session, boss).email
    refused = send(client, "/privacy/erase", email=email, sure="yes")
    assert refused.status_code == 422
    assert "ask another administrator" in refused.text


def test_who_looked_somebody_up_is_written_down_but_not_whom(client, hall, boss):
    send(client, "/privacy", email=EMAIL)
    send(client, "/privacy/export", email=EMAIL)
    with transaction() as session:
        said = [row["action"] for row in account_log(session, boss)][:2]
        whole = str([dict(row) for row in account_log(session, boss)])
    assert said == [
        "took out all that is held about somebody",
        "looked for what is held about somebody",
    ]
    assert EMAIL not in whole
