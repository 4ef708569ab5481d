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
from register.verification.rounds import BEGUN, MOVED, OPEN, run_round
from register.verification.waits import waits

ENTRIES, PEOPLE, DAYS = 5_000, 1_900, 3 * 365
SEED = 20260105
KEPT_DAYS = 400 + 1  # the round that takes an old letter away has still seen it
START = datetime(2026, 1, 5, 5, 15, tzinfo=UTC)
WRITTEN = """
SELECT l.address_hash, array_agg(i.asset_id) AS entries
FROM register.review_letter AS l JOIN register.review_item AS i ON i.letter_id = l.id
WHERE l.written_at = :at GROUP BY l.id, l.address_hash
"""
# What the outbox would do with the mails of that round.
ENDED = """
UPDATE register.mail AS m SET ended_at = now(),
    status = CASE WHEN l.address_hash = ANY(:refusing) THEN 'refused' ELSE 'sent' END
FROM register.review_letter AS l WHERE l.mail_id = m.id AND m.status = 'waiting'
"""
NOW = "SELECT asset_id, since, stage, is_with_steward FROM register.review"
SPREAD = """
UPDATE register.asset SET recorded_at = CAST(:start AS timestamptz)
    - make_interval(days => (('x' || left(md5(name), 6))::bit(24)::int % 365))
"""
KNOWN = """
SELECT a.id, a.recorded_at, k.review_months,
    ARRAY(SELECT lower(c.email) FROM register.contact AS c WHERE c.asset_id = a.id
        AND c.audience <> 'stewards' AND c.email <> '') AS emails
FROM register.asset AS a JOIN register.kind AS k ON k.slug = a.kind ORDER BY a.name
"""


