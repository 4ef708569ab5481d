"""Whoever has an account is told what became of what they sent, and can answer questions."""

import re
from uuid import UUID

import pytest
from sqlalchemy import text

from register.database.engines import transaction
from register.people.account_questions import account_by_id
from register.people.accounts import suspend_account
from register.people.tokens import create_token
from register.privacy.erasing import erase_for_good
from register.privacy.known_by import known_by_email
from register.proposals.found import proposal_by_id
from tests.api.browsing import Browser, typed_fields
from tests.api.callers import new_account, new_token

OWN = "/account/proposals"
HERE = "ward:finchley-church-end"


@pytest.fixture
def hall(add):
    secretary = {"name": "Private Person", "email": "p@example.org", "audience": "stewards"}
    return add(contacts=[secretary]).json()


@pytest.fixture
def builder(client):
    return Person(client, new_account("builder"))


@pytest.fixture
def steward(client):
    return Person(client, new_account("steward", place=HERE))


class Person(Browser):
    """Somebody signed in whose account is known."""

    def __init__(self, client, account_id):
        super().__init__(client, account_id)
        self.account_id = account_id
        with transaction() as session:
            self.email = account_by_id(session, account_id).email


def rename(person, hall, name="The Renamed Hall"):
    """Send a change on the page that suggests one; answers the id of what waits."""
    slug = hall["href"].rpartition("/")[2]
    sent = typed_fields(person.get(f"/suggest/{slug}"))
    del sent["csrf"]
    answer = person.post(f"/suggest/{slug}", **sent | {"name": name})
    assert answer.status_code == 200, answer.text
    return newest()


def newest():
    with transaction() as session:
        asked = "SELECT id FROM register.proposal ORDER BY submitted_at DESC LIMIT 1"
        return session.scalars(text(asked)).one()


def decide(steward, proposal_id, decision, reason=""):
    answer = steward.post(f"/queue/{proposal_id}", decision=decision, reason=reason)
    assert answer.status_code == 303, answer.text


def mails():
    with transaction() as session:
        asked = "SELECT to_address, subject FROM register.mail ORDER BY id"
        return [tuple(row) for row in session.execute(text(asked))]


def status_of(proposal_id):
    with transaction() as session:
        return proposal_by_id(session, proposal_id).status


def test_a_question_is_mailed_read_answered_and_the_answer_seen(client, hall, builder, steward):
    waits = rename(builder, hall)
    assert "We have not decided yet" in builder.get(OWN).text
    decide(steward, waits, "ask", "Since when is it called that?")
    assert mails() == [(builder.email, "A question about what you sent us")]
    page = builder.get(OWN)
    for said in ("Our questions to you", "Since when is it called that?", "It was about: Name"):
        assert said in page.text
    empty = builder.post(f"{OWN}/{waits}", words=" ")
    assert (empty.status_code, status_of(waits)) == (422, "asked")
    assert f'href="#words-{waits}"' in empty.text
    sent = builder.post(f"{OWN}/{waits}", words="Since May.")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{OWN}?sent=true")
    assert status_of(waits) == "waiting"
    after = builder.get(sent.headers["location"]).text
    assert "We have your answer" in after
    assert "Our questions to you" not in after
    assert "Since May." in steward.get(f"/queue/{waits}").text
    again = builder.post(f"{OWN}/{waits}", words="Since May.")
    assert again.status_code == 303
    assert steward.get(f"/queue/{waits}").text.count("Since May.") == 1
    assert builder.post(f"{OWN}/{waits}", words="And more").status_code == 422


def test_a_decision_is_mailed_and_its_reason_read(client, hall, builder, steward):
    waits = rename(builder, hall)
    decide(steward, waits, "reject", "It is still called that.")
    assert mails() == [(builder.email, "An answer to what you sent us")]
    page = builder.get(OWN).text
    for said in ("We have not done it", "It is still called that.", "A change: Invented Hall"):
        assert said in page
    assert "Private Person" not in page
    assert "p@example.org" not in page


