"""Who said for whom an entry is: asked of builders, taken from contacts, never from strangers."""

from uuid import UUID

import pytest
from sqlalchemy import text

from api.pages.passing import PASS
from register.database.engines import transaction
from register.verification.addresses import address_mark
from register.verification.passes import new_pass
from tests.api.browsing import Browser
from tests.api.callers import new_account, new_token
from tests.api.editing import problems, sent_by
from tests.api.test_suggest import fields

QUESTION = "Did the group itself tell you this?"
CONFIRM = "Yes, this is who we are for"
GROUP, OTHER = "The group says it is for these people.", "The group has not told us."
MINE = {"email": "ann@example.org", "audience": "stewards"}


@pytest.fixture
def boss(client):
    return Browser(client, new_account("administrator"))


@pytest.fixture
def hall(add):
    return add(contacts=[MINE], for_whom={"groups": ["carers"]}).json()


def form_of(made):
    return f"/suggest/{made['href'].rpartition('/')[2]}"


def hand_in(browser, made, **typed):
    sent = fields(browser.get(form_of(made))) | typed
    sent.pop("csrf", None) if isinstance(browser, Browser) else None
    send = browser.post if isinstance(browser, Browser) else None
    return send(form_of(made), **sent) if send else browser.post(form_of(made), data=sent)


@pytest.fixture
def contact(client, hall):
    with transaction() as session:
        ids = (UUID(hall["id"]),)
        client.cookies.set(PASS, new_pass(session, address_mark("ann@example.org"), asset_ids=ids))
    return client


def proposed():
    with transaction() as session:
        newest = "SELECT changes FROM register.proposal ORDER BY submitted_at DESC LIMIT 1"
        changes = session.scalars(text(newest)).one()
    return {name: pair["to"] for name, pair in changes.items()}


def test_a_page_says_who_said_it_and_nothing_where_nobody_knows(client, boss, hall):
    page = client.get(hall["href"]).text
    assert "Carers" in page
    assert GROUP not in page
    assert OTHER not in page
    assert hand_in(boss, hall, for_said_by="group").status_code == 200
    assert GROUP in client.get(hall["href"]).text
    assert "Until now: the group itself said so." in boss.get(form_of(hall)).text
    hand_in(boss, hall, for_said_by="other")
    assert OTHER in client.get(hall["href"]).text
    history = boss.get(f"{hall['href']}/history").text
    assert "Who says who it is for" in history
    assert "The group itself" in history


def test_the_answer_is_never_filled_in_and_a_change_without_one_takes_it_back(client, boss, hall):
    hand_in(boss, hall, for_said_by="group")
    assert 'value="group" checked' not in boss.get(form_of(hall)).text
    hand_in(boss, hall, groups=["carers", "veterans"])
    page = client.get(hall["href"]).text
    assert "veterans" in page
    assert GROUP not in page
    assert OTHER not in page


def test_only_who_is_signed_in_is_asked_and_strangers_answers_count_for_nothing(client, boss, hall):
    assert QUESTION in boss.get(form_of(hall)).text
    assert QUESTION in boss.get("/field").text
    stranger = client.get(form_of(hall)).text
    assert QUESTION not in stranger
    assert CONFIRM not in stranger
    sent = {"groups": ["veterans"], "for_said_by": "group", "for_confirmed": "yes"}
    hand_in(client, hall, **sent)
    assert proposed() == {"for_whom.groups": ["veterans"]}


def test_what_a_contact_changes_is_the_group_s_word(contact, hall):
    page = contact.get(form_of(hall)).text
    assert CONFIRM in page
    assert QUESTION not in page
    hand_in(contact, hall, groups=["carers", "jewish"])
    assert proposed() == {"for_whom.groups": ["carers", "jewish"], "for_whom.said_by": "group"}


