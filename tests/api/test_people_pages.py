"""One's own account, and administrators' pages about everybody's."""

import re

import pyotp
import pytest

from api.sessions import COOKIE
from register.database.engines import transaction
from register.people.account_questions import account_by_id
from register.people.accounts import set_password
from register.people.sign_ins import find_signed_in, sign_in
from register.people.tokens import find_holder
from tests.api.callers import new_account, new_session, new_token

PASSWORD = "correct horse battery"


def hidden(page, name="csrf"):
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def as_(client, account_id):
    client.cookies.clear()
    client.cookies.set(COOKIE, new_session(account_id), domain="testserver.local")
    return client.get("/account")


def send(client, path, page, **values):
    return client.post(path, data={"csrf": hidden(page), **values})


@pytest.fixture
def ann(client):
    return new_account("administrator")


@pytest.fixture
def bea(client):
    return new_account("builder")


def test_sessions_are_listed_and_ended(client, bea):
    elsewhere = new_session(bea)
    page = as_(client, bea)
    assert page.text.count("/account/sessions/") == 2
    assert "this one" in page.text
    ids = re.findall(r"/account/sessions/([^/]+)/end", page.text)
    for one in ids:
        if one not in re.findall(r"this one.*?/account/sessions/([^/]+)/end", page.text, re.S)[:1]:
            send(client, f"/account/sessions/{one}/end", page)
    with transaction() as session:
        assert find_signed_in(session, elsewhere) is None
    assert client.get("/account").url.path == "/account"


def test_a_password_is_chosen_changed_and_ends_other_sessions(client, bea):
    elsewhere = new_session(bea)
    page = as_(client, bea)
    before = client.cookies[COOKIE]
    weak = send(client, "/account/password", page, new_password="short")
    assert weak.status_code == 422
    assert "at least 12" in weak.text
    send(client, "/account/password", page, new_password=PASSWORD)
    assert client.cookies[COOKIE] != before
    with transaction() as session:
        assert find_signed_in(session, elsewhere) is None
        assert find_signed_in(session, before) is None
    page = client.get("/account")
    refused = send(client, "/account/password", page, old_password="x", new_password="y" * 20)
    assert "This is not right" in refused.text


def test_who_came_by_a_code_need_not_know_the_old_password(client, bea):
    with transaction() as session:
        set_password(session, bea, PASSWORD, actor="test")
        secret = sign_in(session, account_by_id(session, bea).holder(), method="code")
    client.cookies.set(COOKIE, secret, domain="testserver.local")
    page = client.get("/account")
    assert "Your password now" not in page.text
    assert send(client, "/account/password", page, new_password=PASSWORD + "!").status_code == 200


def test_a_key_is_made_shown_once_and_ended(client, bea):
    page = as_(client, bea)
    nothing = send(client, "/account/tokens", page, label="", days="0")
    for field in ("label", "scopes", "days"):
        assert f'href="#{field}"' in nothing.text
    made = send(client, "/account/tokens", page, label="Feed", days="30", scopes="assets:write")
    secret = re.search(r"asset_[\w-]+", made.text)[0]
    with transaction() as session:
        assert find_holder(session, secret).grants == {"assets:write"}
    page = client.get("/account")
    assert secret not in page.text
    assert "Feed" in page.text
    assert "last used" in page.text
    send(client, re.search(r"/account/tokens/[^/]+/revoke", page.text)[0], page)
    with transaction() as session:
        assert find_holder(session, secret) is None


def test_a_second_step_is_added_and_taken_off(client, bea):
    as_(client, bea)
    page = client.get("/account/second-step")
    key = re.search(r'<code class="secret">([^<]+)</code>', page.text)[1].replace(" ", "")
    assert key not in hidden(page, "sealed_key")
    sent = {"sealed_key": hidden(page, "sealed_key")}
    assert send(client, "/account/second-step", page, step_code="1", **sent).status_code == 422
    before = client.cookies[COOKIE]
    done = send(client, "/account/second-step", page, step_code=pyotp.TOTP(key).now(), **sent)
    assert "is asked for as well" in done.text
    assert client.cookies[COOKIE] != before
    wrong = send(client, "/account/second-step/end", done, step_code="000000")
    assert "This code is not right" in wrong.text


def test_an_administrator_invites_by_hand_where_no_mail_goes(client, ann):
    as_(client, ann)
    page = client.get("/people")
    made = send(client, "/people", page, name="Cy", email="cy@example.org", role="steward")
    assert re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){3}", made.text)
    again = send(client, "/people", page, name="Cy", email="CY@example.org", role="steward")
    assert again.status_code == 422
    assert 'value="Cy"' in again.text
    assert "There is an account" in again.text


def test_an_administrator_gives_a_steward_wards_and_kinds(client, ann, bea):
    as_(client, ann)
    page = client.get(f"/people/{bea}")
    send(client, f"/people/{bea}/role", page, role="steward")
    send(client, f"/people/{bea}/scopes", page, localities=["ward:hendon", "ward:east-finchley"],
         kinds=["hall"])  # fmt: skip
    with transaction() as session:
        holder = account_by_id(session, bea).holder()
    assert holder.may_approve("hall", {"ward:hendon"})
    assert not holder.may_approve("park", {"ward:hendon"})
    assert not holder.may_approve("hall", {"ward:burnt-oak"})
    assert "Halls in Hendon" in client.get(f"/people/{bea}").text.replace("halls", "Halls")


def test_suspension_by_an_administrator_counts_at_the_next_request(client, ann, bea):
    secret = new_session(bea)
    as_(client, ann)
    page = client.get(f"/people/{bea}")
    assert "signed out everywhere" in send(client, f"/people/{bea}/suspend", page).text
    client.cookies.clear()
    client.cookies.set(COOKIE, secret, domain="testserver.local")
    assert client.get("/account").url.path == "/sign-in"


def test_everything_an_account_did_can_be_read(client, ann, bea):
    key = new_token(ann, scopes=["assets:write"])
    asset = {"name": "Deed Hall", "kind": "hall", "lon": -0.2, "lat": 51.6}
    answer = client.post("/api/v1/assets", json=asset, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 201
    as_(client, ann)
    assert "Deed Hall" in client.get(f"/people/{ann}").text
    assert "Deed Hall" not in client.get(f"/people/{bea}").text


def test_nobody_is_found_by_guessing(client, ann):
    as_(client, ann)
    missing = client.get("/people/00000000-0000-0000-0000-000000000000")
    assert missing.status_code == 404
    assert client.get("/people/x").status_code == 422
