"""Messages to contacts: passed on to a public one and nobody else, and nothing of them kept."""

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api.jobs import send_waiting
from register.assets.drafts import InvalidDraft
from register.assets.values import AssetDraft
from register.contacting import limits, writing
from register.contacting.errors import NobodyToWriteTo, TooManyMessages
from register.contacting.writing import Message, pass_on
from register.database.engines import transaction
from register.mail.posting import give_up_old
from register.people.holders import Holder
from register.people.limits import Limit
from register.proposals.additions import add_asset

# A real SMTP server, as for all other mail.
from tests.register.mail.conftest import letterbox, posting_settings  # noqa: F401

BOSS = Holder(uuid4(), "test", "administrator", True)
PUBLIC = {"email": "hall@example.org", "audience": "public"}
HIDDEN = {"email": "secretary@example.org", "audience": "stewards"}


def hall(*contacts, **values):
    given = {"name": "Invented Hall", "kind": "hall", "lon": -0.2, "lat": 51.6} | values
    draft = AssetDraft.model_validate({**given, "contacts": list(contacts)})
    with transaction() as session:
        return add_asset(session, draft, holder=BOSS, door="field")


def contact_of(added, email="hall@example.org"):
    with transaction() as session:
        return session.scalars(
            text("SELECT id FROM register.contact WHERE asset_id = :id AND email = :email"),
            {"id": added.asset_id, "email": email},
        ).one()


def message(added, words="Is the hall free on Monday?", reply_to="ann@example.org", **given):
    contact_id = given.pop("contact_id", None) or contact_of(added)
    return Message(added.slug, contact_id, words, reply_to, given.pop("submission", None))


def mails():
    with transaction() as session:
        return session.execute(text("SELECT * FROM register.mail ORDER BY id")).mappings().all()


def send_all(chosen):
    asyncio.run(send_waiting(chosen))


@pytest.fixture(autouse=True)
def _emptied(emptied):
    """These tests commit."""


def test_a_message_reaches_the_contact_who_answers_the_sender(posting_settings, letterbox):  # noqa: F811
    pass_on(message(hall(PUBLIC, HIDDEN)), "192.0.2.1")
    send_all(posting_settings)
    [mail] = letterbox.mails
    assert (mail["To"], mail["Reply-To"]) == ("hall@example.org", "ann@example.org")
    assert mail["From"] == "register@example.org"
    assert mail["Subject"] == writing.SUBJECT
    assert mail.get_content_type() == "text/plain"
    words = mail.get_payload(decode=True).decode()
    assert "Is the hall free on Monday?" in words
    assert "Invented Hall" in words


def test_nothing_of_it_is_kept(posting_settings, letterbox):  # noqa: F811
    pass_on(message(hall(PUBLIC)), "192.0.2.1")
    [waiting] = mails()
    assert b"ann@" not in waiting["sealed_reply_to"]
    assert b"Monday" not in waiting["sealed_text"]
    send_all(posting_settings)
    [sent] = mails()
    assert (sent["status"], sent["to_address"], sent["sealed_text"]) == ("sent", "", b"")
    assert sent["sealed_reply_to"] is None
    with transaction() as session:
        tables = session.scalars(
            text("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
                 " WHERE schemaname IN ('register', 'published')")
        ).all()  # fmt: skip
        for table in tables:
            rows = session.scalars(text(f"SELECT t::text FROM {table} AS t")).all()
            held = [row for row in rows if "ann@example.org" in row or "Monday" in row]
            assert not held, table


def test_what_could_not_be_sent_is_not_kept_either(posting_settings):  # noqa: F811
    pass_on(message(hall(PUBLIC)), "192.0.2.1")
    with transaction() as session:
        session.execute(text("UPDATE register.mail SET expires_at = now()"))
        give_up_old(session)
    [ended] = mails()
    assert (ended["status"], ended["to_address"], ended["sealed_reply_to"]) == ("expired", "", None)


@pytest.mark.parametrize(
    "values",
    [{"precision": "never"}, {"kind": "skill-or-gift"}],
    ids=["never published", "a person"],
)
def test_who_is_not_public_cannot_be_written_to(values):
    with pytest.raises(NobodyToWriteTo):
        pass_on(message(hall(PUBLIC, **values)), "192.0.2.1")
    assert mails() == []


