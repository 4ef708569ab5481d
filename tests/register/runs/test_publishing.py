"""Publishing what a run left as drafts, once."""

import pytest
from sqlalchemy import text

from register.runs.errors import RunNotFound
from register.runs.publishing import publish_run

NAMES = "SELECT name FROM published.public_asset ORDER BY name"


def test_only_this_runs_drafts_become_public_and_only_once(session, run):
    first = run("One", "Two")
    run("Three", source="other")
    assert session.scalars(text(NAMES)).all() == []
    assert publish_run(session, first.run_id, "test") == 2
    assert session.scalars(text(NAMES)).all() == ["One", "Two"]
    revision = session.scalar(text("SELECT number FROM published.revision"))
    assert publish_run(session, first.run_id, "test") == 0
    assert session.scalar(text("SELECT number FROM published.revision")) == revision
    logged = "SELECT count(*) FROM register.event WHERE action = 'published' AND run_id = :id"
    assert session.scalar(text(logged), {"id": first.run_id}) == 2


def test_publishing_a_run_that_never_was_is_refused(session):
    with pytest.raises(RunNotFound):
        publish_run(session, 4711, "test")
