"""Who was erased does not come back with the next file of the same source."""

import pytest
from sqlalchemy import text

from register.assets.current import asset_by_id
from register.assets.staging import StagedDraft
from register.assets.values import AssetDraft
from register.events.history import asset_history
from register.privacy.erasing import erase_for_good
from register.privacy.holdings import holdings_of, subjects_of
from register.privacy.known_by import known_by_email, known_by_name
from register.privacy.returning import ErasedPeople
from register.runs.applying import Import, apply_run
from register.runs.sources import Source
from tests.register.privacy.conftest import ANN, BO, EMAIL, NAME, add, change
from tests.register.proposals.conftest import HALL

SOURCE = Source("example", "Example")


def run(session, *refs, **values):
    rows = [
        StagedDraft(AssetDraft.model_validate({**HALL, **values}), line, ref)
        for line, ref in enumerate(refs or ("1",), 2)
    ]
    return apply_run(session, Import(SOURCE, "x.csv", rows, lambda: b"x", "test", True))


def only_asset(session):
    return asset_by_id(session, session.scalars(text("SELECT id FROM register.asset")).one())


@pytest.mark.parametrize("known", [known_by_email(EMAIL), known_by_name(NAME)])
def test_an_erased_contact_stays_away_and_nothing_else_changes(session, known):
    said = {"contacts": [ANN, BO], "summary": f"Write to {EMAIL} or {NAME}"}
    run(session, **said)
    subjects = subjects_of(holdings_of(session, known))
    erase_for_good(session, known, actor="test", subjects=subjects)
    erased = only_asset(session)
    again = run(session, **said)
    assert (again.changed, again.unchanged, again.erased) == (0, 1, 1)
    assert only_asset(session).fields == erased.fields
    assert only_asset(session).version == erased.version
    assert not holdings_of(session, known)
    assert run(session, **said).line() == again.line()
    assert session.scalar(text("SELECT count(*) FROM register.proposal")) == 0


def test_what_else_a_source_says_is_taken(session):
    run(session, contacts=[ANN, BO])
    erase_for_good(session, known_by_email(EMAIL), actor="test")
    report = run(session, contacts=[ANN, {**BO, "phone": "020 7946 0777"}], summary="New")
    assert (report.changed, report.erased) == (1, 1)
    fields = only_asset(session).fields
    assert (fields["summary"], fields["contacts"][0]["phone"]) == ("New", "020 7946 0777")
    assert asset_history(session, only_asset(session).id)[-1].after.fields == fields


def test_a_new_row_and_another_source_do_not_bring_them_either(session):
    add(session, contacts=[ANN])
    erase_for_good(session, known_by_email(EMAIL), actor="test")
    run(session, "7", contacts=[{**ANN, "name": ""}])
    assert session.scalar(text("SELECT count(*) FROM register.contact")) == 0


def test_a_reference_that_is_an_address_is_replaced_and_known_again(session):
    run(session, EMAIL, "2")
    erase_for_good(session, known_by_email(EMAIL), actor="test")
    assert "noone" not in session.scalar(
        text("SELECT string_agg(source_ref, ' ') FROM register.row")
    )
    assert run(session, EMAIL, "2").unchanged == 2


def test_the_row_of_an_entry_about_one_person_is_left_out(session):
    run(session, kind="skill-or-gift", contacts=[ANN])
    erase_for_good(session, known_by_email(EMAIL), actor="test")
    report = run(session, kind="skill-or-gift", contacts=[ANN])
    assert (report.new, report.changed, report.erased) == (0, 0, 1)
    assert only_asset(session).name == "[erased]"


def test_a_person_may_be_added_again_by_hand(session):
    hall = add(session, contacts=[ANN])
    erase_for_good(session, known_by_email(EMAIL), actor="test")
    change(session, hall, contacts=[ANN])
    assert asset_by_id(session, hall).fields["contacts"][0]["email"] == EMAIL.lower()


def test_where_nobody_was_erased_nothing_is_compared(session):
    assert ErasedPeople.find(session, 1) is None
