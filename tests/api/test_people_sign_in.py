"""Signing in by every way: new secrets, the same words for all, nothing by opening a link."""

import re

import pyotp
import pytest
from sqlalchemy import text

from api.sessions import COOKIE
from register.database.engines import transaction
from register.people.accounts import add_account, set_password, suspend_account
from register.people.second_steps import begin_second_step, new_key
from register.people.secrets_at_rest import find_unsealed
from register.people.signing_in import ASKED_TOO_OFTEN, TOO_OFTEN, WRONG, WRONG_CODE
from register.settings import settings
from tests.api.callers import new_token

PASSWORD = "correct horse battery"
EMAIL = "ann@example.org"


@pytest.fixture(autouse=True)
def _mail(database, monkeypatch):
    """A mail server is named, and nothing sends: the outbox is read instead."""
    monkeypatch.setattr(settings(), "mail_from", "register@example.org")
    monkeypatch.setattr(settings(), "mail_host", "127.0.0.1")
    monkeypatch.setattr("api.mail_round.send_one", _nothing_sent)


async def _nothing_sent(_chosen, _mail_id):
    """Leaves it in the outbox."""


@pytest.fixture
def account(emptied):
    with transaction() as session:
        account_id, _ = add_account(session, EMAIL, "Ann Lee", "steward", actor="test")
        set_password(session, account_id, PASSWORD, actor="test")
    return account_id


def mails():
    with transaction() as session:
        rows = session.execute(
            text("SELECT to_address, sealed_text FROM register.mail ORDER BY id")
        ).all()
    return [(to, find_unsealed("mail", sealed)) for to, sealed in rows]


def last_code():
    return re.search(r"(\d{4}) (\d{4})", mails()[-1][1])[0]


def hidden(page, name):
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page.text)
    return found[1] if found else ""


def send(client, path, page=None, **values):
    page = page or client.get("/sign-in")
    return client.post(path, data={"csrf": hidden(page, "csrf"), **values})


def is_in(client):
    return client.get("/account").url.path == "/account"


def by_password(client, password=PASSWORD, email=EMAIL, **more):
    return send(client, "/sign-in", email=email, password=password, **more)


def ask(client, email=EMAIL):
    return send(client, "/sign-in/code", email=email)


def test_by_password(client, account):
    assert by_password(client, email=" Ann@Example.ORG ").url.path == "/account"
    assert "Ann Lee" in client.get("/account").text
    assert client.get("/account").headers["cache-control"] == "no-store"


def test_the_session_is_a_new_one_each_time(client, account):
    client.cookies.set(COOKIE, "chosen-by-an-attacker", domain="testserver.local")
    seen = {"chosen-by-an-attacker"}
    for _ in range(3):
        by_password(client)
        secret = client.cookies[COOKIE]
        assert secret not in seen
        seen.add(secret)
    client.cookies.clear()
    client.cookies.set(COOKIE, "chosen-by-an-attacker", domain="testserver.local")
    assert not is_in(client)


def test_the_session_before_ends_when_somebody_signs_in_again(client, account):
    by_password(client)
    before = client.cookies[COOKIE]
    by_password(client)
    client.cookies.clear()
    client.cookies.set(COOKIE, before, domain="testserver.local")
    assert not is_in(client)


def test_the_cookie_is_out_of_reach(client, account):
    answer = client.post(
        "/sign-in",
        data={"csrf": hidden(client.get("/sign-in"), "csrf"), "email": EMAIL, "password": PASSWORD},
        follow_redirects=False,
    )
    cookie = next(one for one in answer.headers.get_list("set-cookie") if COOKIE in one).lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, "wrong"), ("nobody@example.org", PASSWORD), ("nonsense", "xyzzy-9")],
)
def test_all_wrong_answers_sound_the_same(client, account, email, password):
    answer = by_password(client, password, email)
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert email in answer.text
    assert password not in answer.text
    assert not is_in(client)


def test_the_eleventh_try_is_refused_even_if_right(client, account):
    for _ in range(10):
        assert by_password(client, "wrong").status_code == 422
    answer = by_password(client)
    assert answer.status_code == 429
    assert TOO_OFTEN in answer.text
    for _ in range(11):
        answer = by_password(client, "wrong", "nobody@example.org")
    assert TOO_OFTEN in answer.text  # an address that nobody has is told the same


def test_who_is_locked_out_of_passwords_can_still_have_a_code(client, account):
    for _ in range(11):
        by_password(client, "wrong")
    page = ask(client)
    assert send(client, "/sign-in/code/enter", page, code=last_code()).url.path == "/account"


def test_by_a_code(client, account):
    page = ask(client)
    assert "If ann@example.org is one we know" in page.text
    [(to, words)] = mails()
    assert to == EMAIL
    assert "http" not in words
    assert "Ann" not in words
    assert send(client, "/sign-in/code/enter", page, code=last_code()).url.path == "/account"


def test_a_code_for_an_unknown_address_looks_the_same(client, account):
    known, unknown = ask(client), ask(client, "nobody@example.org")
    plain = [re.sub(r'value="[^"]*"|\S+@example\.org', "", page.text) for page in (known, unknown)]
    assert plain[0] == plain[1]
    assert known.status_code == unknown.status_code == 200
    assert [to for to, _ in mails()] == [EMAIL]


def test_a_code_is_not_good_in_another_browser(client, account):
    page = ask(client)
    client.cookies.clear()
    answer = send(client, "/sign-in/code/enter", page, code=last_code())
    assert WRONG_CODE in answer.text
    assert not is_in(client)