def test_a_contact_confirms_what_stands_there(contact, boss, hall):
    hand_in(contact, hall, for_confirmed="yes")
    assert proposed() == {"for_whom.said_by": "group"}
    with transaction() as session:
        waits = session.scalars(text("SELECT id FROM register.proposal")).one()
    page = boss.get(f"/queue/{waits}").text
    assert "Who says who it is for" in page
    boss.post(f"/queue/{waits}", decision="approve", seen_version="1")
    assert GROUP in contact.get(hall["href"]).text
    assert CONFIRM not in contact.get(form_of(hall)).text


def test_a_contact_who_changes_another_field_confirms_nothing(contact, hall):
    hand_in(contact, hall, summary="New times", for_said_by="group")
    assert proposed() == {"summary": "New times"}


def test_what_is_for_everybody_is_nobody_s_word(contact, hall):
    hand_in(contact, hall, groups=[], for_confirmed="yes")
    assert proposed() == {"for_whom.groups": None}


@pytest.mark.parametrize("answer", ["", "group", "other", "<b>", "GROUP", "x" * 500])
def test_a_builder_adds_an_entry_with_an_answer_or_without(client, boss, answer):
    typed = {"kind": "hall", "name": "New Hall", "lon": "-0.2", "lat": "51.6"}
    sent = typed | {"groups": "carers", "for_said_by": answer}
    assert boss.post("/field", **sent).status_code == 200
    (made,) = client.get("/api/v1/assets?q=New").json()["features"]
    said = client.get(f"/api/v1/assets/{made['id']}").json()["properties"]["for_whom"]
    assert said.get("said_by") == (answer if answer in ("group", "other") else None)


def test_a_guess_is_refused_at_the_question_and_nothing_typed_is_lost(boss, hall):
    answer = hand_in(boss, hall, groups=["jewish"], for_said_by="other", summary="Zebra songs")
    assert answer.status_code == 422
    assert "Only the group itself can say that it is for: Jewish people" in answer.text
    assert 'href="#for_said_by"' in answer.text
    assert 'id="for_said_by"' in answer.text
    assert "Zebra songs" in answer.text
    assert 'value="other" checked' in answer.text


def test_a_steward_who_edits_a_proposal_is_asked_too(contact, boss, hall):
    hand_in(contact, hall, groups=["carers", "veterans"])
    with transaction() as session:
        waits = session.scalars(text("SELECT id FROM register.proposal")).one()
    assert QUESTION in boss.get(f"/queue/{waits}/edit").text


def waiting():
    with transaction() as session:
        return session.scalars(
            text("SELECT id FROM register.proposal WHERE status = 'waiting'")
        ).one()


@pytest.mark.parametrize("known", ["group", "other", ""])
def test_a_steward_edits_for_whom_without_an_answer(contact, boss, hall, known):
    """Who says it goes with what they edit, at once: nobody else changed it."""
    hand_in(boss, hall, for_said_by=known, summary="Known before")
    hand_in(contact, hall, summary="New times")
    address = f"/queue/{waiting()}/edit"
    page = boss.get(address)
    until = {"group": "Until now: the group itself said so.", "other": "Until now: it is what we"}
    assert until.get(known, "Leave it empty if you do not know.") in page.text
    done = boss.post(address, **sent_by(page) | {"age_from": "60", "decision": "approve"})
    assert done.status_code == 303, problems(done)
    entry = contact.get(hall["href"]).text
    assert "60" in entry
    assert GROUP not in entry
    assert OTHER not in entry


def opened(browser, made):
    sent = fields(browser.get(form_of(made)))
    sent.pop("csrf", None) if isinstance(browser, Browser) else None
    return sent


