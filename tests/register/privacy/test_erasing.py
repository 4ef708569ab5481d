"""Erasing somebody: nothing of them anywhere, everybody else as before, and all still adds up."""

import json

import pytest
from sqlalchemy import text

from register.assets.current import asset_by_id
from register.events.history import asset_history, asset_version
from register.people.tokens import find_holder
from register.privacy.erasing import erase_for_good, erase_from_database
from register.privacy.erasures import listed_erasures
from register.privacy.errors import NotErasable
from register.privacy.holdings import holdings_of, subjects_of
from register.privacy.known_by import known_by_email, known_by_name
from register.proposals.deciding import approve_proposal
from register.proposals.restoring import restore_version
from register.publishing.projection import republish
from tests.register.privacy.conftest import (
    ANN,
    BO,
    BOSS,
    EMAIL,
    NAME,
    add,
    change,
    everything,
    fill,
)
from tests.register.proposals.machine import PROJECTION

ANN_EMAIL, ANN_NAME = known_by_email(EMAIL), known_by_name(NAME)


def erase_all(session):
    erase_for_good(session, ANN_EMAIL, actor="test")
    subjects = subjects_of(holdings_of(session, ANN_NAME))
    erase_for_good(session, ANN_NAME, actor="test", subjects=subjects)


def test_nothing_is_left_in_any_table(session):
    fill(session)
    before = everything(session)
    holding = {name for name, said in before.items() if "ann.noone@" in said.lower()}
    assert len(holding) >= 6
    erase_all(session)
    for table, said in everything(session).items():
        assert "ann.noone" not in said.lower(), table
        assert "ann noone" not in said.lower(), table
        assert "ann-noone" not in said.lower(), table
        assert "7946 0100" not in said, table


def test_everybody_else_stays(session):
    made = fill(session)
    erase_all(session)
    fields = asset_by_id(session, made["hall"]).fields
    assert [one["email"] for one in fields["contacts"]] == ["bo@example.org"]
    assert fields["summary"] == "Ask [erased], or write to [erased]."
    assert asset_by_id(session, made["other"]).version == 1
    assert asset_version(session, made["old"], 2).fields["contacts"][0]["email"] == "bo@example.org"


def test_the_projection_follows_at_once_and_republish_changes_nothing(session):
    fill(session)
    erase_all(session)

    def shown():
        return {n: sorted(map(repr, session.execute(text(q)))) for n, q in PROJECTION.items()}

    before = shown()
    republish(session)
    assert shown() == before
    assert "[erased]" in repr(before)


def test_a_trace_says_that_but_not_what(session):
    made = fill(session)
    erase_all(session)
    by_address, last = asset_history(session, made["hall"])[-2:]
    assert (last.action, last.door, last.actor) == ("erased", "privacy", "test")
    assert set(by_address.erased) == {"contacts", "summary"}
    assert last.erased == ("summary",)
    rows = session.execute(text("SELECT known_by, places, hash FROM register.erasure")).all()
    assert {row.known_by for row in rows} == {"email", "name"}
    assert all(row.places > 3 and len(row.hash) == 32 for row in rows)


def test_an_entry_about_one_person_is_emptied_and_closed(session):
    made = fill(session)
    erase_all(session)
    gift = asset_by_id(session, made["gift"])
    assert (gift.status, gift.name, gift.at) == ("closed", "[erased]", None)
    assert set(gift.fields) == {"name", "kind"}
    assert asset_history(session, gift.id)[-1].after.fields == gift.fields


def test_no_restore_brings_anybody_back(session):
    made = fill(session)
    erase_all(session)
    now = asset_by_id(session, made["old"]).version
    restore_version(session, made["old"], 1, now, BOSS)
    assert "contacts" not in asset_by_id(session, made["old"]).fields
    assert not holdings_of(session, ANN_EMAIL)


def test_a_proposal_that_waited_can_still_be_approved(session):
    made = fill(session)
    waiting = session.scalars(
        text("SELECT id FROM register.proposal WHERE asset_id = :id AND action = 'change'"),
        {"id": made["hall"]},
    ).one()
    erase_all(session)
    approve_proposal(session, waiting, BOSS)
    [contact] = asset_by_id(session, made["hall"]).fields["contacts"]
    assert (contact["email"], contact["role"]) == ("bo@example.org", "x")


