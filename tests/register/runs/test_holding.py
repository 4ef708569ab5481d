"""What a run says otherwise of entries that are there waits until the run is published."""

import tracemalloc
from uuid import uuid4

import pytest
from sqlalchemy import text

from register.assets.current import asset_by_id
from register.assets.staging import stage_slices
from register.people.holders import Holder
from register.proposals.queue import open_proposals
from register.proposals.submitting import Wish, submit
from register.runs import holding
from register.runs.discarding import DiscardedRun, discard_run
from register.runs.publishing import PublishedRun, publish_run
from register.runs.questions import rejects_of_run, run_by_id

BOSS = Holder(uuid4(), "x", "administrator", True)
SUMMARY = "SELECT summary FROM published.public_asset"


@pytest.fixture
def summary(session):
    return lambda: session.scalars(text(SUMMARY)).one()


def the_id(session):
    return session.scalars(text("SELECT id FROM register.asset")).one()


def test_what_is_public_stays_until_the_run_is_published(session, bring, summary):
    bring(publish=True, A={"summary": "Old"})
    waits = bring(A={"summary": "New"})
    assert waits.line() == "new: 0 changed: 1 unchanged: 0 rejected: 0 outside: 0"
    assert summary() == "Old"
    assert asset_by_id(session, the_id(session)).version == 1
    found = run_by_id(session, waits.run_id)
    assert (found.state, found.waiting, found.held) == ("waiting", 0, 1)

    assert publish_run(session, waits.run_id, "ann", "queue") == PublishedRun(0, 1)
    assert summary() == "New"
    said = "SELECT action, actor, door, run_id FROM register.event ORDER BY id DESC LIMIT 1"
    assert session.execute(text(said)).one() == ("changed", "ann", "queue", waits.run_id)
    assert publish_run(session, waits.run_id, "bo") == PublishedRun()
    assert run_by_id(session, waits.run_id).published_by == "ann"
    assert "unchanged: 1" in bring(publish=True, A={"summary": "New"}).line()


def test_the_same_file_again_waits_once(session, bring):
    bring(publish=True, A={"summary": "Old"})
    first = bring(A={"summary": "New"})
    again = bring(A={"summary": "New"})
    assert "changed: 0 unchanged: 1" in again.line()
    assert run_by_id(session, first.run_id).held == 1
    assert run_by_id(session, again.run_id).state == "nothing"


def test_what_the_newest_run_says_counts(session, bring, summary):
    bring(publish=True, A={"summary": "Old"})
    first = bring(A={"summary": "New"})
    second = bring(A={"summary": "Newer"})
    assert run_by_id(session, first.run_id).state == "nothing"
    publish_run(session, second.run_id, "test")
    assert summary() == "Newer"


def test_what_a_source_takes_back_waits_no_more(session, bring, summary):
    bring(publish=True, A={"summary": "Old"})
    waits = bring(A={"summary": "New"})
    assert "unchanged: 1" in bring(A={"summary": "Old"}).line()
    assert run_by_id(session, waits.run_id).state == "nothing"
    assert publish_run(session, waits.run_id, "test") == PublishedRun()
    assert summary() == "Old"


def test_a_run_that_is_published_at_once_overtakes_what_waits(session, bring, summary):
    bring(publish=True, A={"summary": "Old"})
    waits = bring(A={"summary": "New"})
    bring(publish=True, A={"summary": "New"})
    assert summary() == "New"
    assert run_by_id(session, waits.run_id).state == "nothing"


@pytest.fixture
def corrected(session, bring):
    """Two runs that wait: what the first says of A the second corrects, before it was public."""
    contact = {"email": "old@example.org", "audience": "public"}
    first = bring(A={"summary": "Old", "contacts": [contact]}, B={"summary": "x"})
    second = bring(A={"summary": "New", "precision": "ward"}, B={"summary": "x"})
    assert "changed: 1 unchanged: 1" in second.line()
    runs = [run_by_id(session, one.run_id) for one in (first, second)]
    assert [(one.waiting, one.held) for one in runs] == [(1, 0), (1, 0)]
    return first.run_id, second.run_id


@pytest.fixture
def summaries(session):
    return lambda: session.scalars(text(f"{SUMMARY} ORDER BY name")).all()


def test_a_correction_of_a_draft_waits_with_its_own_run(session, corrected, summaries):
    first, second = corrected
    assert publish_run(session, second, "test") == PublishedRun(1, 0)
    assert summaries() == ["New"]
    assert publish_run(session, first, "test") == PublishedRun(1, 0)
    assert summaries() == ["New", "x"]


def test_an_older_run_publishes_nothing_that_a_newer_one_corrects(session, corrected, summaries):
    first, second = corrected
    assert publish_run(session, first, "test") == PublishedRun(1, 0)
    assert summaries() == ["x"]
    assert publish_run(session, second, "test") == PublishedRun(1, 0)
    assert summaries() == ["New", "x"]
    assert session.scalars(text("SELECT email FROM register.contact")).all() == []


def test_what_a_newer_run_corrects_stays_when_the_older_one_is_discarded(
    session, corrected, summaries
):
    first, second = corrected
    assert discard_run(session, first, "test", "No") == DiscardedRun(1, 0)
    assert publish_run(session, second, "test") == PublishedRun(1, 0)
    assert summaries() == ["New"]


