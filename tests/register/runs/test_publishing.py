"""Publishing what a run left waiting, once: what is new, and what has changed."""

import pytest
from sqlalchemy import text

from register.database.engines import transaction
from register.runs.applying import Import, apply_run
from register.runs.errors import RunBusy, RunNotFound
from register.runs.publishing import PublishedRun, publish_run
from register.runs.questions import run_by_id
from register.runs.sources import Source, record_source
from register.runs.turns import take_turn

NAMES = "SELECT name FROM published.public_asset ORDER BY name"


def test_only_this_runs_drafts_become_public_and_only_once(session, run):
    first = run("One", "Two")
    run("Three", source="other")
    assert session.scalars(text(NAMES)).all() == []
    assert publish_run(session, first.run_id, "test") == PublishedRun(2)
    assert session.scalars(text(NAMES)).all() == ["One", "Two"]
    revision = session.scalar(text("SELECT number FROM published.revision"))
    assert publish_run(session, first.run_id, "test") == PublishedRun(0)
    assert session.scalar(text("SELECT number FROM published.revision")) == revision
    logged = "SELECT count(*) FROM register.event WHERE action = 'published' AND run_id = :id"
    assert session.scalar(text(logged), {"id": first.run_id}) == 2
    found = run_by_id(session, first.run_id)
    assert (found.state, found.published_by, found.waiting) == ("published", "test", 0)


def test_publishing_a_run_that_never_was_is_refused(session):
    for number in (4711, -1, 2**40):
        with pytest.raises(RunNotFound):
            publish_run(session, number, "test")


def test_a_run_that_somebody_is_at_for_long_says_so(session, run):
    """Whoever is at it holds the lock of its list, on another connection."""
    waits = run("One")
    free = Source("free", "Free")
    elsewhere = {"run": waits.run_id, "source": record_source(session, free)}
    session.execute(text("UPDATE register.run SET source_id = :source WHERE id = :run"), elsewhere)
    with transaction() as other:
        take_turn(other, elsewhere["source"])
        session.execute(text("SET LOCAL lock_timeout = '100ms'"))
        with pytest.raises(RunBusy, match="Look again in a minute"), session.begin_nested():
            publish_run(session, waits.run_id, "test")
    assert run_by_id(session, waits.run_id).published_at is None


def imported(session):
    wanted = Import(Source("free", "Free"), "x.csv", [], lambda: b"x", "test", False)
    return apply_run(session, wanted)


@pytest.mark.parametrize(
    "be_at_it",
    [
        lambda session, source_id: take_turn(session, source_id),
        lambda session, _: imported(session),
    ],
    ids=["publishing", "importing"],
)
def test_an_import_of_a_list_that_somebody_is_at_says_so(emptied, be_at_it):
    with transaction() as session:
        found = run_by_id(session, imported(session).run_id)
    with transaction() as other:
        be_at_it(other, found.source_id)
        with transaction() as mine:
            mine.execute(text("SET LOCAL lock_timeout = '100ms'"))
            with pytest.raises(RunBusy, match="Import the file again"), mine.begin_nested():
                imported(mine)
    with transaction() as session:
        imported(session)
