"""Somebody is found in, and erased from, what an import would change and nobody has published."""

import pytest
from sqlalchemy import text

from register.assets.staging import StagedDraft
from register.assets.values import AssetDraft
from register.privacy.erasing import erase_for_good
from register.privacy.gathering import everything_about
from register.privacy.holdings import holdings_of, subjects_of
from register.privacy.known_by import known_by_email, known_by_name
from register.runs.applying import Import, apply_run
from register.runs.discarding import discard_run
from register.runs.publishing import publish_run
from register.runs.sources import Source
from tests.register.privacy.conftest import ANN, BO, EMAIL, NAME
from tests.register.proposals.conftest import HALL

HELD = "SELECT source_ref, draft FROM register.held_row"
PUBLIC = "SELECT coalesce(string_agg(p::text, ''), '') FROM published.public_asset AS p"


def run(session, *, ref="1", publish=False, **values):
    rows = [StagedDraft(AssetDraft.model_validate({**HALL, **values}), 2, ref)]
    source = Source("example", "Example")
    return apply_run(session, Import(source, "x.csv", rows, lambda: b"x", "test", publish))


@pytest.mark.parametrize("known", [known_by_email(EMAIL), known_by_name(NAME)])
def test_a_person_is_shown_and_erased_where_a_change_waits(session, known):
    run(session, publish=True)
    waits = run(session, contacts=[ANN, BO], summary=f"Write to {EMAIL} or {NAME}")
    held = everything_about(session, known)["held"] + everything_about(session, known)["possible"]
    assert "a row of an import that waits" in {one["where"] for one in held}
    subjects = subjects_of(holdings_of(session, known))
    erase_for_good(session, known, actor="test", subjects=subjects)
    assert not holdings_of(session, known)
    [(_, draft)] = session.execute(text(HELD)).all()
    assert [one["name"] for one in draft["contacts"]] == ["Bo Noone"]
    publish_run(session, waits.run_id, "test")
    assert not holdings_of(session, known)
    assert "Bo Noone" in session.scalar(text(PUBLIC))


def test_a_reference_that_names_somebody_stays_the_same_one(session):
    known = known_by_email(EMAIL)
    run(session, ref=EMAIL, publish=True)
    waits = run(session, ref=EMAIL, summary="New")
    erase_for_good(session, known, actor="test")
    [(ref, _)] = session.execute(text(HELD)).all()
    assert ref == session.scalars(text("SELECT source_ref FROM register.row")).one() != EMAIL
    publish_run(session, waits.run_id, "test")
    assert session.scalar(text("SELECT count(*) FROM register.asset")) == 1
    assert "New" in session.scalar(text(PUBLIC))


def test_what_waits_about_one_person_goes_whole(session):
    run(session, kind="skill-or-gift", name=NAME, publish=True)
    waits = run(session, kind="skill-or-gift", name=NAME, summary="Mends bicycles")
    known = known_by_name(NAME)
    subjects = subjects_of(holdings_of(session, known))
    erase_for_good(session, known, actor="test", subjects=subjects)
    assert session.execute(text(HELD)).all() == []
    publish_run(session, waits.run_id, "test")
    texts = "SELECT string_agg(a::text, '') FROM register.asset AS a"
    assert "bicycles" not in session.scalar(text(texts))


def test_of_a_discarded_run_nothing_is_left_to_erase_but_the_reason(session):
    waits = run(session, contacts=[ANN])
    discard_run(session, waits.run_id, "test", f"{NAME} did not agree")
    known = known_by_name(NAME)
    [left] = holdings_of(session, known)
    assert left.store.table == "register.run"
    erase_for_good(session, known, actor="test", subjects=[left.subject])
    assert not holdings_of(session, known)
