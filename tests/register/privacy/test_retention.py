"""The retention rules with dates moved: what is too old goes, what is not stays."""

import pytest
from sqlalchemy import text

from register.assets.current import asset_by_id
from register.assets.staging import StagedDraft
from register.assets.values import AssetDraft
from register.events.history import asset_history
from register.people.limits import COUNT
from register.privacy.errors import RuleUnknown
from register.privacy.retention import apply_if_due, apply_retention, due_lines
from register.privacy.retention_rules import FILE, LINES, read_rules, retention_rules
from register.proposals.deciding import reject_proposal
from register.proposals.submitting import Wish, submit
from register.proposals.suggesting import report_problem
from register.runs.applying import Import, RejectedRow, apply_run
from register.runs.errors import RunBusy
from register.runs.questions import count_waiting_runs, newest_runs
from register.runs.sources import Source
from tests.register.privacy.conftest import ANN, BO, BOSS, add, fill
from tests.register.proposals.conftest import HALL

RULES = {rule.slug: rule for rule in retention_rules()}
# What each rule counts from, to be moved into the past.
MOVED = {
    "suggesters": "register.proposal SET decided_at = {} WHERE decided_at IS NOT NULL",
    "unanswered_suggesters": "register.suggester SET given_at = {}",
    "decided_proposals": "register.proposal SET decided_at = {} WHERE decided_at IS NOT NULL",
    "notes": "register.proposal SET decided_at = {} WHERE decided_at IS NOT NULL",
    "closed_contacts": "register.asset SET updated_at = {} WHERE status = 'closed'",
    "sessions": "register.sign_in SET expires_at = {}",
    "codes": "register.one_time_code SET expires_at = {}",
    "attempts": "register.attempt SET until = {}",
    "mails": "register.mail SET ended_at = {}, status = 'sent'",
    "rejects": "register.run SET finished_at = {}",
    "waiting_runs": "register.run SET finished_at = {}",
    "receipts": "register.receipt SET received_at = {}",
}


@pytest.fixture
def filled(session):
    """Something of everything, all of it of today."""
    made = fill(session)
    decided = session.scalars(
        text("SELECT id FROM register.proposal WHERE action = 'report'")
    ).one()
    reject_proposal(session, decided, BOSS, "It is right as it is")
    session.execute(text("DELETE FROM register.suggester WHERE proposal_id <> :id"),
                    {"id": decided})  # fmt: skip
    submit(session, Wish("close", made["other"]), holder=BOSS, door="queue")
    rows = [RejectedRow(2, "It has no name", {"Kind": "hall"})]
    apply_run(session, Import(Source("x", "X"), "x.csv", rows, lambda: b"x", "test", False))
    for summary, publish in (("Old", True), ("New", False)):
        hall = AssetDraft.model_validate({**HALL, "summary": summary})
        listed = [StagedDraft(hall, 2, "1")]
        apply_run(session, Import(Source("x", "X"), "x.csv", listed, lambda: b"x", "test", publish))
    session.execute(text(COUNT), {"key": b"x", "minutes": 1})
    session.execute(
        text("INSERT INTO register.receipt (request_id, digest) VALUES (gen_random_uuid(), 'x')")
    )
    return made


def move(session, slug, days):
    if slug in MOVED:
        moment = f"now() - interval '{days} days'"
        session.execute(text(f"UPDATE {MOVED[slug].format(moment)}"))
        return
    action = "signed in" if slug == "sign_in_log" else "invited"
    session.execute(
        text(
            "INSERT INTO register.account_event (recorded_at, account_id, action, actor) "
            f"SELECT now() - interval '{days} days', id, '{action}', 'test' FROM register.account"
        )
    )


def lines_of(session, slug):
    return next(due.lines for due in due_lines(session, [RULES[slug]]))


@pytest.mark.parametrize("slug", RULES)
def test_each_rule_takes_what_is_too_old_and_nothing_else(session, filled, slug):
    assert lines_of(session, slug) == 0
    move(session, slug, RULES[slug].days - 1)
    assert lines_of(session, slug) == 0
    move(session, slug, RULES[slug].days + 1)
    [due] = due_lines(session, [RULES[slug]])
    assert due.lines == 1 or slug in ("mails",)
    assert due.oldest is not None
    apply_retention(session, [RULES[slug]])
    assert lines_of(session, slug) == 0


