"""Discarding a run: what waited is gone, what everybody sees stays, the file can come again."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from register.assets.current import current_assets
from register.assets.drafts import InvalidDraft
from register.assets.staging import Related
from register.events.history import asset_history, register_as_at
from register.people.holders import Holder
from register.privacy.holdings import holdings_of
from register.privacy.known_by import known_by
from register.proposals.submitting import Wish, submit
from register.publishing.projection import republish
from register.runs.contents import RunCount, run_counts, run_entries
from register.runs.discarding import REASON, DiscardedRun, discard_run
from register.runs.errors import RunNotFound, RunSettled
from register.runs.publishing import PublishedRun, publish_run
from register.runs.questions import run_by_id

BOSS = Holder(uuid4(), "x", "administrator", True)
ANN = {"name": "Ann Noone", "email": "ann@example.org", "lawful_basis": "consent",
       "consent_on": "2026-01-02", "consent_how": "by mail"}  # fmt: skip
PUBLIC = "SELECT name, summary FROM published.public_asset ORDER BY name"
REFS = "SELECT source_ref FROM register.row ORDER BY source_ref"


def public(session):
    return [tuple(row) for row in session.execute(text(PUBLIC))]


def test_what_waits_is_gone_and_what_is_public_stays(session, bring):
    bring(publish=True, A={"summary": "Old"})
    waits = bring(A={"summary": "New"}, B={"contacts": [ANN]})
    assert discard_run(session, waits.run_id, "ann", " The wrong file ") == DiscardedRun(1, 1)
    assert public(session) == [("A", "Old")]
    assert session.scalars(text(REFS)).all() == ["A"]
    assert session.scalar(text("SELECT count(*) FROM register.held_row")) == 0
    found = run_by_id(session, waits.run_id)
    assert (found.state, found.discarded_by, found.discard_reason) == (
        "discarded",
        "ann",
        "The wrong file",
    )
    assert (found.new, found.changed) == (1, 1)
    republish(session)
    assert public(session) == [("A", "Old")]


def test_the_log_says_what_happened_and_holds_nothing_personal(session, bring):
    waits = bring(B={"contacts": [ANN]})
    asset_id = session.scalars(text("SELECT id FROM register.asset")).one()
    discard_run(session, waits.run_id, "ann", "No", "queue")
    last = asset_history(session, asset_id)[-1]
    assert (last.action, last.actor, last.door, last.run_id) == (
        "withdrawn",
        "ann",
        "queue",
        waits.run_id,
    )
    assert (last.after.status, last.after.values) == ("withdrawn", {})
    assert holdings_of(session, known_by("ann@example.org", "")) == []
    now = session.scalar(text("SELECT clock_timestamp()"))
    assert list(register_as_at(session, now)) == []


def test_the_same_file_again_comes_back_as_new_once(session, bring):
    bring(publish=True, A={"summary": "Old"})
    rows = {"A": {"summary": "New"}, "B": {}}
    first = bring(**{ref: {**values} for ref, values in rows.items()})
    discard_run(session, first.run_id, "test", "No")
    again = bring(**{ref: {**values} for ref, values in rows.items()})
    assert again.line() == "new: 1 changed: 1 unchanged: 0 rejected: 0 outside: 0"
    assert publish_run(session, again.run_id, "test") == PublishedRun(1, 1)
    assert public(session) == [("A", "New"), ("B", "")]


def test_a_second_press_and_the_other_button_answer_well(session, bring):
    gone, kept = bring(A={}), bring("other", B={})
    discard_run(session, gone.run_id, "ann", "No")
    assert discard_run(session, gone.run_id, "bo", "No again") == DiscardedRun()
    assert run_by_id(session, gone.run_id).discarded_by == "ann"
    with pytest.raises(RunSettled, match="was discarded"):
        publish_run(session, gone.run_id, "test")
    publish_run(session, kept.run_id, "test")
    with pytest.raises(RunSettled, match="public already"):
        discard_run(session, kept.run_id, "test", "No")
    assert public(session) == [("B", "")]
    at_once = bring("third", publish=True, C={})
    with pytest.raises(RunSettled, match="public already"):
        discard_run(session, at_once.run_id, "test", "No")
    nothing = bring("third", C={})
    with pytest.raises(RunSettled, match="Nothing of run"):
        discard_run(session, nothing.run_id, "test", "No")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001, "a\x00b"])
def test_a_reason_is_needed(session, bring, reason):
    waits = bring(A={})
    with pytest.raises(InvalidDraft):
        discard_run(session, waits.run_id, "test", reason)
    assert run_by_id(session, waits.run_id).state == "waiting"


def test_a_run_that_never_was_is_refused(session):
    with pytest.raises(RunNotFound):
        discard_run(session, 4711, "test", "No")


def test_who_belonged_to_what_goes_belongs_to_it_no_more(session, bring):
    gone = bring(Hall={})
    group = bring("other", Group={"related": [Related("hosted_at", "Hall")]})
    publish_run(session, group.run_id, "test")
    said = "SELECT id FROM register.asset WHERE name = 'Group'"
    group_id = session.scalars(text(said)).one()
    assert any(name.startswith("relations.") for name in asset_fields(session, group_id))
    discard_run(session, gone.run_id, "test", "No")
    fields = asset_fields(session, group_id)
    assert not any(name.startswith("relations.") for name in fields)
    assert asset_history(session, group_id)[-1].after.fields == fields


@pytest.fixture
def hosted(session, bring):
    """A run whose hall waits, and a public group that meets there: its id."""
    gone = bring(Hall={})
    group = bring("other", Group={"related": [Related("hosted_at", "Hall")]})
    publish_run(session, group.run_id, "test")
    found = session.scalars(text("SELECT id FROM register.asset WHERE name = 'Group'"))
    return gone.run_id, found.one()


def test_an_entry_that_fits_its_kind_no_more_is_in_nobodys_way(session, hosted):
    run_id, group_id = hosted
    bad = """UPDATE register.asset SET details = '{"no_such_thing": 1}' WHERE id = :id"""
    session.execute(text(bad), {"id": group_id})
    assert discard_run(session, run_id, "test", "No") == DiscardedRun(1)
    assert asset_fields(session, group_id)["details.no_such_thing"] == 1
    last = asset_history(session, group_id)[-1]
    assert (last.action, last.reason) == ("changed", REASON)


@pytest.mark.parametrize("status", ["draft", "published", "closed"])
def test_whatever_its_state_the_log_says_what_it_lost(session, hosted, status):
    run_id, group_id = hosted
    marks = """UPDATE register.asset SET status = :status, edited = jsonb_build_object('name', 'x',
        (SELECT 'relations.' || relation || ':' || to_asset_id FROM register.relation), 'y')
        WHERE id = :id RETURNING updated_at"""
    session.execute(text(marks), {"id": group_id, "status": status})
    before = asset_history(session, group_id)[-1].version
    discard_run(session, run_id, "test", "No")
    last = asset_history(session, group_id)[-1]
    assert (last.version, last.run_id) == (before + 1, run_id)
    [(name, change)] = last.changes.items()
    assert (name.partition(":")[0], change["to"]) == ("relations.hosted_at", None)
    assert last.after.fields == asset_fields(session, group_id)
    assert current_assets(session, [group_id])[group_id].edited == {"name": "x"}


def test_who_also_belongs_elsewhere_still_does(session, bring, hosted):
    run_id, group_id = hosted
    other = bring("third", publish=True, Barn={})
    add = """INSERT INTO register.relation (from_asset_id, relation, to_asset_id)
        SELECT :id, 'hosted_at', asset_id FROM register.row WHERE run_id = :run_id"""
    session.execute(text(add), {"id": group_id, "run_id": other.run_id})
    discard_run(session, run_id, "test", "No")
    left = [name for name in asset_fields(session, group_id) if name.startswith("relations.")]
    assert len(left) == 1
    assert asset_history(session, group_id)[-1].after.fields == asset_fields(session, group_id)


def test_what_is_told_of_it_later_is_what_was_new(session, bring, hosted):
    run = run_by_id(session, hosted[0])
    discard_run(session, run.id, "test", "No")
    run = run_by_id(session, run.id)
    assert run_entries(session, run) == []
    assert run_counts(session, run) == [RunCount("new", "hall", None, 1)]


def asset_fields(session, asset_id):
    return current_assets(session, [asset_id])[asset_id].fields


def test_a_draft_that_a_newer_run_has_corrected_is_not_the_older_ones_to_discard(session, bring):
    first = bring(A={"summary": "Old"})
    second = bring(A={"summary": "New"})
    with pytest.raises(RunSettled, match="Nothing of run"):
        discard_run(session, first.run_id, "test", "No")
    assert run_by_id(session, second.run_id).state == "waiting"
    publish_run(session, second.run_id, "test")
    assert public(session) == [("A", "New")]
    assert "unchanged: 1" in bring(publish=True, A={"summary": "New"}).line()


def test_what_somebody_has_worked_on_since_goes_with_it(session, bring):
    waits = bring(A={"summary": "Old"})
    asset_id = session.scalars(text("SELECT id FROM register.asset")).one()
    submit(session, Wish("change", asset_id, {"summary": "Better"}), holder=BOSS, door="field")
    discard_run(session, waits.run_id, "test", "No")
    assert asset_history(session, asset_id)[-1].action == "withdrawn"
    assert session.scalar(text("SELECT count(*) FROM register.asset")) == 0
