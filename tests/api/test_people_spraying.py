"""One place that tries few passwords on many accounts: counted by place, and told nothing."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_app
from register.database.engines import transaction
from register.people import limits
from register.people.accounts import add_account, set_password
from register.people.limits import Limit
from register.people.signing_in import TOO_OFTEN, WRONG, Refused, by_password, by_second_step
from tests.api.test_people_sign_in import hidden

PASSWORD = "a long enough password"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.1"


@pytest.fixture
def few(monkeypatch):
    """Few tries from one place, so that tests need not hash sixty passwords."""
    monkeypatch.setattr(limits, "PASSWORD_FROM_PLACE", Limit("password from place", 4, 15))


@pytest.fixture
def ann(emptied):
    return member("ann@example.org")


def member(email):
    with transaction() as session:
        account_id, _ = add_account(session, email, "Ann Lee", "builder", actor="test")
        set_password(session, account_id, PASSWORD, actor="test")
    return account_id


def spray(place, count, password="one password for all"):
    """What each try came to: a sentence, or nothing where somebody is let in."""
    found = [by_password(f"{n}@example.org", password, place) for n in range(count)]
    return [one.sentence if isinstance(one, Refused) else "" for one in found]


def test_sixty_accounts_and_no_more(ann):
    assert spray(HERE, 62) == [WRONG] * 60 + [TOO_OFTEN] * 2
    for email in ("ann@example.org", "nobody@example.org"):
        refused = by_password(email, PASSWORD, HERE)
        assert (refused.sentence, refused.is_limit) == (TOO_OFTEN, True)
    assert by_password("ann@example.org", PASSWORD, ELSEWHERE).id == ann


def test_an_office_that_signs_in_is_not_counted(ann, few):
    for _ in range(12):
        assert by_password("ann@example.org", PASSWORD, HERE).id == ann
    assert spray(HERE, 5) == [WRONG] * 4 + [TOO_OFTEN]


def test_an_account_of_ones_own_does_not_clear_the_place(ann, few):
    said = []
    for _ in range(6):
        said += spray(HERE, 1)
        by_password("ann@example.org", PASSWORD, HERE)
    assert said == [WRONG] * 4 + [TOO_OFTEN] * 2


def test_a_place_is_forgotten_after_its_time_and_named_nowhere(ann, few):
    spray(HERE, 5)
    with transaction() as session:
        kept = session.scalars(text("SELECT key FROM register.attempt")).all()
        assert not any(HERE.encode() in key for key in kept)
        session.execute(text("UPDATE register.attempt SET until = now()"))
    assert spray(HERE, 1) == [WRONG]


def visitor(address):
    return TestClient(create_app(), raise_server_exceptions=False, client=(address, 5000))


def post(client, email, forwarded=""):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    values = {"csrf": hidden(client.get("/sign-in"), "csrf")}
    values |= {"email": email, "password": "one password for all"}
    return client.post("/sign-in", data=values, headers=headers)


def test_pages_answer_a_place_as_they_answer_an_account(ann, few):
    with visitor("2001:db8::1") as one, visitor("2001:db8::ffff") as neighbour:
        for number in range(4):
            # What anybody may write into a header is no place: only a proxy that is trusted says.
            answer = post(one, f"{number}@example.org", forwarded=f"192.0.2.{number}")
            assert (answer.status_code, WRONG in answer.text) == (422, True)
        for email in ("ann@example.org", "nobody@example.org"):
            for client in (one, neighbour):
                answer = post(client, email)
                assert (answer.status_code, TOO_OFTEN in answer.text) == (429, True)
    with visitor("2001:db8:1::1") as other:
        assert post(other, "ann@example.org").status_code == 422


def test_second_steps_are_counted_by_place_too(ann, monkeypatch):
    monkeypatch.setattr(limits, "SECOND_STEP_FROM_PLACE", Limit("second step from place", 3, 15))
    accounts = [member(f"{number}@example.org") for number in range(5)]
    found = [by_second_step(account_id, "000000", HERE) for account_id in accounts]
    assert [one.is_limit for one in found] == [False] * 3 + [True] * 2
    assert not by_second_step(accounts[4], "000000", ELSEWHERE).is_limit