def test_a_dry_run_changes_nothing(session, filled):
    for slug in MOVED:
        move(session, slug, 5000)
    first = due_lines(session)
    assert sum(due.lines for due in first) > 8
    assert due_lines(session) == first


def test_closed_contacts_leave_every_version_and_the_log_still_adds_up(session, filled):
    move(session, "closed_contacts", 400)
    apply_retention(session)
    other = asset_by_id(session, filled["other"])
    assert "contacts" not in other.fields
    history = asset_history(session, other.id)
    assert (history[-1].action, history[-1].erased) == ("erased", ("contacts",))
    assert history[-1].after.fields == other.fields
    logged = "SELECT string_agg(changed::text, '') FROM register.event_private WHERE asset_id = :id"
    assert "bo@example.org" not in session.scalar(text(logged), {"id": other.id})
    assert asset_by_id(session, filled["hall"]).fields["contacts"]


def test_it_is_applied_once_a_day(session):
    assert apply_if_due(session) is not None
    assert apply_if_due(session) is None
    assert session.scalar(text("SELECT count(*) FROM register.retention_run")) == 1


def bring(session, source, **rows):
    listed = [
        StagedDraft(AssetDraft.model_validate({**HALL, "name": ref, **values}), line, ref)
        for line, (ref, values) in enumerate(rows.items(), start=2)
    ]
    wanted = Import(Source(source, source), "x.csv", listed, lambda: b"x", "test", False)
    return apply_run(session, wanted).run_id


def test_an_import_that_waited_too_long_goes_whole(session):
    """Half of it must not stay: its new entries, with their contacts, go with its changes."""
    wanted = Source("x", "X")
    hall = [StagedDraft(AssetDraft.model_validate(HALL), 2, "Old")]
    apply_run(session, Import(wanted, "x.csv", hall, lambda: b"x", "test", True))
    run_id = bring(session, "x", Old={"summary": "Said anew"}, Fresh={"contacts": [ANN]})
    move(session, "waiting_runs", RULES["waiting_runs"].days + 1)
    apply_retention(session, [RULES["waiting_runs"]])
    assert session.scalars(text("SELECT status FROM register.asset")).all() == ["published"]
    assert session.scalar(text("SELECT count(*) FROM register.contact")) == 0
    kept = "SELECT coalesce(string_agg(changed::text, ''), '') FROM register.event_private"
    assert ANN["email"] not in session.scalar(text(kept))
    [run] = newest_runs(session, 1)
    assert (run.id, run.state, run.discarded_by) == (run_id, "discarded", "retention")
    assert "Nobody decided" in run.discard_reason
    assert count_waiting_runs(session) == 0


def test_an_import_that_somebody_is_at_waits_for_another_day(session, monkeypatch):
    from register.privacy import retention

    busy, other = bring(session, "x", A={}), bring(session, "y", B={})
    move(session, "waiting_runs", 5000)
    discard = retention.discard_run

    def meet_somebody(session, run_id, *said):
        if run_id == busy:
            raise RunBusy("Somebody is at it.")
        return discard(session, run_id, *said)

    monkeypatch.setattr(retention, "discard_run", meet_somebody)
    [taken] = apply_retention(session, [RULES["waiting_runs"]])
    assert taken.lines == 1
    assert {run.id: run.state for run in newest_runs(session)} == {
        busy: "waiting",
        other: "discarded",
    }


def test_a_decided_suggestion_can_still_be_followed(session):
    hall = add(session, contacts=[ANN, BO])
    report_problem(session, hall, "It is blue", email="ann@example.org")
    proposal = session.scalars(text("SELECT id FROM register.proposal")).one()
    reject_proposal(session, proposal, BOSS, "It is green")
    move(session, "decided_proposals", 5000)
    apply_retention(session)
    row = session.execute(text("SELECT status, reason FROM register.proposal")).one()
    assert row == ("rejected", "")


def test_data_and_program_must_agree(tmp_path):
    assert set(RULES) >= set(LINES)
    file = tmp_path / "retention.toml"
    said = FILE.read_text()
    for broken in (said.replace('"mails"', '"letters"'), said.replace("days = 30", "days = 0"),
                   said + said, "rule = 1", said.partition("[[rule]]")[0]):  # fmt: skip
        file.write_text(broken)
        with pytest.raises(RuleUnknown):
            read_rules(file)
