"""Signing in at an organisation: a real OpenID provider beside the application."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx2
import pytest
from oidc_provider_mock import User, run_server_in_thread

from api import oidc
from api.pages.sign_in_oidc import COOKIE as JOURNEY
from register.database.engines import transaction
from register.people.account_questions import find_account
from register.people.accounts import add_account, suspend_account
from register.settings import settings

CALLBACK = "http://testserver/sign-in/oidc/callback"


def person(sub, *roles, email=None, verified=True):
    claims = {"email": email or f"{sub}@example.org", "email_verified": verified, "name": "Ann Lee"}
    return User(sub=sub, claims={**claims, "roles": list(roles)})


PEOPLE = (
    person("ann", "assets-stewards", "everybody"),
    person("both", "assets-stewards", "assets-admins"),
    person("stranger", "everybody"),
    person("liar", "assets-admins", email="victim@example.org", verified=False),
)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with run_server_in_thread(user_claims=PEOPLE) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def _configured(database, provider, monkeypatch):
    chosen = {
        "oidc_issuer": provider,
        "oidc_client_id": "register",
        "oidc_roles": "assets-admins=administrator, assets-stewards=steward",
        "base_url": "http://testserver",
    }
    for name, value in chosen.items():
        monkeypatch.setattr(settings(), name, value)
    monkeypatch.setattr(settings(), "oidc_client_secret", type(settings().mail_password)("s"))
    oidc._metadata.cache_clear()


def leave(client, where="/account"):
    answer = client.get("/sign-in/oidc", params={"next": where}, follow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["location"]


def consent(address, sub):
    """What the person does at the provider; answers the address to come back to."""
    answer = httpx2.post(address, data={"sub": sub})
    assert answer.status_code in (302, 303), answer.text
    assert answer.headers["location"].startswith(CALLBACK)
    return answer.headers["location"].removeprefix("http://testserver")


def sign_in(client, sub, where="/account"):
    return client.get(consent(leave(client, where), sub))


def account_of(email):
    with transaction() as session:
        return find_account(session, email)


def test_the_sign_in_page_offers_it(client):
    assert "Sign in with your work account" in client.get("/sign-in").text


def test_somebody_new_gets_the_role_of_their_group(client):
    page = sign_in(client, "ann", "/account/second-step")
    assert page.url.path == "/account/second-step"
    assert account_of("ann@example.org").role == "steward"
    assert "Ann Lee" in client.get("/account").text


def test_the_first_role_of_the_settings_counts(client):
    sign_in(client, "both")
    assert account_of("both@example.org").role == "administrator"


def test_a_role_taken_away_there_is_gone_here(client, monkeypatch):
    sign_in(client, "both")
    with transaction() as session:
        add_account(session, "other@example.org", "", "administrator", actor="test")
    monkeypatch.setattr(settings(), "oidc_roles", "assets-stewards=steward")
    sign_in(client, "both")
    assert account_of("both@example.org").role == "steward"


def test_who_has_no_role_is_not_let_in(client):
    page = sign_in(client, "stranger")
    assert page.status_code == 422
    assert "has not given you a part" in page.text
    assert account_of("stranger@example.org") is None


def test_an_address_that_the_provider_has_not_checked_opens_no_account(client):
    with transaction() as session:
        add_account(session, "victim@example.org", "Victim", "administrator", actor="test")
    page = sign_in(client, "liar")
    assert page.status_code == 422
    assert client.get("/account").url.path == "/sign-in"


def test_somebody_invited_before_is_the_same_account(client):
    with transaction() as session:
        account_id, _ = add_account(session, "ann@example.org", "A", "steward", actor="test")
    sign_in(client, "ann")
    assert account_of("ann@example.org").id == account_id


def test_somebody_suspended_stays_out(client):
    sign_in(client, "ann")
    with transaction() as session:
        suspend_account(session, account_of("ann@example.org").id, actor="test")
    assert sign_in(client, "ann").status_code == 422
    assert client.get("/account").url.path == "/sign-in"


def test_an_answer_counts_only_in_the_browser_that_left(client):
    address = consent(leave(client), "ann")
    client.cookies.clear()
    assert client.get(address).status_code == 422
    leave(client)  # another journey, with another state
    assert client.get(address).status_code == 422
    assert client.get("/account").url.path == "/sign-in"


def test_an_answer_counts_once(client):
    address = consent(leave(client), "ann")
    journey = client.cookies[JOURNEY]
    assert client.get(address).url.path == "/account"
    client.cookies.clear()
    client.cookies.set(JOURNEY, journey)
    assert client.get(address).status_code == 422


def test_claims_about_another_journey_are_refused(client, monkeypatch):
    """Same state, another nonce: somebody else's answer, put into this browser."""
    address = leave(client)
    journey = oidc.find_journey(client.cookies[JOURNEY])
    other = replace(journey, nonce="another")
    monkeypatch.setattr("api.pages.sign_in_oidc.find_journey", lambda _cookie: other)
    refuses(client, consent(address, "ann"))


def test_claims_of_another_issuer_are_refused(client, monkeypatch):
    back = consent(leave(client), "ann")
    known = {**oidc._metadata(settings().oidc_issuer), "issuer": "https://evil.example"}
    monkeypatch.setattr(oidc, "_metadata", lambda _issuer: known)
    refuses(client, back)


def test_claims_signed_with_another_key_are_refused(client, monkeypatch):
    back = consent(leave(client), "ann")
    with run_server_in_thread() as other:
        uri = f"http://localhost:{other.server_port}/jwks"
        known = {**oidc._metadata(settings().oidc_issuer), "jwks_uri": uri}
        monkeypatch.setattr(oidc, "_metadata", lambda _issuer: known)
        refuses(client, back)


def test_claims_for_another_client_are_refused(client, monkeypatch):
    back = consent(leave(client), "ann")
    asked = oidc._claims

    def for_another(chosen, journey, code):
        return asked(chosen.model_copy(update={"oidc_client_id": "another"}), journey, code)

    monkeypatch.setattr(oidc, "_claims", for_another)
    refuses(client, back)


def refuses(client, address):
    assert client.get(address).status_code == 422
    assert account_of("ann@example.org") is None
    assert client.get("/account").url.path == "/sign-in"


def test_a_provider_that_is_away_is_told_in_a_sentence(client, monkeypatch):
    monkeypatch.setattr(settings(), "oidc_issuer", "http://127.0.0.1:9")
    page = client.get("/sign-in/oidc")
    assert page.status_code == 422
    assert "cannot be reached just now" in page.text


def test_without_a_provider_there_is_no_such_page(client, monkeypatch):
    monkeypatch.setattr(settings(), "oidc_issuer", "")
    assert client.get("/sign-in/oidc").status_code == 404
    assert client.get("/sign-in/oidc/callback").status_code == 404
    assert "/sign-in/oidc" not in client.get("/sign-in").text


def test_the_way_there_asks_for_a_proof_key(client):
    query = urlsplit(leave(client)).query
    for wanted in ("code_challenge_method=S256", "nonce=", "state=", "scope=openid"):
        assert re.search(wanted, query)
