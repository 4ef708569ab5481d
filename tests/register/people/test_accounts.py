"""Accounts: what each change does to what people show, and who cannot be locked out."""

import pytest
from sqlalchemy import text

from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.people.account_questions import account_by_id, account_log, every_account
from register.people.accounts import (
    add_account,
    change_address,
    normal_address,
    resume_account,
    set_password,
    set_role,
    set_scopes,
    suspend_account,
)
from register.people.deeds import deeds_of
from register.people.errors import (
    AccountExists,
    InvalidAddress,
    OwnAccount,
    UnknownRole,
    UnknownScope,
)
from register.people.holders import Holder, Scope
from register.people.sign_ins import find_signed_in, sign_in
from register.people.tokens import create_token, find_holder, revoke_own_token, tokens_of
from register.proposals.additions import add_asset
from register.proposals.deciding import reject_proposal
from register.proposals.submitting import Wish, submit
from register.verification.checking import Check, check_asset

WARD = "ward:hendon"


def shown_by(account_id):
    """A session's and a token's secret of the account."""
    with transaction() as session:
        account = account_by_id(session, account_id)
        token = create_token(
            session, account.role, "key", may_publish=True, days=1, account_id=account_id
        )
        return sign_in(session, account.holder(), "Firefox"), token


def holders(secrets):
    with transaction() as session:
        return find_signed_in(session, secrets[0]), find_holder(session, secrets[1])


def test_suspension_ends_everything_at_once(new_account):
    account_id = new_account()
    secrets = shown_by(account_id)
    in_browser, by_key = holders(secrets)
    assert in_browser.account_id == by_key.account_id == account_id
    with transaction() as session:
        suspend_account(session, account_id, actor="test")
    assert holders(secrets) == (None, None)
    with transaction() as session:
        resume_account(session, account_id, actor="test")
    assert holders(secrets)[0] is None


def test_a_suspension_counts_even_where_a_session_was_left(new_account):
    """Each request asks the account itself: nothing needs to be swept up first."""
    account_id = new_account()
    secrets = shown_by(account_id)
    with transaction() as session:
        session.execute(text("UPDATE register.account SET suspended_at = now()"))
    assert holders(secrets) == (None, None)


@pytest.mark.parametrize(
    "change",
    [
        lambda session, one: set_role(session, one, "analyst", may_publish=False, actor="test"),
        lambda session, one: set_scopes(session, one, [Scope(WARD, None)], actor="test"),
        lambda session, one: change_address(session, one, "new@example.org", actor="test"),
        lambda session, one: set_password(session, one, "correct horse battery", actor="test"),
    ],
)
def test_other_rights_need_another_session(new_account, change):
    account_id = new_account()
    secrets = shown_by(account_id)
    with transaction() as session:
        change(session, account_id)
    assert holders(secrets)[0] is None


def test_a_key_has_the_role_that_its_account_has_now(new_account):
    account_id = new_account(role="builder", may_publish=True)
    _, token = shown_by(account_id)
    with transaction() as session:
        assert find_holder(session, token).may_publish
        set_role(session, account_id, "analyst", may_publish=False, actor="test")
        found = find_holder(session, token)
    assert (found.role, found.may_publish) == ("analyst", False)
    assert found.actor.startswith("token ")


def test_a_key_ends_for_its_owner_only(new_account):
    ann, bea = new_account(), new_account("bea@example.org")
    shown_by(ann)
    with transaction() as session:
        [key] = tokens_of(session, ann)
        assert not revoke_own_token(session, bea, key["id"])
        assert revoke_own_token(session, ann, key["id"])
        assert tokens_of(session, ann) == []


def test_the_last_administrator_stays(new_account):
    only = new_account(role="administrator")
    with transaction() as session, pytest.raises(OwnAccount):
        suspend_account(session, only, actor="test")
    with transaction() as session, pytest.raises(OwnAccount):
        set_role(session, only, "builder", may_publish=False, actor="test")
    new_account("bea@example.org", "administrator")
    with transaction() as session:
        suspend_account(session, only, actor="test")


