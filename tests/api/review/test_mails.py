"""A contact and their mail: three entries, one code, and programs that look through it first."""

import re
from datetime import timedelta

from sqlalchemy import text
from starlette.testclient import TestClient

from api.sessions import COOKIE, form_proof
from register.database.engines import transaction
from register.people.account_questions import account_by_id
from register.proposals.deciding import approve_proposal, reject_proposal
from register.verification.recording import record_checks
from register.verification.rounds import run_round
from tests.api.browsing import typed_fields
from tests.api.callers import new_account, new_session
from tests.api.review_mails import LATER, TO, Mail, checks, mails, own, round_now, type_code


def test_one_person_gets_one_mail_for_all_their_entries(mail, halls):
    assert len(mail.ways) == 9
    for name in ("First Hall", "Second Hall", "Third Hall"):
        assert name in mail.words
    round_now()
    assert len(mails()) == 1


def test_opening_a_link_does_nothing_whoever_opens_it(client, mail):
    for link in mail.links:
        for method in ("GET", "HEAD"):
            assert client.request(method, link).status_code in (200, 405)
    assert checks() == []


def test_a_program_that_presses_buttons_without_the_code_does_nothing(client, mail):
    for link in mail.links:
        page = client.get(link)
        if page.status_code == 200:
            for typed in ("", "test", "12345"):
                action = re.search(r'action="([^"]+)" method="post"', page.text)[1]
                client.post(action, data=typed_fields(page) | {"code": typed})
    assert checks() == []
    with transaction() as session:
        assert session.scalars(text("SELECT count(*) FROM register.unsubscribed")).one() == 0
    assert type_code(client, mail).status_code == 200
    assert [(one.name, one.outcome) for one in checks()] == [("First Hall", "correct")]


def test_the_person_confirms_one_changes_one_and_reports_one_gone(client, mail, halls):
    page = type_code(client, mail)
    assert page.url.path == "/own-entries"
    assert "You said: still right. Thank you." in page.text
    form = own(client, "Second Hall", "change")
    assert form.url.path.startswith("/suggest/second-hall")
    sent = typed_fields(form) | {"summary": "New times"}
    assert "Your entries" in client.post(form.url.path, data=sent).text
    assert "A steward will look at it" in own(client, "Third Hall", "gone").text
    assert [(one.name, one.outcome) for one in checks()] == [
        ("First Hall", "correct"), ("Second Hall", "changed"), ("Third Hall", "gone"),
    ]  # fmt: skip
    assert {(one.method, one.checked_by) for one in checks()} == {("email_link", "contact")}
    assert "Checked today by the group itself." in client.get(halls[0]["href"]).text
    assert client.get(halls[2]["href"]).status_code == 200
    secret = new_session(new_account("administrator"))
    queue = client.get("/queue", headers={"Cookie": f"{COOKIE}={secret}"}).text
    assert "A change: Second Hall" in queue
    assert "It has closed: Third Hall" in queue


def change_second(client, mail):
    """The group says that its second hall has changed; answers the proposal's id."""
    type_code(client, mail)
    form = own(client, "Second Hall", "change")
    client.post(form.url.path, data=typed_fields(form) | {"summary": "New times"})
    with transaction() as session:
        return session.scalars(text("SELECT id FROM register.proposal")).one()


def in_review():
    with transaction() as session:
        return session.scalars(
            text("SELECT a.name FROM register.review AS r "
                 "JOIN register.asset AS a ON a.id = r.asset_id ORDER BY a.name")
        ).all()  # fmt: skip


def decider():
    account_id = new_account("administrator")
    with transaction() as session:
        return account_by_id(session, account_id).holder()


def test_a_change_that_waits_is_no_check_until_it_is_applied(client, mail, halls):
    proposal_id = change_second(client, mail)
    assert "Not yet checked." in client.get(halls[1]["href"]).text
    assert in_review() == ["Second Hall", "Third Hall"]
    with transaction() as session:
        approve_proposal(session, proposal_id, decider())
    assert "Checked today by the group itself." in client.get(halls[1]["href"]).text
    assert in_review() == ["Third Hall"]


def test_nobody_is_asked_about_a_change_that_waits_but_again_once_it_is_rejected(
    client, mail, halls
):
    proposal_id = change_second(client, mail)
    round_now(14)
    assert "Second Hall" not in mails()[-1][1]
    with transaction() as session:
        reject_proposal(session, proposal_id, decider(), "It was not so")
    assert "Not yet checked." in client.get(halls[1]["href"]).text
    round_now(28)
    assert "Second Hall" in mails()[-1][1]


def test_an_answer_counts_once(client, mail):
    type_code(client, mail)
    own(client, "First Hall", "right")
    type_code(client, mail)
    assert len(checks()) == 1


def test_all_at_once(client, mail):
    type_code(client, mail, 1, "gone")
    page = client.get("/own-entries")
    assert "All 2 are still right" in page.text
    done = client.post("/own-entries/all", data=typed_fields(page))
    assert "2 entries are confirmed" in done.text
    assert [one.outcome for one in checks()] == ["gone", "correct", "correct"]


def test_all_at_once_leaves_out_what_they_are_no_contact_of_any_more(client, mail, halls):
    page = type_code(client, mail)
    with transaction() as session:
        session.execute(
            text("DELETE FROM register.contact WHERE asset_id = :id"), {"id": halls[1]["id"]}
        )
    done = client.post("/own-entries/all", data=typed_fields(page))
    assert "1 entry is confirmed" in done.text
    assert [one.name for one in checks()] == ["First Hall", "Third Hall"]
    assert "Second Hall" not in done.text


