"""A group's contact says what the group offers and needs: every change waits for a steward."""

import re
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import text

from api.pages.passing import PASS
from api.sessions import form_proof
from register.database.engines import transaction
from register.people import limits
from register.proposals.limits import SUGGESTIONS_FROM_PLACE
from register.verification.addresses import address_mark
from register.verification.passes import new_pass
from tests.api.browsing import Browser, typed_fields
from tests.api.callers import new_account

HERE = "ward:finchley-church-end"
MINE = {"email": "ann@example.org", "audience": "stewards"}


@pytest.fixture
def hall(add):
    return add(contacts=[MINE]).json()


@pytest.fixture
def steward(client):
    return Browser(client, new_account("steward", place=HERE))


@pytest.fixture
def contact(client, hall):
    """The stranger's browser, with the pass that the code of a mail opens."""
    with transaction() as session:
        ids = (UUID(hall["id"]),)
        client.cookies.set(PASS, new_pass(session, address_mark("ann@example.org"), asset_ids=ids))
    return client


def form_of(made):
    return f"/own-entries/{made['href'].rpartition('/')[2]}/offers"


def send(contact, made, **typed):
    page = contact.get(form_of(made))
    part = page.text[page.text.index('<form class="field-form"') :]
    sent = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', part))
    offer = {"way": "need", "kind": "volunteers", "words": "Two people to make tea"}
    return contact.post(form_of(made), data=sent | offer | typed)


def decided(steward, **choice):
    """What the steward read of the newest proposal before deciding."""
    with transaction() as session:
        asked = "SELECT id FROM register.proposal ORDER BY submitted_at DESC LIMIT 1"
        proposal_id = session.scalars(text(asked)).one()
    page = steward.get(f"/queue/{proposal_id}")
    version = re.search(r'name="seen_version" value="(\d+)"', page.text)[1]
    sent = {"decision": "approve", "seen_version": version} | choice
    assert steward.post(f"/queue/{proposal_id}", **sent).status_code == 303
    return unescape(re.sub(r"<[^>]+>|\s+", " ", page.text))


def the_key(contact, made):
    return re.search(r'name="end" value="([^"]+)"', contact.get(form_of(made)).text)[1]


def proposals():
    with transaction() as session:
        rows = session.execute(text("SELECT door, actor, status, changes FROM register.proposal"))
        return rows.all()


def test_what_a_group_needs_waits_and_is_public_once_a_steward_has_seen_it(contact, steward, hall):
    assert form_of(hall) in contact.get("/own-entries").text
    done = send(contact, hall, until_on="31/12/2098", hours="2 hours a week")
    assert re.search(r"[A-Z0-9]{5}-[A-Z0-9]{5}", done.text), done.text
    assert "tea" not in contact.get(hall["href"]).text
    assert "1 change to this list still waits" in contact.get(form_of(hall)).text
    read = decided(steward)
    assert "the group itself" in read
    assert "Two people to make tea. Until 31 December 2098. 2 hours a week" in read
    assert "tea" in contact.get(hall["href"]).text
    assert "tea" in contact.get("/offers").text
    assert "still waits" not in contact.get(form_of(hall)).text


def test_an_offer_is_no_check_of_the_rest_of_the_entry(contact, steward, hall):
    with transaction() as session:
        session.execute(
            text(
                "INSERT INTO register.review (asset_id, since) SELECT id, now() FROM register.asset"
            )
        )
    send(contact, hall)
    decided(steward)
    assert "tea" in contact.get(hall["href"]).text
    with transaction() as session:
        assert not session.scalars(text("SELECT outcome FROM register.verification")).all()
        assert session.scalar(text("SELECT count(*) FROM register.review")) == 1


def test_a_group_changes_what_it_offers_and_takes_it_off(contact, steward, hall):
    send(contact, hall)
    decided(steward)
    key = the_key(contact, hall)
    form = contact.get(f"{form_of(hall)}?change={key}").text
    assert 'value="Two people to make tea"' in form
    send(contact, hall, key=key, words="One person to make tea")
    read = decided(steward)
    assert "Two people" in read
    assert "One person" in read
    page = contact.get(hall["href"]).text
    assert "One person" in page
    assert "Two people" not in page
    sent = typed_fields(contact.get(form_of(hall)))
    assert sent["end"] == key
    contact.post(form_of(hall), data=sent)
    decided(steward)
    assert "make tea" not in contact.get(hall["href"]).text


def test_what_is_rejected_is_never_public(contact, steward, hall):
    send(contact, hall)
    decided(steward, decision="reject", reason="They have enough people")
    assert "tea" not in contact.get(hall["href"]).text
    assert [one.status for one in proposals()] == ["rejected"]