def test_an_answer_from_an_old_page_is_asked_for_again(client, boss, hall):
    """It would say that the group said what somebody has written since."""
    old = opened(boss, hall) | {"for_said_by": "group", "words": "I rang them"}
    hand_in(boss, hall, groups=["jewish"])
    page = boss.post(form_of(hall), **old)
    assert page.status_code == 422
    assert [field for field, _ in problems(page)] == ["for_said_by"]
    assert "Somebody has changed who it is for" in page.text
    assert GROUP not in client.get(hall["href"]).text
    again = fields(page)
    again.pop("csrf")
    assert (again["groups"], again["was.groups"], again["words"]) == (
        ["jewish"],
        "jewish",
        "I rang them",
    )
    assert 'value="group" checked' not in page.text
    assert boss.post(form_of(hall), **again | {"for_said_by": "group"}).status_code == 200
    assert GROUP in client.get(hall["href"]).text


def test_so_is_what_a_contact_confirms(contact, boss, hall):
    old = opened(contact, hall) | {"for_confirmed": "yes"}
    hand_in(boss, hall, groups=["jewish"])
    page = contact.post(form_of(hall), data=old)
    assert page.status_code == 422
    assert [field for field, _ in problems(page)] == ["for_said_by"]
    assert 'id="for_said_by"' in page.text
    assert 'name="for_confirmed" type="checkbox" value="yes" checked' not in page.text


def test_with_other_changes_an_old_answer_is_left_out(client, boss, hall):
    old = opened(boss, hall) | {"for_said_by": "group", "age_from": "60"}
    hand_in(boss, hall, groups=["jewish"])
    assert boss.post(form_of(hall), **old).status_code == 200
    page = client.get(hall["href"]).text
    assert "Jewish" in page
    assert "60" in page
    assert GROUP not in page


def test_what_a_contact_confirmed_is_not_what_a_builder_writes_then(contact, boss, hall):
    hand_in(contact, hall, for_confirmed="yes")
    hand_in(boss, hall, groups=["jewish"])
    boss.post(f"/queue/{waiting()}", decision="approve", seen_version="2")
    page = contact.get(hall["href"]).text
    assert "Jewish" in page
    assert GROUP not in page


def test_a_steward_reads_of_what_it_would_be_said(contact, boss, hall):
    hand_in(contact, hall, for_confirmed="yes")
    page = boss.get(f"/queue/{waiting()}").text
    assert "The group itself. What would stand there:\nEspecially for: Carers" in page
    hand_in(boss, hall, groups=["jewish"], age_from="60")
    page = boss.get(f"/queue/{waiting()}").text
    assert "the page does not say who said so" in page
    assert "From age: 60\nEspecially for: Jewish people" in page


def test_a_steward_answers_about_what_they_were_shown(contact, boss, hall):
    hand_in(contact, hall, summary="New times")
    address = f"/queue/{waiting()}/edit"
    old = sent_by(boss.get(address)) | {"for_said_by": "group"}
    hand_in(boss, hall, groups=["jewish"])
    page = boss.post(address, **old)
    assert page.status_code == 422
    assert "Especially for: somebody changed this while you wrote" in page.text
    assert GROUP not in contact.get(hall["href"]).text
    again = sent_by(page)
    assert (again["groups"], again["for_said_by"]) == (["jewish"], "group")
    assert boss.post(address, **again).status_code == 303
    assert GROUP in contact.get(hall["href"]).text


@pytest.mark.parametrize("wrong", ["everybody", 7, ["group"], {}])
def test_the_api_takes_an_answer_and_refuses_what_is_none(client, add, wrong):
    made = add(for_whom={"groups": ["carers"], "said_by": "group"}).json()
    found = client.get(f"/api/v1/assets/{made['id']}").json()["properties"]
    assert found["for_whom"] == {"groups": ["carers"], "said_by": "group"}
    assert add(for_whom={"groups": ["carers"], "said_by": wrong}).status_code == 422
    headers = {"Authorization": f"Bearer {new_token(new_account('administrator'))}"}
    wish = {"action": "change", "asset_id": made["id"], "base_version": 1}
    values = {"for_whom.said_by": wrong or "nobody"}
    refused = client.post("/api/v1/proposals", json=wish | {"values": values}, headers=headers)
    assert refused.status_code == 422
    described = client.get("/api/v1/openapi.json").text
    assert "Who says so: the group itself" in described