def test_a_wrong_code_is_said_so_and_tries_are_limited(client, mail):
    wrong = "000 000" if mail.code != "000 000" else "111 111"
    for _ in range(10):
        answer = type_code(client, mail, code=wrong)
        assert answer.status_code == 422
        assert "This code is not right" in answer.text
    assert type_code(client, mail, code=wrong).status_code == 429
    assert type_code(client, mail).status_code == 429
    assert checks() == []


def test_the_form_counts_only_in_the_browser_that_was_shown_it(client, mail):
    sent = typed_fields(client.get(mail.to(1, "right"))) | {"code": mail.code}
    with TestClient(client.app, raise_server_exceptions=False) as other:
        answer = other.post(mail.whole, data=sent)
    assert answer.status_code == 422
    assert checks() == []


def test_links_expire_and_secrets_are_hashed(client, mail):
    secret = mail.whole.rpartition("/")[2]
    with transaction() as session:
        rows = str(session.execute(text("SELECT * FROM register.review_letter")).all())
        assert secret not in rows
        assert TO not in rows
        session.execute(text("UPDATE register.review_letter SET expires_at = now()"))
    assert client.get(mail.to(1, "right")).status_code == 404


def test_the_secrets_of_a_mail_serve_their_own_purpose_and_nothing_else(client, add, halls):
    add(name="Other Hall", contacts=[{"email": "bea@example.org", "audience": "public"}])
    round_now()
    mine, other = (Mail(dict(mails())[to]) for to in (TO, "bea@example.org"))
    answer, stop = mine.whole.rpartition("/")[2], mine.stop.rpartition("/")[2]
    for path in (f"/review/stop/{answer}", f"/review/{stop}", f"/review/{stop}/1/right"):
        assert client.get(path).status_code == 404
    said = {"List-Unsubscribe": "One-Click"}
    assert client.post(f"/review/stop/{answer}", data=said).status_code == 404
    assert type_code(client, mine, code=other.code).status_code == 422
    assert checks() == []
    page = type_code(client, mine)
    assert "Other Hall" not in page.text
    assert [one.name for one in checks()] == ["First Hall"]
    assert client.get(mine.to(1, "right").replace("/1/", "/4/")).text.count("Other Hall") == 0
    with transaction() as session:
        assert session.scalars(text("SELECT count(*) FROM register.unsubscribed")).one() == 0


def test_own_entries_are_nobody_elses(client, mail, add):
    other = add(name="Other Hall").json()
    assert client.get("/own-entries").status_code == 422
    type_code(client, mail)
    csrf = form_proof("")
    for way in ("right", "change", "gone"):
        sent = {"csrf": csrf, "entry": other["id"], "way": way}
        assert client.post("/own-entries", data=sent).status_code == 422
    slug = other["href"].rpartition("/")[2]
    assert client.get(f"/own-entries/{slug}/history").status_code == 422
    assert len(checks()) == 1


def test_who_is_no_contact_any_more_answers_nothing(client, mail):
    with transaction() as session:
        session.execute(text("DELETE FROM register.contact"))
    assert type_code(client, mail).status_code == 422
    assert checks() == []


def test_a_mail_program_stops_the_mails_with_one_press(client, mail, halls):
    answer = client.post(mail.stop, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    for days in (20, 200, 400):
        round_now(days)
    assert len(mails()) == 1
    secret = new_session(new_account("administrator"))
    waiting = client.get("/checks", headers={"Cookie": f"{COOKIE}={secret}"}).text
    for name in ("First Hall", "Second Hall", "Third Hall"):
        assert name in waiting


def test_a_person_stops_the_mails_with_the_code_and_gets_them_again(client, mail):
    page = client.get(mail.stop)
    sent = typed_fields(page) | {"code": mail.code}
    assert "You get no more of these mails" in client.post(f"{mail.stop}/code", data=sent).text
    round_now(20)
    assert len(mails()) == 1
    page = type_code(client, mail)
    assert "Send me these mails again" in page.text
    client.post("/own-entries/mails", data={"csrf": typed_fields(page)["csrf"], "mails": "again"})
    round_now(21)
    assert len(mails()) == 2


def test_a_history_names_nobody(client, mail, halls):
    type_code(client, mail)
    slug = halls[0]["href"].rpartition("/")[2]
    page = client.get(f"/own-entries/{slug}/history").text
    assert "Added" in page
    assert re.search(r"It was right\.\s+A contact of this entry, by the link in a mail\.", page)
    assert "You, by" not in page
    assert "token" not in page.lower().replace("csrf", "")


def test_own_entries_say_what_nobody_has_checked_lately(client, mail, halls):
    type_code(client, mail)
    with transaction() as session:
        session.execute(
            text("INSERT INTO published.overdue (asset_id, is_below) VALUES (:id, false)"),
            {"id": halls[0]["id"]},
        )
    page = client.get("/own-entries").text
    assert page.count("Not checked lately: the last time was today.") == 1


def test_an_entry_that_nobody_checks_is_said_to_be_so_and_comes_last(client, halls, mail):
    order = "/wards/finchley-church-end"
    with transaction() as session:
        ids = [hall["id"] for hall in halls]
        record_checks(session, ids, "visit", "correct", actor="test")
    with transaction() as session:
        run_round(session, LATER)
        run_round(session, LATER + timedelta(days=1))
        ids = [halls[1]["id"], halls[2]["id"]]
        record_checks(session, ids, "visit", "correct", actor="test", at=LATER + timedelta(days=2))
    round_now(100)
    page = client.get(halls[0]["href"]).text
    assert "Not checked lately: the last time was today." in page
    listed = client.get(order).text
    assert listed.index("Second Hall") < listed.index("Third Hall") < listed.index("First Hall")