def test_an_account_loses_its_name_and_every_way_in(session):
    made = fill(session)
    key = session.scalar(text("SELECT hash FROM register.token"))
    assert key
    erase_all(session)
    row = session.execute(text("SELECT * FROM register.account")).one()
    assert (row.id, row.name) == (made["account"], "[erased]")
    assert row.suspended_at is not None
    for gone in ("sign_in", "one_time_code", "suggester", "mail"):
        assert session.scalar(text(f"SELECT count(*) FROM register.{gone}")) == 0, gone
    assert session.scalar(text("SELECT count(*) FROM register.token WHERE revoked_at IS NULL")) == 0
    assert find_holder(session, "asset_nothing") is None


def test_the_last_administrator_and_oneself_are_not_erased(session):
    made = fill(session)
    session.execute(text("UPDATE register.account SET role = 'administrator'"))
    with pytest.raises(NotErasable, match="last administrator"):
        erase_from_database(session, ANN_EMAIL, actor="test")
    with pytest.raises(NotErasable, match="your own"):
        erase_from_database(session, ANN_EMAIL, actor="test", acting=made["account"])


def test_a_name_alone_takes_only_what_is_sure(session):
    sure = add(session, contacts=[{**ANN, "email": ""}])
    other = add(session, name="Second Hall", summary=f"Opened by {NAME} in 1990")
    found = holdings_of(session, ANN_NAME)
    assert {one.subject for one in found if not one.is_sure} == {f"asset {other}"}
    erase_for_good(session, ANN_NAME, actor="test")
    assert "contacts" not in asset_by_id(session, sure).fields
    assert NAME in asset_by_id(session, other).fields["summary"]


def test_words_of_ours_are_no_names(session):
    """Somebody may be called Hall: the kind of an entry is not a mention of them."""
    hall = add(session, name="Noone House", contacts=[{"name": "Public Hall"}])
    known = known_by_name("Hall")
    subjects = subjects_of(holdings_of(session, known))
    erase_for_good(session, known, actor="test", subjects=subjects)
    after = asset_by_id(session, hall)
    assert after.kind == "hall"
    assert asset_history(session, hall)[-1].after.fields == after.fields


def test_the_list_beside_the_database_names_nobody(session, own_list):
    fill(session)
    erase_all(session)
    said = (own_list / "erasures.jsonl").read_text()
    assert len(said.splitlines()) == 2
    assert not any(word in said.lower() for word in ("noone", "example.org"))
    assert {one.known_by for one in listed_erasures().records} == {"email", "name"}


def test_a_line_that_was_cut_off_harms_no_other(session, own_list):
    add(session, contacts=[ANN])
    (own_list / "erasures.jsonl").write_text('{"id": "b7')
    erase_for_good(session, ANN_EMAIL, actor="test")
    listed = listed_erasures()
    assert (len(listed.records), listed.unreadable) == (1, 1)


def test_files_below_the_data_folder_lose_them_too(session, own_list):
    (own_list / "list.csv").write_text(f"Name,Mail\nHall,{EMAIL}\nOther,bo@example.org\n")
    (own_list / "database").mkdir()
    (own_list / "database" / "x.csv").write_text(EMAIL)
    erased = erase_for_good(session, ANN_EMAIL, actor="test")
    assert erased.files == 1
    assert (own_list / "list.csv").read_text() == "Name,Mail\nHall,[erased]\nOther,bo@example.org\n"
    assert (own_list / "database" / "x.csv").read_text() == EMAIL


def test_who_writes_a_stale_form_brings_nobody_back(session):
    hall = add(session, contacts=[ANN, BO])
    proposal = change(session, hall, None, contacts=[ANN, BO, {"phone": "020 7946 0009"}])
    erase_for_good(session, ANN_EMAIL, actor="test")
    kept = session.scalar(
        text("SELECT changes FROM register.proposal WHERE id = :id"), {"id": proposal.proposal_id}
    )
    assert "Ann" not in json.dumps(kept)