def test_many_decisions_at_once_are_one_mail_and_a_question_always_one(
    client, hall, builder, steward
):
    first, second, third = (rename(builder, hall, f"Name {number}") for number in range(3))
    decide(steward, first, "reject", "No.")
    decide(steward, second, "reject", "No.")
    decide(steward, third, "ask", "Why?")
    decide(steward, third, "ask", "Really?")
    assert [subject[:10] for _, subject in mails()] == ["An answer ", "A question", "A question"]


def test_nobody_is_mailed_of_what_they_decide_themselves_or_when_shut_out(
    client, hall, builder, steward
):
    slug = hall["href"].rpartition("/")[2]
    sent = typed_fields(steward.get(f"/suggest/{slug}"))
    del sent["csrf"], sent["submission"]
    steward.post(f"/suggest/{slug}", **sent | {"name": "First"})
    steward.post(f"/suggest/{slug}", **sent | {"name": "Second"})  # meets the first, so it waits
    decide(steward, newest(), "reject", "No.")
    assert mails() == []
    waits = rename(builder, hall, "Third")
    with transaction() as session:
        suspend_account(session, builder.account_id, actor="test")
    decide(steward, waits, "reject", "No.")
    assert mails() == []


def test_what_is_anothers_is_not_there(client, hall, builder, steward):
    waits = rename(builder, hall)
    decide(steward, waits, "ask", "Since when?")
    other = Person(client, new_account("builder"))
    assert "Invented Hall" not in other.get(OWN).text
    for person in (other, steward):
        assert person.post(f"{OWN}/{waits}", words="Since May.").status_code == 404
    assert status_of(waits) == "asked"


def test_what_a_key_of_the_account_sent_is_the_accounts_too(client, hall, builder, steward):
    key = new_token(builder.account_id)
    headers = {"Authorization": f"Bearer {key}"}
    wish = {"action": "change", "asset_id": hall["id"], "base_version": 1}
    wish["values"] = {"summary": "New"}
    waits = client.post("/api/v1/proposals", json=wish, headers=headers).json()["proposal_id"]
    decide(steward, waits, "ask", "Since when?")
    assert [to for to, _ in mails()] == [builder.email]
    assert builder.post(f"{OWN}/{waits}", words="Since May.").status_code == 303
    (listed,) = client.get("/api/v1/proposals", headers=headers).json()
    notes = [(one["speaker"], one["words"]) for one in listed["notes"]]
    assert notes == [("reviewer", "Since when?"), ("proposer", "Since May.")]
    one = client.get(f"/api/v1/proposals/{waits}", headers=headers).json()
    assert one["notes"] == listed["notes"]
    assert status_of(UUID(waits)) == "waiting"


def test_what_others_say_of_the_same_closing_is_not_read(client, hall, builder, steward):
    key = new_token(builder.account_id)
    headers = {"Authorization": f"Bearer {key}"}
    wish = {"action": "close", "asset_id": hall["id"]}
    waits = client.post("/api/v1/proposals", json=wish, headers=headers).json()["proposal_id"]
    other = new_token(new_account("builder"))
    check = {"outcome": "gone", "method": "visit", "why": "The caretaker Ann Noone told me"}
    said = client.post(
        f"/api/v1/assets/{hall['id']}/verifications",
        json=check,
        headers={"Authorization": f"Bearer {other}"},
    )
    assert said.status_code == 202, said.text
    assert "Ann Noone" in steward.get(f"/queue/{waits}").text
    decide(steward, waits, "ask", "Since when?")
    page = builder.get(OWN).text
    one = client.get(f"/api/v1/proposals/{waits}", headers=headers).text
    for shown in (page, one):
        assert "Since when?" in shown
        assert "Ann Noone" not in shown


