"""Who is asked, when, and what is shown while nobody answers."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.people.account_questions import account_by_id
from register.people.secrets_at_rest import find_unsealed
from register.privacy.erasing import erase_from_database
from register.privacy.known_by import known_by_email
from register.proposals.additions import add_asset
from register.proposals.submitting import Wish, submit
from register.settings import settings
from register.verification.addresses import address_mark, stop_mails
from register.verification.recording import record_checks
from register.verification.rounds import run_round
from register.verification.waiting import count_waiting, waiting_entries
from tests.api.callers import new_account

HERE, ELSEWHERE = "ward:finchley-church-end", "ward:hendon"
DUE = datetime.now(UTC) + timedelta(days=800)


@pytest.fixture(autouse=True)
def _mail(emptied, monkeypatch):
    monkeypatch.setattr(settings(), "mail_host", "127.0.0.1")
    monkeypatch.setattr(settings(), "mail_from", "register@example.org")


def holder(role="administrator", place=""):
    account_id = new_account(role, place=place)
    with transaction() as session:
        return account_by_id(session, account_id).holder()


def add(name="Invented Hall", kind="hall", *contacts, **given):
    place = {"lon": -0.2, "lat": 51.6}
    values = {"name": name, "kind": kind, **place, "contacts": list(contacts), **given}
    with transaction() as session:
        draft = AssetDraft.model_validate(values)
        return add_asset(session, draft, holder=holder(), door="field").asset_id


def contact(email="ann@example.org", **given):
    return {"email": email, "audience": "public", **given}


def run(days=0.0):
    with transaction() as session:
        return run_round(session, DUE + timedelta(days=days))


def rows(question):
    with transaction() as session:
        return session.execute(text(question)).all()


def written():
    mails = rows("SELECT to_address, sealed_text FROM register.mail ORDER BY id")
    return [(mail.to_address, find_unsealed("mail", mail.sealed_text)) for mail in mails]


def test_what_is_fresh_is_left_alone():
    asset_id = add("Hall", "hall", contact())
    with transaction() as session:
        record_checks(session, [asset_id], "visit", "correct", actor="test", at=DUE)
    assert run(1).begun == 0
    assert written() == []


def test_one_mail_for_each_person_with_all_their_entries():
    add("First", "hall", contact(), contact("bea@example.org"))
    add("Second", "hall", contact("ANN@example.org "))
    assert run().mails == 2
    mails = dict(written())
    assert set(mails) == {"ann@example.org", "bea@example.org"}
    assert "Second" in mails["ann@example.org"]
    assert "Second" not in mails["bea@example.org"]


def test_a_reminder_and_then_again_for_ever():
    add("Hall", "hall", contact())
    sent = []
    for day in range(400):
        before = len(written())
        run(day)
        sent += [day] * (len(written()) - before)
    assert sent == [0, 14, 104, 194, 284, 374]


@pytest.mark.parametrize(
    "given",
    [
        {"audience": "stewards"},
        {"email": "", "phone": "020 7946 0000"},
    ],
)
def test_who_is_not_to_be_asked_is_not_and_a_steward_has_it_at_once(given):
    add("Hall", "hall", contact(**given))
    run()
    assert written() == []
    assert rows("SELECT is_with_steward FROM register.review") == [(True,)]


def test_who_withdrew_their_consent_is_never_asked():
    given = {"lawful_basis": "consent", "consent_on": "2026-01-01", "consent_how": "by phone"}
    add("Hall", "hall", contact(**given))
    rows("UPDATE register.contact SET consent_withdrawn_on = current_date RETURNING 1")
    run()
    assert written() == []
    assert rows("SELECT is_with_steward FROM register.review") == [(True,)]


def test_who_stopped_the_mails_is_never_asked():
    add("Hall", "hall", contact())
    with transaction() as session:
        stop_mails(session, address_mark("Ann@Example.org"))
    for day in (0, 14, 104):
        run(day)
    assert written() == []
    assert rows("SELECT is_with_steward FROM register.review") == [(True,)]


def end_mails(status):
    """As if all mails that wait had been tried."""
    with transaction() as session:
        values = {"status": status}
        session.execute(
            text("UPDATE register.mail SET status = :status, ended_at = now() "
                 "WHERE status = 'waiting'"), values
        )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "is_with_steward"),
    [("refused", True), ("expired", True), ("sent", False), ("unknown", False)],
)
def test_a_mail_that_surely_did_not_come_puts_the_entry_with_a_steward(status, is_with_steward):
    add("Hall", "hall", contact())
    run()
    assert rows("SELECT is_with_steward FROM register.review") == [(False,)]
    end_mails(status)
    run(1)
    assert rows("SELECT is_with_steward FROM register.review") == [(is_with_steward,)]
    rows("DELETE FROM register.mail RETURNING 1")
    run(2)
    assert rows("SELECT is_with_steward FROM register.review") == [(is_with_steward,)]


def test_one_contact_whose_mail_comes_is_enough():
    add("Hall", "hall", contact(), contact("bea@example.org"))
    run()
    rows("UPDATE register.mail SET status = CASE WHEN to_address LIKE 'bea%' THEN 'refused' "
         "ELSE 'sent' END, ended_at = now() RETURNING 1")  # fmt: skip
    run(1)
    assert rows("SELECT is_with_steward FROM register.review") == [(False,)]


def test_an_address_that_takes_mails_again_is_asked_again():
    add("Hall", "hall", contact())
    run(-10)
    end_mails("refused")
    run(4)
    assert rows("SELECT is_with_steward FROM register.review") == [(True,)]
    end_mails("sent")
    run(5)
    assert rows("SELECT is_with_steward FROM register.review") == [(False,)]


def test_a_mail_waits_a_week_for_a_mail_server():
    add("Hall", "hall", contact())
    run()
    [(days,)] = rows("SELECT extract(day FROM expires_at - created_at) FROM register.mail")
    assert days >= 6


def test_what_nobody_may_find_is_in_no_mail():
    add("Refuge", "hall", contact(), precision="never")
    run()
    assert written() == []
    assert [one.name for one in listed(holder())] == ["Refuge"]
    assert listed(holder("builder")) == []


def listed(person):
    with transaction() as session:
        found = waiting_entries(session, person)
        assert count_waiting(session, person) == len(found)
        return found


def test_a_steward_has_what_lies_in_their_wards():
    add("Hall", "hall")
    run()
    assert [one.name for one in listed(holder("steward", HERE))] == ["Hall"]
    assert listed(holder("steward", ELSEWHERE)) == []
    assert [one.name for one in listed(holder("builder"))] == ["Hall"]


def test_a_closed_entry_is_asked_about_no_more():
    asset_id = add("Hall", "hall", contact())
    run()
    with transaction() as session:
        submit(session, Wish("close", asset_id), holder=holder(), door="queue")
    run(14)
    assert len(written()) == 1
    assert rows("SELECT * FROM register.review") == []


def test_nobody_is_asked_while_a_steward_looks_whether_it_has_gone():
    asset_id = add("Hall", "hall", contact())
    run()
    with transaction() as session:
        submit(session, Wish("close", asset_id), holder=None, door="contact")
    run(14)
    assert len(written()) == 1
    assert len(rows("SELECT * FROM register.review")) == 1


def shown():
    return rows("SELECT is_below FROM published.overdue")


def test_it_is_shown_as_unchecked_then_put_below_and_a_check_ends_it():
    asset_id = add("Hall", "hall", contact())
    run()
    since = rows("SELECT since FROM register.review")[0].since
    start = (since - DUE).total_seconds() / 86400
    run(start + 41.9)
    assert shown() == []
    [before] = rows("SELECT number FROM published.revision")
    run(start + 42.1)
    assert shown() == [(False,)]
    assert rows("SELECT number FROM published.revision")[0] > before
    run(start + 70.1)
    assert shown() == [(True,)]
    with transaction() as session:
        record_checks(session, [asset_id], "phone", "correct", actor="test")
    assert shown() == []
    assert rows("SELECT * FROM register.review") == []


def test_a_change_of_an_entry_leaves_it_overdue():
    asset_id = add("Hall", "hall", contact())
    run()
    run(100)
    with transaction() as session:
        wish = Wish("change", asset_id, {"summary": "New"}, base_version=1)
        submit(session, wish, holder=holder(), door="field")
    assert shown() == [(True,)]


def test_what_is_hidden_leaves_the_public_list():
    asset_id = add("Hall", "hall", contact())
    run(100)
    run(900)
    assert len(shown()) == 1
    with transaction() as session:
        wish = Wish("change", asset_id, {"precision": "never"}, base_version=1)
        submit(session, wish, holder=holder(), door="field")
    assert shown() == []


def test_who_is_erased_can_answer_nothing_and_is_still_asked_nothing():
    add("Hall", "hall", contact())
    run()
    mark = address_mark("ann@example.org")
    with transaction() as session:
        stop_mails(session, mark)
        erase_from_database(session, known_by_email("Ann@example.org"), actor="test")
    assert rows("SELECT * FROM register.review_letter") == []
    assert rows("SELECT * FROM register.review_item") == []
    assert rows("SELECT address_hash FROM register.unsubscribed") == [(mark,)]
    assert written() == []


def test_somebody_with_very_many_entries_is_asked_about_each(monkeypatch):
    from dataclasses import replace

    from register.verification import rounds

    few = replace(rounds.waits(), most_in_a_mail=2)
    monkeypatch.setattr(rounds, "waits", lambda: few)
    for number in range(5):
        add(f"Hall {number}", "hall", contact())
    for day in (0, 7, 14):
        run(day)
    assert rows("SELECT count(*) FROM register.review WHERE mails > 0") == [(5,)]
