"""Three years of reviews for 5,000 entries, day by day: on time, never twice, never forgotten."""

import sys
from calendar import monthrange
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import text

from register.assets.placing import place_staged
from register.assets.staging import StagedDraft, stage_drafts
from register.assets.storing import Doing, finish, store_placed
from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.kinds.definition import kinds
from register.settings import settings
from register.verification.addresses import address_mark, stop_mails
from register.verification.recording import record_checks
from register.verification.rounds import run_round
from register.verification.waits import waits

ENTRIES, PEOPLE, DAYS = 5_000, 1_900, 3 * 365
SEED = 20260105
START = datetime(2026, 1, 5, 5, 15, tzinfo=UTC)
WRITTEN = """
SELECT l.address_hash, array_agg(i.asset_id) AS entries
FROM register.review_letter AS l JOIN register.review_item AS i ON i.letter_id = l.id
WHERE l.written_at = :at GROUP BY l.id, l.address_hash
"""
NOW = "SELECT asset_id, since, stage, is_with_steward FROM register.review"
SPREAD = """
UPDATE register.asset SET recorded_at = CAST(:start AS timestamptz)
    - make_interval(days => (('x' || left(md5(slug), 6))::bit(24)::int % 365))
"""
KNOWN = """
SELECT a.id, a.recorded_at, k.review_months,
    ARRAY(SELECT lower(c.email) FROM register.contact AS c WHERE c.asset_id = a.id
        AND c.audience <> 'stewards' AND c.email <> '') AS emails
FROM register.asset AS a JOIN register.kind AS k ON k.slug = a.kind ORDER BY a.slug
"""


