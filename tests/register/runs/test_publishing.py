"""Publishing what a run left waiting, once: what is new, and what has changed."""

import pytest
from sqlalchemy import text

from register.runs.errors import RunNotFound
from register.runs.publishing import PublishedRun, publish_run
from register.runs.questions import run_by_id

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