def months_after(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


@pytest.fixture
def _mail(emptied, monkeypatch):
    monkeypatch.setattr(settings(), "mail_host", "127.0.0.1")
    monkeypatch.setattr(settings(), "mail_from", "register@example.org")


def fill(chance, entries, people):
    """Entries of many kinds: most with a contact, some with two, some with none to be asked."""
    slugs = [kind.slug for kind in kinds() if not kind.is_personal and kind.precision != "never"]
    drafts = []
    for number in range(entries):
        emails = [f"p{chance.randrange(people)}@example.org"] if chance.random() < 0.85 else []
        if emails and chance.random() < 0.1:
            emails.append(f"P{chance.randrange(people)}@Example.org")
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
        # Ids and marks are others in every run: who does what must not hang on their order.
        self.place = {row.id: place for place, row in enumerate(rows)}
        emails = sorted({one for row in rows for one in row.emails})
        chance.shuffle(emails)
        everybody = [address_mark(one) for one in emails]
        self.place |= {mark: place for place, mark in enumerate(everybody)}
        self.stopped = set(everybody[: len(everybody) // 15])
        self.silent = set(everybody[len(everybody) // 15 : len(everybody) // 3])
        # Some servers take no mail from us; half of them later do.
        self.refusing = set(
            everybody[len(everybody) // 3 : len(everybody) // 3 + 1 + len(everybody) // 12]
        )
        self.mending = self.in_order(self.refusing)[::2]
        self.dead = {}
        self.asked = {}
        self.mailed_on = {}
        self.late, self.gaps, self.apart = [0.0], [0], [999.0]
        self.in_review = 0
        self.counts = Counter()
        self.unmet = set()

    def in_order(self, found):
        """The same entries, or people, in the same order in every run."""
        return sorted(found, key=self.place.__getitem__)

    def reachable(self, asset_id):
        return bool(self.people[asset_id] - self.stopped)

    def takes_mails(self, asset_id):
        return bool(self.people[asset_id] - self.stopped - self.dead.keys())

    def forget_old(self, at):
        """Letters are kept for 400 days; then nobody knows what became of the last one."""
        self.dead = {one: day for one, day in self.dead.items() if (at - day).days <= KEPT_DAYS}

    def see_what_became(self, mails, at):
        """The mails of a round have been tried."""
        for mark, _ in mails:
            mark = bytes(mark)
            self.counts["refused"] += mark in self.refusing
            if mark in self.refusing:
                self.dead[mark] = at
            else:
                self.dead.pop(mark, None)

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
        by_person = {bytes(mark): entries for mark, entries in mails}
        for mark in self.in_order(by_person):
            if mark in self.silent | self.refusing or self.chance.random() < 0.4:
                continue
            said |= {one for one in self.in_order(by_person[mark]) if self.chance.random() < 0.9}
        return self.in_order(said)

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
            is_steward = days >= known.steward_days or not self.takes_mails(one)
            if found.is_with_steward != is_steward:
                self.unmet.add("a steward has it too soon or too late")
            running = (at - max(due, START)).total_seconds() / 86400
            if self.reachable(one) and running > known.apart_days and one not in self.asked:
                self.unmet.add("nobody was asked")
            if one in self.asked and (at - self.asked[one]).days > known.again_days + 8:
                self.unmet.add("not asked again")


def simulate(entries, people, days):
    """Let people and stewards answer, day by day; the ledger says how it went."""
    chance = Random(SEED)
    rows = fill(chance, entries, people)
    assert len(rows) == entries
    ledger, known = Ledger(rows, chance), waits()
    with transaction() as session:
        for mark in ledger.stopped:
            stop_mails(session, mark)
    to_check = defaultdict(list)
    for day in range(days):
        at = START + timedelta(days=day)
        with transaction() as session:
            run_round(session, at)
            mails = session.execute(text(WRITTEN), {"at": at}).all()
            state = {row.asset_id: row for row in session.execute(text(NOW))}
        ledger.see_mails(mails, at)
        ledger.forget_old(at)
        ledger.look_over(state, at, known)
        if day == days // 2:
            ledger.refusing -= set(ledger.mending)
        ledger.see_what_became(mails, at)
        with transaction() as session:
            session.execute(text(ENDED), {"refusing": list(ledger.refusing)})
        to_check[day + 2] += ledger.answers(mails)
        # Stewards visit some of what waits for them, never all of it.
        waiting = ledger.in_order(one for one, row in state.items() if row.is_with_steward)
        visits = entries // 1500 or int(chance.random() < 0.1)
        to_check[day + 1] += chance.sample(waiting, min(len(waiting), visits))
        if ids := sorted(set(to_check.pop(day, []))):
            with transaction() as session:
                record_checks(session, ids, "email_link", "correct", actor="contact", at=at)
            ledger.check(ids, at)
    ledger.in_review = len(state)
    return ledger


def faults(ledger):
    """All that should not be, in words."""
    known = waits()
    found = set(ledger.unmet)
    found |= {name for name in ("twice in a round", "to who stopped") if ledger.counts[name]}
    if max(ledger.late) > known.apart_days:
        found.add("asked too late")
    if min(ledger.apart) < known.apart_days - 0.5:
        found.add("asked too soon again")
    return found


@pytest.mark.slow
@pytest.mark.usefixtures("_mail")
def test_three_years_of_reviews(capsys):
    ledger = simulate(ENTRIES, PEOPLE, DAYS)
    counts, known = ledger.counts, waits()
    said = f"""
{ENTRIES:,} entries, {PEOPLE:,} people, {DAYS:,} rounds, seed {SEED}:
  {counts["mails"]:,} mails, {counts["checks"]:,} checks
  asked for the first time {len(ledger.late):,} times,
    latest {max(ledger.late):.1f} days after the time (limit {known.apart_days})
  asked again {len(ledger.gaps):,} times, longest wait {max(ledger.gaps)} days
    (limit {known.again_days} + {known.apart_days})
  two mails to a person: {counts["twice in a round"]} times in one round,
    {min(ledger.apart):.1f} days apart at the least
  mails refused: {counts["refused"]:,}
  mails to who stopped them: {counts["to who stopped"]}
  in review at the end: {ledger.in_review:,}
  not as it should be: {sorted(faults(ledger)) or "nothing"}
"""
    with capsys.disabled():
        sys.stdout.write(said)
    assert faults(ledger) == set()


SHORT = (240, 50, 150)
ROUNDS = "register.verification.rounds"


@pytest.mark.usefixtures("_mail")
def test_a_short_while_is_right_too():
    ledger = simulate(*SHORT)
    assert faults(ledger) == set()
    assert ledger.counts["refused"]


@pytest.mark.parametrize(
    ("name", "planted", "noticed"),
    [
        ("_not_lately", lambda _session, _at, _known, people: dict(people), "asked too soon again"),
        ("stopped", lambda _session, _marks: set(), "to who stopped"),
        ("BEGUN", f"{BEGUN} AND a.slug < 'invented-8'", "forgotten"),
        ("MOVED", MOVED.replace("make_interval(days => :steward)", "interval '1 year'"),
         "a steward has it too soon or too late"),
        ("OPEN", OPEN.replace("OR r.asked_at", "OR false AND r.asked_at"), "not asked again"),
        ("unreached", lambda _session, _marks: set(),
         "a steward has it too soon or too late"),
        ("write_letters", lambda *_given: None, "nobody was asked"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("_mail")
def test_a_planted_fault_is_noticed(monkeypatch, name, planted, noticed):
    monkeypatch.setattr(f"{ROUNDS}.{name}", planted)
    assert noticed in faults(simulate(*SHORT))