def test_only_a_public_contact_of_that_asset(emptied):
    one, other = hall(PUBLIC, HIDDEN), hall(PUBLIC, name="Another Hall", lon=-0.21)
    for contact_id in (contact_of(one, "secretary@example.org"), contact_of(other), UUID(int=0)):
        with pytest.raises(NobodyToWriteTo):
            pass_on(message(one, contact_id=contact_id), "192.0.2.1")
    with transaction() as session:
        session.execute(text("UPDATE register.contact SET consent_withdrawn_on = current_date"))
    with pytest.raises(NobodyToWriteTo):
        pass_on(message(one), "192.0.2.1")
    assert mails() == []


@pytest.mark.parametrize(
    "reply_to",
    [
        "ann@example.org\nBcc: everybody@example.org",
        "ann@example.org\r\nSubject: Buy",
        "ann@example.org, ben@example.org",
        "Ann <ann@example.org>",
        '"ann"@example.org',
        "ann@example.org%0aBcc:x@example.org",
        "ann@exämple.org",
        "ann\u2028@example.org",
        "nobody",
        "",
    ],
)
def test_a_sender_is_one_address_and_nothing_more(reply_to):
    with pytest.raises(InvalidDraft) as refused:
        pass_on(message(hall(PUBLIC), reply_to=reply_to), "192.0.2.1")
    assert [fault.field for fault in refused.value.faults] == ["reply_to"]
    assert mails() == []


def test_an_address_that_is_several_is_never_sent_to(emptied):
    added = hall({"email": "a@example.org,b@example.org", "audience": "public"})
    contact_id = contact_of(added, "a@example.org,b@example.org")
    with pytest.raises(NobodyToWriteTo):
        pass_on(message(added, contact_id=contact_id), "192.0.2.1")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (" \n ", "Write your message"),
        ("x" * 4001, "at most 4,000"),
        ("http://a.example https://b.example www.c.example", "web addresses"),
    ],
)
def test_words_have_a_measure(words, sentence):
    with pytest.raises(InvalidDraft, match=sentence):
        pass_on(message(hall(PUBLIC), words=words), "192.0.2.1")


def test_a_form_sent_twice_goes_once(emptied):
    added, submission = hall(PUBLIC), uuid4()
    for _ in range(5):
        pass_on(message(added, submission=submission), "192.0.2.1")
    assert len(mails()) == 1


def small(monkeypatch, name, most):
    monkeypatch.setattr(limits, name, Limit(getattr(limits, name).name, most, 60))


def test_each_limit_holds(monkeypatch):
    first, second = hall(PUBLIC), hall({**PUBLIC, "email": "b@example.org"}, name="B", lon=-0.21)
    other = contact_of(second, "b@example.org")
    small(monkeypatch, "FROM_PLACE", 1)
    pass_on(message(first), "192.0.2.1")
    with pytest.raises(TooManyMessages, match="your connection"):
        pass_on(message(first, words="More"), "192.0.2.1")
    small(monkeypatch, "OF_WORDS", 1)
    with pytest.raises(TooManyMessages, match="same message"):
        pass_on(message(second, "is the hall  FREE on Monday?", contact_id=other), "192.0.2.2")
    small(monkeypatch, "TO_CONTACT", 1)
    with pytest.raises(TooManyMessages, match="They have had"):
        pass_on(message(first, words="Another"), "192.0.2.3")
    small(monkeypatch, "IN_ALL", 1)
    with pytest.raises(TooManyMessages, match="too many messages just now"):
        pass_on(message(second, words="Yet another", contact_id=other), "192.0.2.4")
    assert len(mails()) == 1


def test_limits_hold_across_processes_for_they_are_in_the_database(emptied):
    added = hall(PUBLIC)
    pass_on(message(added), "192.0.2.1")
    with transaction() as session:
        kept = session.scalars(text("SELECT encode(key, 'hex') FROM register.attempt")).all()
    assert len(kept) == 4  # place, words, contact, all: keyed hashes, no one's address
