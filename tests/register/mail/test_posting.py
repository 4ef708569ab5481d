"""Mails: sent once, tried again when they surely did not go, kept from anybody not allowed."""

import asyncio
import threading
import time

import pytest
from sqlalchemy import text

from api.jobs import send_waiting
from register.database.engines import transaction
from register.mail.outbox import may_receive, queue_mail
from register.mail.posting import claim_mail, give_up_old
from register.mail.queueing import find_lost, queue_job

WORDS = "Your code is 1234 5678\n"


def queue(to="ann@example.org", hours=1.0):
    with transaction() as session:
        return queue_mail(session, to, "A subject", WORDS, hours=hours)


def state(mail_id):
    with transaction() as session:
        return session.execute(
            text("SELECT status, tries, problem, sealed_text FROM register.mail WHERE id = :id"),
            {"id": mail_id},
        ).one()


def send_all(chosen):
    """Work off what is due; answers how many tries that were."""
    before = tries()
    asyncio.run(send_waiting(chosen))
    return tries() - before


def tries():
    with transaction() as session:
        return session.scalars(text("SELECT coalesce(sum(tries), 0) FROM register.mail")).one()


def make_due():
    """Let a while pass, for mails and for jobs."""
    with transaction() as session:
        session.execute(text("UPDATE register.mail SET due_at = now() - interval '1 second'"))
        session.execute(text("UPDATE jobs.procrastinate_jobs SET scheduled_at = NULL"))


def jobs():
    with transaction() as session:
        question = (
            "SELECT queue_name, status::text, attempts FROM jobs.procrastinate_jobs ORDER BY id"
        )
        return [tuple(row) for row in session.execute(text(question))]


@pytest.fixture(autouse=True)
def _emptied(emptied):
    """These tests commit."""


def test_a_mail_goes_out_as_plain_text(posting_settings, letterbox):
    mail_id = queue()
    assert send_all(posting_settings) == 1
    [mail] = letterbox.mails
    assert mail.get_payload(decode=True).decode().replace("\r\n", "\n") == WORDS
    assert (mail["To"], mail["Subject"]) == ("ann@example.org", "A subject")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert state(mail_id).status == "sent"


def test_the_words_are_sealed_while_they_wait_and_gone_afterwards(posting_settings, letterbox):
    mail_id = queue()
    assert b"1234" not in state(mail_id).sealed_text
    send_all(posting_settings)
    assert state(mail_id).sealed_text == b""


def test_a_change_that_is_undone_sends_nothing(posting_settings, letterbox):
    with transaction() as session:
        queue_mail(session, "ann@example.org", "x", WORDS)
        session.rollback()
    assert send_all(posting_settings) == 0