def test_opening_addresses_never_signs_in(client, account):
    """What programs that look through mails do: open everything, with a code in the address."""
    page = ask(client)
    code = last_code()
    for path in ("/sign-in/code", "/sign-in/code/enter", "/sign-in", "/invitation"):
        for method in ("GET", "HEAD"):
            client.request(method, path, params={"code": code})
    assert not is_in(client)
    filled = client.get("/sign-in/code", params={"code": code})
    assert code in filled.text
    assert send(client, "/sign-in/code/enter", page, code=code).url.path == "/account"


def test_five_codes_an_hour(client, account):
    for _ in range(5):
        assert ask(client).status_code == 200
    answer = ask(client)
    assert answer.status_code == 429
    assert ASKED_TOO_OFTEN in answer.text
    assert len(mails()) == 5


def test_somebody_suspended_is_told_what_strangers_are(client, account):
    with transaction() as session:
        add_account(session, "other@example.org", "", "administrator", actor="test")
        suspend_account(session, account, actor="test")
    assert WRONG in by_password(client).text
    ask(client)
    assert mails() == []


def test_suspension_ends_a_session_in_use(client, account):
    by_password(client)
    with transaction() as session:
        suspend_account(session, account, actor="test")
    assert not is_in(client)


def test_the_second_step_is_asked_for(client, account):
    key = new_key()
    with transaction() as session:
        assert begin_second_step(session, account, key, pyotp.TOTP(key).now())
        session.execute(text("UPDATE register.account SET totp_step = 0"))
    page = by_password(client)
    assert "The code of your app" in page.text
    assert COOKIE not in client.cookies
    wrong = send(client, "/sign-in/second-step", page, code="000000")
    assert wrong.status_code == 422
    right = send(client, "/sign-in/second-step", wrong, code=pyotp.TOTP(key).now())
    assert right.url.path == "/account"


def test_the_second_step_is_not_for_who_has_not_done_the_first(client, account):
    answer = send(client, "/sign-in/second-step", code="000000")
    assert "That took too long" in answer.text


def test_an_invitation_opens_an_account_once(client, emptied):
    with transaction() as session:
        _, code = add_account(session, "new@example.org", "Bea", "builder", actor="test")
    page = client.get("/invitation")
    weak = send(client, "/invitation", page, code=code, password="short")
    assert "at least 12" in weak.text
    assert code in weak.text
    assert send(client, "/invitation", page, code=code, password=PASSWORD).url.path == "/account"
    send(client, "/sign-out", client.get("/account"))
    assert by_password(client, email="new@example.org").url.path == "/account"
    send(client, "/sign-out", client.get("/account"))
    assert WRONG_CODE in send(client, "/invitation", page, code=code).text


def test_signing_out_ends_it_on_the_server_too(client, account):
    by_password(client)
    secret = client.cookies[COOKIE]
    send(client, "/sign-out", client.get("/account"))
    client.cookies.set(COOKIE, secret, domain="testserver.local")
    assert not is_in(client)


def test_after_signing_in_one_goes_where_one_was_going(client, account):
    page = client.get("/account/second-step")
    assert page.url.path == "/sign-in"
    where = hidden(page, "next")
    assert where == "/account/second-step"
    assert by_password(client, next=where).url.path == where


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_but_never_to_another_site(client, account, where):
    answer = client.post(
        "/sign-in",
        data={"csrf": hidden(client.get("/sign-in"), "csrf"), "email": EMAIL, "password": PASSWORD,
              "next": where},
        follow_redirects=False,
    )  # fmt: skip
    assert answer.headers["location"] == "/account"


def test_what_was_typed_goes_through_a_sign_in_by_code(client, account):
    by_password(client)
    form = client.get("/field")
    client.cookies.clear()
    typed = {"name": "Kept Hall", "email": "hall@example.org", "kind": "hall", "postcode": "N2 8AB"}
    interrupted = send(client, "/field", form, submission=hidden(form, "submission"), **typed)
    assert interrupted.status_code == 401
    carried = dict(re.findall(r'name="(kept\.[^"]*|next)" value="([^"]*)"', interrupted.text))
    page = send(client, "/sign-in/code", interrupted, email=EMAIL, **carried)
    carried = dict(re.findall(r'name="(kept\.[^"]*|next)" value="([^"]*)"', page.text))
    resumed = send(client, "/sign-in/code/enter", page, code=last_code(), **carried)
    again = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', resumed.text))
    assert again["email"] == "hall@example.org"
    assert "Kept Hall" in client.post("/field", data=again).text


def test_a_form_of_another_site_is_not_taken(client, account):
    answer = client.post("/sign-in", data={"csrf": "x", "email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 403
    assert PASSWORD not in answer.text
    assert not is_in(client)


def test_a_key_of_an_account_signs_in_as_that_account(client, account):
    send(client, "/sign-in/key", token=new_token(account, scopes=["assets:write"]))
    assert client.get("/field").status_code == 200
    assert client.get("/people").status_code == 403
    refused = send(client, "/account/password", client.get("/account"), new_password=PASSWORD * 2)
    assert refused.status_code == 403


def test_failed_sign_ins_are_noted(client, account):
    by_password(client, "wrong")
    with transaction() as session:
        actions = session.scalars(
            text("SELECT action FROM register.account_event ORDER BY id DESC LIMIT 1")
        ).one()
    assert actions == "sign-in failed"
