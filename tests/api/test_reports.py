"""Reports of a problem stand with whoever sent them: signed in, a group's contact, a resident."""

import pytest
from sqlalchemy import text

from api.pages.passing import PASS
from register.database.engines import transaction
from register.people.secrets_at_rest import hashed, new_secret
from register.verification.addresses import marks_of
from tests.api.browsing import Browser, typed_fields
from tests.api.callers import new_account

HERE, ELSEWHERE = "ward:finchley-church-end", "ward:hendon"
TO = "ann@example.org"
GIVE = """
INSERT INTO register.contact_pass (hash, address_hash, asset_ids, expires_at)
VALUES (:hash, :mark, ARRAY[CAST(:id AS uuid)], now() + interval '1 hour')
"""


@pytest.fixture
def hall(add):
    return add(contacts=[{"email": TO, "audience": "partners"}]).json()


def report(browser, hall, topic, **typed):
    """Send the second form of the page, without the fields that only the first one has."""
    sent = {"form": "report", "topic": topic, "words": "It is so", **typed}
    return browser.post(f"/suggest/{hall['href'].rpartition('/')[2]}", **sent)


def kept():
    with transaction() as session:
        asked = "SELECT action, door, actor, reference IS NULL FROM register.proposal"
        return [tuple(row) for row in session.execute(text(asked))]


def actors_of_closing():
    with transaction() as session:
        asked = "SELECT actor FROM register.event WHERE action = 'closed'"
        return session.scalars(text(asked)).all()


def test_a_steward_closes_at_once_where_they_decide(client, hall):
    account = new_account("steward", place=HERE)
    done = report(Browser(client, account), hall, "closed")
    assert "It is closed, and everybody sees that now." in done.text
    assert client.get(hall["href"]).status_code == 410
    assert actors_of_closing() == [f"account {account}"]
    assert kept() == []


@pytest.mark.parametrize("role", ["builder", "steward"])
def test_of_others_with_an_account_it_waits_under_their_name(client, hall, role):
    place = ELSEWHERE if role == "steward" else ""
    account = new_account(role, may_publish=True, place=place)
    browser = Browser(client, account)
    for topic in ("closed", "other"):
        done = report(browser, hall, topic, your_email="else@example.org")
        assert "A steward will look at it." in done.text
        assert 'href="/account/proposals"' in done.text
        assert "Your reference" not in done.text
    whose = ("field", f"account {account}", True)
    assert sorted(kept()) == [("close", *whose), ("report", *whose)]
    own = browser.get("/account/proposals").text
    assert "It has closed: Invented Hall" in own
    assert "A problem: Invented Hall" in own
    with transaction() as session:
        assert session.scalars(text("SELECT email FROM register.suggester")).all() == []


def give_pass(client, hall, address=TO):
    secret = new_secret()
    values = {"hash": hashed(secret), "mark": marks_of([address])[address], "id": hall["id"]}
    with transaction() as session:
        session.execute(text(GIVE), values)
    client.cookies.set(PASS, secret)


class Stranger:
    """Somebody without an account, with the form that they were shown."""

    def __init__(self, client):
        self.client = client

    def post(self, path, **sent):
        return self.client.post(path, data=typed_fields(self.client.get(path)) | sent)


@pytest.mark.parametrize(("topic", "action"), [("closed", "close"), ("contact", "report")])
def test_a_groups_contact_is_kept_as_one_and_gets_a_reference(client, hall, topic, action):
    give_pass(client, hall)
    done = report(Stranger(client), hall, topic)
    assert "Your reference" in done.text
    assert "/own-entries" in done.text
    assert kept() == [(action, "contact", "contact", False)]


def test_who_is_no_contact_any_more_reports_nothing_as_one(client, hall):
    give_pass(client, hall, "bo@example.org")
    assert report(Stranger(client), hall, "closed").status_code == 422
    assert kept() == []


def test_a_resident_is_one(client, hall):
    for topic in ("closed", "place"):
        assert "Your reference" in report(Stranger(client), hall, topic).text
    whose = ("suggestion", "resident", False)
    assert sorted(kept()) == [("close", *whose), ("report", *whose)]
