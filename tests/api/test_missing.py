"""The list of what people said is missing, and ideas: by area, for who may read it."""

import pytest

from api.sessions import COOKIE
from register.database.engines import transaction
from register.people.sign_ins import sign_in
from register.people.tokens import create_token, find_holder
from register.proposals.suggesting import say_what_is_missing
from tests.api.browsing import Browser
from tests.api.callers import new_account

HERE, ELSEWHERE = "ward:finchley-church-end", "ward:hendon"


@pytest.fixture
def said(client):
    with transaction() as session:
        say_what_is_missing(
            session, "missing", [HERE], "A <b>bench</b>, or mail me@example.org",
            email="resident@example.org",
        )  # fmt: skip
        say_what_is_missing(session, "idea", [ELSEWHERE], "A choir")


def test_a_steward_reads_what_was_said_of_their_ward(client, said):
    steward = Browser(client, new_account("steward", place=HERE))
    page = steward.get("/missing").text
    assert "A &lt;b&gt;bench&lt;/b&gt;" in page
    assert "It waits for a decision" in page
    assert "example.org" not in page.partition("<main")[2]
    assert "A choir" not in page
    assert "A choir" not in steward.get(f"/missing?place={ELSEWHERE}").text


def test_it_is_chosen_by_a_form(client, said):
    boss = Browser(client, new_account("administrator"))
    everything = boss.get("/missing").text
    assert "bench" in everything
    assert "A choir" in everything
    there = boss.get(f"/missing?place={ELSEWHERE}&about=").text
    assert "A choir" in there
    assert "bench" not in there
    assert "Hendon ward</h2>" in there
    assert "A choir" not in boss.get("/missing?place=&about=missing").text


def test_an_analyst_reads_all_and_is_led_to_no_decision(client, said):
    analyst = Browser(client, new_account("analyst"))
    page = analyst.get("/missing").text
    assert "A choir" in page
    assert "/queue/" not in page
    assert 'href="/missing"' in analyst.get("/account").text


def test_what_was_decided_stays_with_the_public_answer(client, said):
    steward = Browser(client, new_account("steward", place=HERE))
    link = steward.get("/missing").text.partition('href="/queue/')[2].partition('"')[0]
    answer = {"decision": "approve", "public_answer": "We look for one."}
    assert steward.post(f"/queue/{link}", **answer).status_code < 400
    page = steward.get("/missing").text
    assert "We have taken it up" in page
    assert "We look for one." in page


def test_builders_and_strangers_do_not_read_it(client, said):
    assert Browser(client, new_account("builder")).get("/missing").status_code == 403
    client.cookies.clear()
    assert "bench" not in client.get("/missing").text


@pytest.mark.parametrize(
    ("scope", "status"), [("assets:write", 403), ("proposals:write", 200), ("reports:read", 200)]
)
def test_a_key_for_something_else_does_not_open_it(client, said, scope, status):
    """Somebody who signed in with a key has only what the key was made for."""
    with transaction() as session:
        key = create_token(session, "administrator", "x", may_publish=True, days=1, scopes=[scope])
        secret = sign_in(session, find_holder(session, key), "A browser")
    headers = {"Cookie": f"{COOKIE}={secret}"}
    assert client.get("/missing", headers=headers).status_code == status


def test_the_queue_leads_to_it(client, said):
    steward = Browser(client, new_account("steward", place=HERE))
    assert 'href="/missing"' in steward.get("/queue").text