def test_two_workers_send_each_mail_once(posting_settings, letterbox):
    for number in range(30):
        queue(f"p{number}@example.org")
    workers = [threading.Thread(target=send_all, args=(posting_settings,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(mail["To"] for mail in letterbox.mails) == sorted(
        f"p{number}@example.org" for number in range(30)
    )


def test_what_the_server_cannot_take_now_is_tried_again_later(posting_settings, letterbox):
    letterbox.answers = ["451 try later", "452 try later"]
    mail_id = queue()
    assert send_all(posting_settings) == 1
    assert state(mail_id)[:3] == ("waiting", 1, "answer 451")
    for _ in range(2):
        make_due()
        send_all(posting_settings)
    assert state(mail_id).status == "sent"
    assert len(letterbox.mails) == 1


def test_what_the_server_refuses_for_good_is_not_tried_again(posting_settings, letterbox):
    letterbox.answers = ["550 no such box"]
    mail_id = queue()
    send_all(posting_settings)
    make_due()
    assert send_all(posting_settings) == 0
    assert state(mail_id).status == "refused"


def test_a_line_that_broke_after_the_words_were_given_never_sends_twice(
    posting_settings, letterbox
):
    letterbox.answers = ["hang up"]
    mail_id = queue()
    send_all(posting_settings)
    make_due()
    assert send_all(posting_settings) == 0
    assert state(mail_id).status == "unknown"
    assert len(letterbox.mails) == 1


def test_a_server_that_is_away_is_asked_again(posting_settings, letterbox):
    away = posting_settings.model_copy(update={"mail_port": 1})
    mail_id = queue()
    send_all(away)
    assert state(mail_id).status == "waiting"
    make_due()
    send_all(posting_settings)
    assert state(mail_id).status == "sent"


def test_a_worker_that_died_while_sending_leaves_no_second_mail(posting_settings, letterbox):
    mail_id = queue()
    with transaction() as session:
        assert claim_mail(session, mail_id).id == mail_id
    assert send_all(posting_settings) == 0
    make_due()
    with transaction() as session:
        give_up_old(session)
    assert state(mail_id).status == "unknown"


def test_a_mail_that_came_too_late_is_given_up(posting_settings, letterbox):
    mail_id = queue(hours=-1)
    assert send_all(posting_settings) == 0
    with transaction() as session:
        give_up_old(session)
    assert state(mail_id)[0] == "expired"
    assert state(mail_id).sealed_text == b""


def test_outside_production_only_the_allowed_get_mail(posting_settings, letterbox):
    mail_id = queue("resident@elsewhere.example")
    send_all(posting_settings)
    assert state(mail_id)[:3] == ("refused", 1, "not on ASSETS_MAIL_ALLOWED")
    assert letterbox.mails == []
    live = posting_settings.model_copy(update={"environment": "production"})
    assert may_receive(live, "resident@elsewhere.example")
    named = posting_settings.model_copy(update={"mail_allowed": "ann@x.org, bea@x.org"})
    assert may_receive(named, "Bea@x.org")
    assert not may_receive(named, "cy@x.org")


@pytest.mark.parametrize("to", ["a@x.org\r\nBcc: b@evil.example", "a@x.org\nBcc: b@evil.example"])
def test_an_address_cannot_add_headers(posting_settings, letterbox, to):
    live = posting_settings.model_copy(update={"environment": "production"})
    mail_id = queue(to)
    send_all(live)
    assert state(mail_id).status == "refused"
    assert letterbox.mails == []


def test_a_job_waits_for_the_commit_and_holds_a_number_alone(posting_settings, letterbox):
    with transaction() as session:
        queue_mail(session, "ann@example.org", "x", WORDS)
        session.rollback()
    assert jobs() == []
    mail_id = queue()
    with transaction() as session:
        args = session.scalars(text("SELECT args FROM jobs.procrastinate_jobs")).all()
    assert args == [{"mail_id": mail_id}]
    send_all(posting_settings)
    assert jobs() == []


def test_each_wait_is_twice_as_long(posting_settings, letterbox):
    letterbox.answers = ["451 later"] * 3
    queue()
    waits = []
    for _ in range(3):
        send_all(posting_settings)
        with transaction() as session:
            left = "SELECT extract(epoch FROM scheduled_at - now()) FROM jobs.procrastinate_jobs"
            waits.append(round(float(session.scalars(text(left)).one()) / 60))
        make_due()
    assert waits == [1, 2, 4]


def test_mails_to_many_wait_apart_and_can_be_stopped(posting_settings, letterbox):
    with transaction() as session:
        stop = f"https://community-assets.example.org/review/stop/{'Ab-c' * 12}"
        queue_mail(session, "ann@example.org", "x", WORDS, unsubscribe=stop)
    queue()
    assert [queue_name for queue_name, *_ in jobs()] == ["bulk", "single"]
    send_all(posting_settings.model_copy(update={"mail_bulk_per_minute": 100_000}))
    one, many = sorted(letterbox.mails, key=lambda mail: mail["List-Unsubscribe"] is not None)
    assert many["List-Unsubscribe"] == f"<{stop}>"
    assert many["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert one["List-Unsubscribe"] is None
    with transaction() as session:
        left = "SELECT count(sealed_unsubscribe) FROM register.mail"
        assert session.scalars(text(left)).one() == 0


def test_mails_to_many_keep_to_their_pace(posting_settings, letterbox):
    with transaction() as session:
        for number in range(3):
            queue_mail(session, f"p{number}@example.org", "x", WORDS, unsubscribe="https://x/y")
    slow = posting_settings.model_copy(update={"mail_bulk_per_minute": 100, "workers": 1})
    began = time.monotonic()
    send_all(slow)
    assert len(letterbox.mails) == 3
    assert time.monotonic() - began > 0.6  # two at a time here; one at a time in the service


def test_the_job_of_a_worker_that_died_before_it_began_is_found_again(posting_settings, letterbox):
    mail_id = queue()
    with transaction() as session:
        session.execute(text("UPDATE jobs.procrastinate_jobs SET status = 'doing'"))
    assert send_all(posting_settings) == 0
    with transaction() as session:
        assert find_lost(session) == 1
        assert find_lost(session) == 0
    assert send_all(posting_settings) == 1
    assert state(mail_id).status == "sent"


def test_what_may_have_gone_is_not_found_again(posting_settings, letterbox):
    mail_id = queue()
    with transaction() as session:
        session.execute(text("UPDATE jobs.procrastinate_jobs SET status = 'doing'"))
        claim_mail(session, mail_id)
    with transaction() as session:
        assert find_lost(session) == 0
    assert send_all(posting_settings) == 0
    assert letterbox.mails == []


def test_a_job_run_twice_sends_once(posting_settings, letterbox):
    mail_id = queue()
    with transaction() as session:
        queue_job(session, mail_id, is_bulk=False)
    send_all(posting_settings)
    assert len(letterbox.mails) == 1
    assert jobs() == []
