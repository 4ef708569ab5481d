"""The commands about people: the first administrator, what stewards look after, shutting out."""

import re
from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from api.cli import app
from register.database.engines import transaction
from register.people.account_questions import account_by_email
from register.people.codes import accept_invitation
from register.people.holders import Scope
from register.people.tokens import find_holder

runner = CliRunner()


@pytest.fixture(autouse=True)
def _ready(emptied, monkeypatch):
    """The cluster of the tests runs already; the commands must not stop it."""
    for module in ("account", "token"):
        monkeypatch.setattr(f"api.cli.{module}.ready_database", nullcontext)


def assets(*words, code=0):
    done = runner.invoke(app, words, env={"COLUMNS": "200"})
    assert done.exit_code == code, done.output
    return done.output


def account(email="ann@example.org"):
    with transaction() as session:
        return account_by_email(session, email)


def add(role="administrator", email="ann@example.org"):
    return assets("account", "add", email, "--role", role, "--name", "Ann")


def test_the_first_administrator_joins_with_the_code_that_is_printed():
    said = add()
    code = re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){3}", said)[0]
    with transaction() as session:
        assert accept_invitation(session, code) == account_by_email(session, "ann@example.org").id
    assert "/invitation" in said
    assert "ann@example.org" in assets("account", "list")


def test_mistakes_are_told_in_a_sentence():
    add()
    assert "already" in assets("account", "add", "ANN@example.org", "--role", "builder", code=1)
    assert "no role king" in assets("account", "add", "b@example.org", "--role", "king", code=1)
    assert "No account" in assets("account", "suspend", "nobody@example.org", code=1)
    assert "last administrator" in assets("account", "suspend", "ann@example.org", code=1)


def test_a_steward_is_given_places_and_kinds():
    add("steward")
    assets("account", "scopes", "ann@example.org", "ward:hendon", "ward:barnet-vale+kind:park")
    assert set(account().scopes) == {Scope("ward:hendon", None), Scope("ward:barnet-vale", "park")}
    assets("account", "scopes", "ann@example.org")
    assert account().scopes == ()


def test_accounts_are_changed_shut_out_and_let_in():
    add("builder")
    assets("account", "role", "ann@example.org", "builder", "--publish")
    assert account().may_publish
    assets("account", "suspend", "ann@example.org")
    assert account().suspended_at is not None
    assets("account", "resume", "ann@example.org")
    assets("account", "address", "ann@example.org", "bea@example.org")
    assert account("bea@example.org").suspended_at is None
    assets("account", "no-second-step", "bea@example.org")
    assets("account", "invite", "bea@example.org")
    assets("account", "deeds", "bea@example.org")


def test_a_key_is_made_for_what_it_says():
    said = assets(
        "token", "create", "--role", "builder", "--label", "feed", "--scope", "assets:write"
    )
    with transaction() as session:
        assert find_holder(session, said.strip()).grants == {"assets:write"}
    assert "feed" in assets("token", "list")
    assets("token", "create", "--role", "builder", "--scope", "everything", code=1)
    assets("token", "revoke", "feed")
    with transaction() as session:
        assert find_holder(session, said.strip()) is None