def months_after(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


@pytest.fixture
def _mail(emptied, monkeypatch):
    monkeypatch.setattr(settings(), "mail_host", "127.0.0.1")
    monkeypatch.setattr(settings(), "mail_from", "register@example.org")


def fill(chance):
    """Entries of many kinds: most with a contact, some with two, some with none to be asked."""
    slugs = [kind.slug for kind in kinds() if not kind.is_personal and kind.precision != "never"]
    drafts = []
    for number in range(ENTRIES):
        emails = [f"p{chance.randrange(PEOPLE)}@example.org"] if chance.random() < 0.85 else []
        if emails and chance.random() < 0.1:
            emails.append(f"P{chance.randrange(PEOPLE)}@Example.org")
        audience = "stewards" if chance.random() < 0.05 else "partners"
        drafts.append(
            AssetDraft.model_validate(
                {
                    "name": f"Invented {number}",
                    "kind": chance.choice(slugs),
                    "lon": -0.24 + 0.06 * chance.random(),
                    "lat": 51.595 + 0.03 * chance.random(),
                    "contacts": [{"email": one, "audience": audience} for one in emails],
                }
            )
        )
    with transaction() as session:
        stage_drafts(session, [StagedDraft(draft) for draft in drafts])
        place_staged(session)
        store_placed(session, Doing("test", "command", publish=True))
        session.execute(text(SPREAD), {"start": START})
        finish(session)
        return session.execute(text(KNOWN)).all()


class Ledger:
    """What should be, kept by other means than the round's own."""

    def __init__(self, rows, chance):
        self.chance = chance
        self.months = {row.id: row.review_months for row in rows}
        self.due = {row.id: months_after(row.recorded_at, row.review_months) for row in rows}
        self.people = {row.id: {address_mark(one) for one in row.emails} for row in rows}
        everybody = sorted({mark for found in self.people.values() for mark in found})
        self.stopped = set(everybody[:40])
        self.silent = set(everybody[40:300])
        self.asked = {}
        self.mailed_on = {}
        self.late, self.gaps, self.apart = [], [], []
        self.counts = Counter()
        self.unmet = set()

    def reachable(self, asset_id):
        return bool(self.people[asset_id] - self.stopped)

    def see_mails(self, mails, at):
        """Note who got a mail, and how late each entry was asked about for the first time."""
        per_person = Counter(bytes(mark) for mark, _ in mails)
        self.counts["twice in a round"] += sum(count > 1 for count in per_person.values())
        for mark, entries in mails:
            mark = bytes(mark)
            self.counts["mails"] += 1
            self.counts["to who stopped"] += mark in self.stopped
            if mark in self.mailed_on:
                self.apart.append((at - self.mailed_on[mark]).total_seconds() / 86400)
            self.mailed_on[mark] = at
            for one in entries:
                if self.due[one] > at:
                    continue  # listed along with others
                if one in self.asked:
                    self.gaps.append((at - self.asked[one]).days)
                else:
                    self.late.append((at - max(self.due[one], START)).total_seconds() / 86400)
                self.asked[one] = at

    def check(self, ids, at):
        for one in ids:
            self.due[one] = months_after(at, self.months[one])
            self.asked.pop(one, None)
        self.counts["checks"] += len(ids)

    def answers(self, mails):
        """Which entries are confirmed today: some people do at once, some in part, some never."""
        said = set()
        for mark, entries in mails:
            if bytes(mark) in self.silent or self.chance.random() < 0.4:
                continue
            said |= {one for one in entries if self.chance.random() < 0.9}
        return sorted(said)

    def look_over(self, state, at, known):
        """Every entry is fresh or in review, and each in review is where its wait says."""
        for one, due in self.due.items():
            found = state.get(one)
            days = (at - due).total_seconds() / 86400
            if days < 0:
                if found is not None:
                    self.unmet.add("in review though it is fresh")
                continue
            if found is None:
                self.unmet.add("forgotten")
                continue
            stage = "due"
            if days >= known.unchecked_days:
                stage = "below" if days >= known.below_days else "unchecked"
            if found.stage != stage:
                self.unmet.add(f"{found.stage} instead of {stage}")
            is_steward = days >= known.steward_days or not self.reachable(one)
            if found.is_with_steward != is_steward:
                self.unmet.add("a steward has it too soon or too late")
            running = (at - max(due, START)).total_seconds() / 86400
            if self.reachable(one) and running > known.apart_days and one not in self.asked:
                self.unmet.add("nobody was asked")
            if one in self.asked and (at - self.asked[one]).days > known.again_days + 8:
                self.unmet.add("not asked again")


@pytest.mark.slow
@pytest.mark.usefixtures("_mail")
def test_three_years_of_reviews(capsys):
    chance = Random(SEED)
    rows = fill(chance)
    assert len(rows) == ENTRIES
    ledger, known = Ledger(rows, chance), waits()
    with transaction() as session:
        for mark in ledger.stopped:
            stop_mails(session, mark)
    to_check = defaultdict(list)
    for day in range(DAYS):
        at = START + timedelta(days=day)
        with transaction() as session:
            run_round(session, at)
            mails = session.execute(text(WRITTEN), {"at": at}).all()
            state = {row.asset_id: row for row in session.execute(text(NOW))}
        ledger.see_mails(mails, at)
        ledger.look_over(state, at, known)
        to_check[day + 2] += ledger.answers(mails)
        # Stewards visit some of what waits for them, never all of it.
        waiting = sorted(one for one, row in state.items() if row.is_with_steward)
        to_check[day + 1] += chance.sample(waiting, min(len(waiting), 3))
        if ids := sorted(set(to_check.pop(day, []))):
            with transaction() as session:
                record_checks(session, ids, "email_link", "correct", actor="contact", at=at)
            ledger.check(ids, at)
        if day % 30 == 0:
            with transaction() as session:
                session.execute(text("DELETE FROM register.mail"))
    counts = ledger.counts
    said = f"""
{ENTRIES:,} entries, {PEOPLE:,} people, {DAYS:,} rounds, seed {SEED}:
  {counts["mails"]:,} mails, {counts["checks"]:,} checks
  asked for the first time {len(ledger.late):,} times,
    latest {max(ledger.late):.1f} days after the time (limit {known.apart_days})
  asked again {len(ledger.gaps):,} times, longest wait {max(ledger.gaps)} days
    (limit {known.again_days} + {known.apart_days})
  two mails to a person: {counts["twice in a round"]} times in one round,
    {min(ledger.apart):.1f} days apart at the least
  mails to who stopped them: {counts["to who stopped"]}
  in review at the end: {len(state):,}; not as it should be: {sorted(ledger.unmet) or "nothing"}
"""
    with capsys.disabled():
        sys.stdout.write(said)
    assert counts["twice in a round"] == 0
    assert counts["to who stopped"] == 0
    assert ledger.unmet == set()
    assert max(ledger.late) <= known.apart_days
    assert min(ledger.apart) >= known.apart_days - 0.5
