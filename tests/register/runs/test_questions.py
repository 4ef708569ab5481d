"""What can be asked of import runs."""

import pytest

from register.runs import questions
from register.runs.applying import Import, RejectedRow, apply_run
from register.runs.errors import RunNotFound
from register.runs.questions import (
    count_rejects,
    kept_rejects_table,
    newest_runs,
    rejects_of_run,
    rejects_table,
    run_by_id,
)
from register.runs.sources import Source


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
    for ask in (run_by_id, rejects_of_run, kept_rejects_table):
        with pytest.raises(RunNotFound, match="no import run 4711"):
            ask(session, 4711)


def test_rejects_make_a_table_with_line_and_reason(session, run):
    headers, rows = rejects_table(rejects_of_run(session, run("One").run_id))
    assert headers == ["Line", "Reason", "Name"]
    assert rows == [[99, "=No, because.", "=Nope"]]


@pytest.fixture
def rejecting(session):
    """A run that set rows 2 to 8 aside, with a heading more from row 5 on: its number."""
    rows = [
        RejectedRow(line, "No.", {"Name": f"N{line}"} | ({"Kind": "K"} if line > 4 else {}))
        for line in range(2, 9)
    ]
    wanted = Import(Source("x", "X"), "x.csv", rows, lambda: b"x", "test", False)
    return apply_run(session, wanted).run_id


def test_rejects_are_read_some_at_a_time(session, rejecting):
    assert [row.line for row in rejects_of_run(session, rejecting, 3, 2)] == [4, 5]
    assert rejects_of_run(session, rejecting, 8) == []
    assert count_rejects(session, rejecting) == 7


def test_the_table_of_what_is_kept_is_the_same_as_of_all(session, rejecting, monkeypatch):
    monkeypatch.setattr(questions, "REJECTS_AT_ONCE", 3)
    headers, rows = kept_rejects_table(session, rejecting)
    assert (headers, list(rows)) == rejects_table(rejects_of_run(session, rejecting))
    assert headers == ["Line", "Reason", "Name", "Kind"]