def test_two_changes_of_one_offer_meet_and_a_steward_chooses(contact, steward, hall):
    send(contact, hall)
    decided(steward)
    key = the_key(contact, hall)
    send(contact, hall, key=key, words="One person")
    send(contact, hall, key=key, words="Three people")
    decided(steward)
    with transaction() as session:
        left = session.scalars(
            text("SELECT id FROM register.proposal WHERE status = 'waiting'")
        ).one()
    sent = {"decision": "approve", "seen_version": "3"}
    refused = steward.post(f"/queue/{left}", **sent)
    assert refused.status_code == 422
    assert "somebody changed this" in refused.text
    steward.post(f"/queue/{left}", **sent, **{f"choice.offers.{key}": "proposed"})
    assert len(re.findall("(One|Three) p", contact.get(hall["href"]).text)) == 1


def test_the_same_press_twice_is_one_proposal_and_another_wish_is_another(contact, hall):
    page = contact.get(form_of(hall))
    sent = typed_fields(page) | {"way": "offer", "kind": "room", "words": "A room"}
    for _ in range(2):
        assert contact.post(form_of(hall), data=sent).status_code == 200
    assert len(proposals()) == 1
    contact.post(form_of(hall), data=sent | {"words": "Another room"})
    assert len(proposals()) == 2
    assert {(one.door, one.actor) for one in proposals()} == {("contact", "contact")}


WRONG = [
    ({"way": ""}, "Choose whether it is offered or needed"),
    ({"way": "steal"}, ""),
    ({"kind": ""}, "Choose what it is"),
    ({"kind": "gold"}, "not in the list"),
    ({"words": ""}, "Say in a few words"),
    ({"words": "Zebra" * 101}, "500 characters"),
    ({"until_on": "soon"}, "Write the day like"),
    ({"from_on": "2/3/2026", "until_on": "1/3/2026"}, "The last day is before"),
    ({"kind": "room", "hours": "2"}, "only for people who give their time"),
    ({"end": "no such thing"}, "Nothing is different"),
    ({"end": "x" * 500}, "no such field"),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG, ids=lambda one: str(one)[:30])
def test_what_is_wrong_is_said_at_a_field_and_nothing_typed_is_lost(contact, hall, wrong, sentence):
    typed = {"words": "Zebra tents", "skills": "Quokka care"} | wrong
    answer = send(contact, hall, **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    for field in re.findall(r'href="#([^"]+)">', answer.text):
        assert f'id="{field}' in answer.text
    if "end" not in wrong:
        assert 'value="Quokka care"' in answer.text
    assert proposals() == []


@pytest.mark.parametrize("key", ["", "UP", "../x", "k" * 40, "offers.a", "nEw1"])
def test_a_strange_key_is_a_new_offer_and_nothing_else(contact, hall, key):
    assert send(contact, hall, key=key).status_code == 200
    (made,) = proposals()
    (field,) = made.changes
    assert re.fullmatch("offers.[0-9a-f]{12}", field)


def test_nobody_else_s_entry_and_nothing_without_the_code(contact, hall, add):
    other = add(name="Other Hall", contacts=[MINE | {"email": "bea@example.org"}]).json()
    sent = {"csrf": form_proof(""), "way": "need", "kind": "room", "words": "A room"}
    for made in (other, {"href": "/assets/never-was"}):
        for answer in (contact.get(form_of(made)), contact.post(form_of(made), data=sent)):
            assert answer.status_code in (404, 422)
            assert "offers and needs</h1>" not in answer.text
    contact.cookies.clear()
    assert contact.get(form_of(hall)).status_code == 422
    assert contact.post(form_of(hall), data=sent).status_code == 422
    assert proposals() == []


def test_who_is_no_contact_any_more_says_nothing(contact, hall):
    with transaction() as session:
        session.execute(text("DELETE FROM register.contact"))
    assert contact.get(form_of(hall)).status_code == 422


def test_a_form_of_another_site_is_refused(contact, hall):
    sent = {"csrf": "stolen", "way": "need", "kind": "room", "words": "A room"}
    assert contact.post(form_of(hall), data=sent).status_code == 403
    assert proposals() == []


def test_too_many_in_an_hour_wait_and_keep_what_was_typed(contact, hall, monkeypatch):
    few = limits.Limit(SUGGESTIONS_FROM_PLACE.name, 1, 60)
    monkeypatch.setattr("api.pages.suggest.SUGGESTIONS_FROM_PLACE", few)
    send(contact, hall)
    answer = send(contact, hall, words="Zebra tents")
    assert answer.status_code == 422
    assert "try again in an hour" in answer.text
    assert "Zebra tents" in answer.text
    assert len(proposals()) == 1


def test_builders_see_their_own_form_as_before(client, hall):
    page = Browser(client, new_account("builder", may_publish=True)).get(f"{hall['href']}/offers")
    assert "/own-entries" not in page.text
    assert "Somebody who knows the area" not in page.text