def test_scopes_name_places_and_kinds_that_there_are(new_account):
    account_id = new_account(role="steward")
    with transaction() as session:
        set_scopes(session, account_id, [Scope(WARD, "hall"), Scope(None, "park")], actor="test")
        assert set(account_by_id(session, account_id).scopes) == {
            Scope(WARD, "hall"), Scope(None, "park")
        }  # fmt: skip
    for unknown in (Scope("ward:atlantis", None), Scope(None, "castle"), Scope(None, None)):
        with transaction() as session, pytest.raises(UnknownScope):
            set_scopes(session, account_id, [unknown], actor="test")


def test_a_place_that_gets_another_address_keeps_its_steward(new_account):
    account_id = new_account(role="steward")
    with transaction() as session:
        set_scopes(session, account_id, [Scope(WARD, None)], actor="test")
    with transaction() as session:
        session.execute(
            text("UPDATE published.locality SET key = 'ward:moved' WHERE key = :key"), {"key": WARD}
        )
        assert account_by_id(session, account_id).scopes == (Scope("ward:moved", None),)
        session.rollback()


def test_addresses_are_one_whatever_their_case(new_account):
    new_account("Ann@Example.org")
    with transaction() as session, pytest.raises(AccountExists):
        add_account(session, " ann@example.ORG ", "", "builder", actor="test")


@pytest.mark.parametrize(
    "bad", ["ann", "ann@", "@x.org", "a b@x.org", "a@x..org", "a@x.org\nb@x.org", "<a@x.org>", ""]
)
def test_what_is_no_address_is_refused(bad):
    with pytest.raises(InvalidAddress):
        normal_address(bad)


def test_an_unknown_role_is_refused(emptied):
    with transaction() as session, pytest.raises(UnknownRole):
        add_account(session, "a@x.org", "", "king", actor="test")


def test_what_was_done_to_an_account_can_be_read(new_account):
    account_id = new_account()
    with transaction() as session:
        set_role(session, account_id, "steward", may_publish=False, actor="account 1")
        said = [(row["action"], row["actor"]) for row in account_log(session, account_id)]
        assert said == [("role changed", "account 1"), ("invited", "test")]
        assert deeds_of(session, account_id) == []
        assert [one.email for one in every_account(session)] == ["ann@example.org"]


def test_everything_an_account_did_can_be_listed(new_account):
    """Not only what is in the log: turning down, checking, and what was done to others."""
    steward, other = new_account(role="administrator"), new_account("bob@example.org")
    with transaction() as session:
        holder = account_by_id(session, steward).holder()
        draft = AssetDraft(name="Invented Hall", kind="hall", lon=-0.2, lat=51.6)
        hall = add_asset(session, draft, holder=holder, door="field").asset_id
        newcomer = account_by_id(session, other).holder()
        wish = Wish("change", hall, {"name": "Silly name"}, 1)
        waits = submit(session, wish, holder=newcomer, door="api").proposal_id
        reject_proposal(session, waits, holder, reason="Silly")
        check_asset(session, Check(hall, "visit", "correct"), holder, "page")
        set_role(session, other, "steward", may_publish=False, actor=holder.actor)
        did = deeds_of(session, steward)
    assert [one["action"] for one in did if one["action"] != "added"] == [
        "account: role changed",
        "checked: correct",
        "decision: rejected",
    ]
    assert {one["name"] for one in did} == {"Invented Hall", None}
    with transaction() as session:
        older = deeds_of(session, steward, before=did[0]["id"])
        assert [one["action"] for one in deeds_of(session, other)] == ["proposed"]
    assert older == did[1:]


def may(role, scopes=(), **given):
    values = {"kind": "hall", "localities": {WARD, "borough:x"}, "is_own": False} | given
    publishes = values.pop("may_publish", True)
    return Holder(account_by, "x", role, publishes, scopes).may_approve(
        values["kind"], values["localities"], is_own=values["is_own"]
    )


account_by = None


def test_who_may_approve_where():
    assert may("administrator")
    assert may("steward")
    assert may("steward", (Scope(WARD, None),))
    assert may("steward", (Scope("ward:other", None), Scope(None, "hall")))
    assert not may("steward", (Scope("ward:other", None),))
    assert not may("steward", (Scope(WARD, "park"),))
    assert not may("steward", may_publish=False)
    assert not may("builder")
    assert may("builder", is_own=True)
    assert not may("builder", is_own=True, may_publish=False)
    assert not may("analyst", is_own=True)