def name_them(person, name):
    with transaction() as session:
        values = {"id": person.account_id, "name": name}
        session.execute(text("UPDATE register.account SET name = :name WHERE id = :id"), values)


def test_stewards_sign_what_they_write_and_others_are_not_named(client, hall, builder, steward):
    name_them(steward, "Sal Invented")
    name_them(builder, "Bea Invented")
    headers = {"Authorization": f"Bearer {new_token(builder.account_id)}"}
    wish = {"action": "change", "asset_id": hall["id"], "base_version": 1}
    wish |= {"values": {"summary": "New"}, "why": "They told me"}
    waits = client.post("/api/v1/proposals", json=wish, headers=headers).json()["proposal_id"]
    decide(steward, waits, "ask", "Since when?")
    client.post(f"/api/v1/proposals/{waits}/answer", json={"words": "May"}, headers=headers)
    address = f"/api/v1/proposals/{waits}"
    said = client.get(address, headers=headers).json()["notes"]
    proposer = "The person who suggested this"
    assert [one["by"] for one in said] == [proposer, "Sal Invented", proposer]
    decide(steward, waits, "reject", "Not so.")
    page = steward.get(f"/queue/{waits}").text
    assert re.findall(r'govuk-body-s">([^,]+), ', page) == [
        proposer, "Sal Invented", proposer, "Decided by Sal Invented",
    ]  # fmt: skip
    assert "Sal Invented" in builder.get(OWN).text
    name_them(steward, steward.email)
    for shown in (steward.get(f"/queue/{waits}").text, client.get(address, headers=headers).text):
        assert steward.email not in shown
        assert "A steward" in shown


def test_old_notes_are_read_and_who_is_erased_is_not_named(client, hall, builder, steward):
    name_them(steward, "Sal Invented")
    waits = rename(builder, hall)
    decide(steward, waits, "ask", "Since when?")
    steward_page = Person(client, new_account("administrator"))
    with transaction() as session:
        erase_for_good(session, known_by_email(steward.email), actor="test")
    page = steward_page.get(f"/queue/{waits}").text
    assert "Since when?" in page
    assert "Sal" not in page + builder.get(OWN).text
    with transaction() as session:
        session.execute(text("UPDATE register.proposal_note SET actor = NULL"))
    assert "Since when?" in builder.get(OWN).text
    assert "A steward, " in steward_page.get(f"/queue/{waits}").text


def test_pages_for_everybody_name_nobody(client, hall, steward):
    name_them(steward, "Sal Invented")
    page = client.get(f"/suggest/{hall['href'].rpartition('/')[2]}")
    client.post(str(page.url), data=typed_fields(page) | {"name": "Other"})
    waits = newest()
    with transaction() as session:
        reference = proposal_by_id(session, waits).reference
    decide(steward, waits, "ask", "Since when?")
    asked = client.get(f"/suggestions/{reference}").text
    assert "Since when?" in asked
    decide(steward, waits, "reject", "Not so.")
    for shown in (
        asked,
        client.get(f"/suggestions/{reference}").text,
        client.get("/decisions").text,
    ):
        assert "Sal" not in shown


def test_nobody_asks_where_nobody_can_answer(client, hall, builder, steward):
    waits = rename(builder, hall)
    assert 'value="ask"' in steward.get(f"/queue/{waits}").text
    with transaction() as session:
        session.execute(text("UPDATE register.proposal SET door = 'import', actor = 'source list'"))
    page = steward.get(f"/queue/{waits}").text
    assert 'value="ask"' not in page
    assert "Nobody can be asked about this one" in page
    refused = steward.post(f"/queue/{waits}", decision="ask", reason="Since when?")
    assert refused.status_code == 422
    assert "Nobody can answer this" in refused.text
    assert status_of(waits) == "waiting"