@pytest.mark.parametrize("is_first_published", [True, False])
def test_what_a_newer_run_corrects_goes_when_it_is_discarded(
    session, bring, corrected, summaries, is_first_published
):
    first, second = corrected
    if is_first_published:
        publish_run(session, first, "test")
    assert discard_run(session, second, "test", "No") == DiscardedRun(1, 0)
    publish_run(session, first, "test")
    assert summaries() == ["x"]
    again = bring(A={"summary": "Old"}, B={"summary": "x"})
    assert "new: 1 changed: 0 unchanged: 1" in again.line()


def test_what_a_person_wrote_on_a_draft_stays_when_it_is_corrected(session, bring, summaries):
    bring(A={"summary": "Old"})
    wish = Wish("change", the_id(session), {"summary": "A person's words"})
    submit(session, wish, holder=BOSS, door="field")
    second = bring(A={"summary": "New", "details": {"capacity": 80}})
    assert publish_run(session, second.run_id, "test") == PublishedRun(1, 0)
    assert summaries() == ["A person's words"]
    [proposed] = open_proposals(session, BOSS)
    assert proposed.changes["summary"]["to"] == "New"


def test_a_persons_edit_stays_and_the_rest_is_proposed(session, bring, summary):
    bring(publish=True, A={"summary": "Old"})
    waits = bring(A={"summary": "New", "details": {"capacity": 80}})
    wish = Wish("change", the_id(session), {"summary": "A person's words"})
    submit(session, wish, holder=BOSS, door="field")
    assert open_proposals(session, BOSS) == []
    assert publish_run(session, waits.run_id, "test") == PublishedRun(0, 1)
    fields = asset_by_id(session, the_id(session)).fields
    assert (fields["summary"], fields["details.capacity"]) == ("A person's words", 80)
    [proposed] = open_proposals(session, BOSS)
    assert proposed.changes["summary"]["to"] == "New"


def test_what_will_not_do_any_more_is_set_aside(session, bring, summary):
    bring(publish=True, A={"summary": "Old"}, B={"summary": "Old"})
    waits = bring(A={"summary": "New"}, B={"summary": "New"})
    spoilt = """UPDATE register.held_row SET draft = draft || '{"kind": "castle"}'
        WHERE source_ref = 'A'"""
    session.execute(text(spoilt))
    assert publish_run(session, waits.run_id, "test") == PublishedRun(0, 1, 1)
    [rejected] = rejects_of_run(session, waits.run_id)
    assert (rejected.line, rejected.cells) == (2, {"reference": "A"})
    assert "castle" in rejected.reason
    assert run_by_id(session, waits.run_id).rejected == 1


def test_each_entry_is_counted_once_when_it_is_published(session, bring):
    """Changed are those only that were public: not what is a draft, closed or gone by then."""
    bring(publish=True, A={}, B={}, C={})
    waits = bring(**{ref: {"summary": "New"} for ref in "ABC"}, D={})
    set_status = "UPDATE register.asset SET status = :status WHERE name = :name"
    for name, status in (("B", "draft"), ("C", "closed")):
        session.execute(text(set_status), {"name": name, "status": status})
    session.execute(text("UPDATE register.row SET source_ref = 'gone' WHERE source_ref = 'A'"))
    before = session.scalar(text("SELECT number FROM published.revision"))
    assert publish_run(session, waits.run_id, "test") == PublishedRun(3, 0)
    assert session.scalar(text("SELECT number FROM published.revision")) > before
    public = "SELECT name FROM register.asset WHERE status = 'published' ORDER BY name"
    assert session.scalars(text(public)).all() == ["A", "A", "B", "D"]


MANY = """
INSERT INTO register.held_row (source_id, source_ref, run_id, line, digest, draft)
SELECT source_id, 'X' || n, run_id, line + n, sha256(convert_to('X' || n, 'UTF8')),
    draft || jsonb_build_object('name', 'X' || n, 'summary', repeat('x', 1990) || n)
        || CAST(CASE n % 2 WHEN 0 THEN '{"kind": "castle"}' ELSE '{}' END AS jsonb)
FROM register.held_row, generate_series(1, :many) AS n
"""


def test_however_many_wait_few_are_in_memory(session, bring, monkeypatch):
    """As many in memory at once as one slice has, right and wrong ones alike."""
    monkeypatch.setattr(holding, "SLICE", 100)
    bring(publish=True, A={"summary": "Old"})
    waits = bring(A={"summary": "New"})
    session.execute(text(MANY), {"many": 3000})
    held = holding.HeldRows(session, waits.run_id)
    tracemalloc.start()
    try:
        staged = stage_slices(session, held.slices())
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (staged, held.invalid) == (1501, 1500)
    assert peak_bytes < 4_000_000
    assert len({row.line for row in rejects_of_run(session, waits.run_id)}) == 1500


def test_what_lies_outside_by_now_is_set_aside(session, bring, summary):
    """New borders, or a new table of postcodes, since it came."""
    bring(publish=True, A={"summary": "Old"})
    waits = bring(A={"summary": "New"})
    moved = 'UPDATE register.held_row SET draft = draft || \'{"lon": -0.9, "lat": 52.1}\''
    session.execute(text(moved))
    assert publish_run(session, waits.run_id, "test") == PublishedRun(0, 0, 1)
    [rejected] = rejects_of_run(session, waits.run_id)
    assert (rejected.line, rejected.cells["reference"]) == (2, "A")
    assert "outside the borough" in rejected.reason
    assert run_by_id(session, waits.run_id).rejected == 1
    assert summary() == "Old"
