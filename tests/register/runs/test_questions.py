"""What can be asked of import runs."""

import pytest

from register.runs.errors import RunNotFound
from register.runs.questions import newest_runs, rejects_of_run, rejects_table, run_by_id


def test_runs_are_listed_newest_first_with_what_waits(session, run):
    first, second = run("One", "Two"), run("One", "Two", "Three")
    listed = newest_runs(session)
    assert [found.id for found in listed] == [second.run_id, first.run_id]
    assert [(found.new, found.unchanged, found.rejected) for found in listed] == [
        (1, 2, 1),
        (2, 0, 1),
    ]
    assert [found.waiting for found in listed] == [1, 2]
    assert newest_runs(session, limit=1) == listed[:1]


def test_a_run_that_never_was_is_not_found(session):
    for ask in (run_by_id, rejects_of_run):
        with pytest.raises(RunNotFound, match="no import run 4711"):
            ask(session, 4711)


def test_rejects_make_a_table_with_line_and_reason(session, run):
    headers, rows = rejects_table(rejects_of_run(session, run("One").run_id))
    assert headers == ["Line", "Reason", "Name"]
    assert rows == [[99, "=No, because.", "=Nope"]]