def test_a_key_without_an_account_is_asked_only_while_it_is_in_use(client, hall, steward):
    with transaction() as session:
        key = create_token(session, "builder", "a script", may_publish=False, days=1)
    wish = {"action": "close", "asset_id": hall["id"]}
    headers = {"Authorization": f"Bearer {key}"}
    waits = client.post("/api/v1/proposals", json=wish, headers=headers).json()["proposal_id"]
    assert 'value="ask"' in steward.get(f"/queue/{waits}").text
    with transaction() as session:
        session.execute(text("UPDATE register.token SET revoked_at = now()"))
    assert 'value="ask"' not in steward.get(f"/queue/{waits}").text


def test_an_entry_that_is_never_to_be_found_is_not_named(client, hall, builder, steward):
    rename(builder, hall)
    with transaction() as session:
        session.execute(text("UPDATE register.asset SET precision = 'never', name = 'Safe House'"))
    page = builder.get(OWN).text
    assert "an entry that is not shown any more" in page
    assert "Safe House" not in page


def test_the_page_is_found_and_goes_on_to_earlier_ones(client, hall, builder, monkeypatch):
    assert f'href="{OWN}"' in builder.get("/account").text
    assert "Nothing of yours waits" in builder.get(OWN).text
    monkeypatch.setattr("api.pages.own_proposals.PAGE", 2)
    for number in range(3):
        rename(builder, hall, f"Name {number}")
    first = builder.get(OWN).text
    assert first.count("A change: Invented Hall") == 2
    onward = re.search(r'href="([^"]+before_id[^"]+)"', first)[1].replace("&amp;", "&")
    assert builder.get(onward).text.count("A change: Invented Hall") == 1


def test_the_forms_that_send_say_where_it_can_be_followed(client, hall, builder):
    slug = hall["href"].rpartition("/")[2]
    sent = typed_fields(builder.get(f"/suggest/{slug}"))
    del sent["csrf"]
    assert f'href="{OWN}"' in builder.post(f"/suggest/{slug}", **sent | {"name": "X"}).text
    typed = {"name": "Invented Shed", "kind": "hall", "postcode": "N2 8AB"}
    added = builder.post("/field", **typed, confirmed="yes")
    assert "Sent to be checked" in added.text
    assert f'href="{OWN}"' in added.text


def test_a_proposer_reads_no_contact_or_place_that_is_for_stewards(client, add, steward):
    """Neither in what waits nor in what is met: they name a field, they do not read it."""
    contacts = [{"name": "Ann Noone", "email": "ann@example.org", "audience": "stewards"}]
    hall = add(contacts=contacts, precision="ward", address="1 Invented Road").json()
    headers = {"Authorization": f"Bearer {new_token(new_account('builder'))}"}
    deciding = {"Authorization": f"Bearer {new_token(steward.account_id)}"}

    def send(key):
        wish = {"action": "change", "asset_id": hall["id"], "base_version": 1}
        wish["values"] = {"contacts": [], "address": "Elsewhere", "place": {"postcode": "N2 8AB"}}
        return client.post("/api/v1/proposals", json=wish, headers=key)

    waits = send(headers)
    assert waits.status_code == 202, waits.text
    address = f"/api/v1/proposals/{waits.json()['proposal_id']}"
    read = client.get(address, headers=headers)
    assert set(read.json()["changes"]) == {"contacts", "address", "place"}
    assert "Ann Noone" in client.get(address, headers=deciding).text
    values = {"contacts": [{**contacts[0], "name": "Bo Noone"}], "address": "2 Invented Road"}
    wish = {"action": "change", "asset_id": hall["id"], "base_version": 1, "values": values}
    assert client.post("/api/v1/proposals", json=wish, headers=deciding).status_code == 201
    met = send(headers)
    assert {one["field"] for one in met.json()["conflicts"]} == {"contacts", "address"}
    listed = client.get("/api/v1/proposals", headers=headers)
    for answer in (waits, read, met, listed):
        for private in ("Noone", "ann@", "Invented Road", "51.6"):
            assert private not in answer.text, answer.text
