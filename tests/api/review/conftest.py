"""Three entries with one contact, and the mail that asks about them."""

import pytest

from register.settings import settings
from tests.api.review_mails import TO, Mail, mails, round_now


@pytest.fixture(autouse=True)
def _outbox(database, monkeypatch):
    found = settings()
    monkeypatch.setattr(found, "mail_host", "127.0.0.1")
    monkeypatch.setattr(found, "mail_from", "register@example.org")

    async def nothing(_chosen, _mail_id):
        """Leaves it in the outbox."""

    monkeypatch.setattr("api.mail_round.send_one", nothing)


@pytest.fixture
def halls(add):
    """Three entries with one contact."""
    contacts = [{"email": "Ann@Example.org", "audience": "partners"}]
    names = ("First Hall", "Second Hall", "Third Hall")
    return [add(name=name, contacts=contacts).json() for name in names]


@pytest.fixture
def mail(client, halls):
    round_now()
    [(to, words)] = mails()
    assert to == TO
    return Mail(words)
