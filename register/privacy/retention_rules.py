"""The retention rules of ``data/retention.toml``, each with the statements that apply it.

The data says how long and why; which lines that means is said here, once for counting and taking.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from register.privacy.errors import RuleUnknown
from register.settings import ROOT

FILE = ROOT / "data" / "retention.toml"


@dataclass(frozen=True)
class Rule:
    """One rule, in plain words: what is kept how long, and why so long."""

    slug: str
    what: str
    days: int
    counted_from: str
    then: str
    why: str


@dataclass(frozen=True)
class Lines:
    """Which lines a rule takes. ``old`` is a condition with ``:before``, ``since`` a time."""

    table: str
    since: str
    old: str
    take: str = "DELETE FROM {table} AS t WHERE {old}"

    def counting(self) -> str:
        """How many there are, and the oldest."""
        return f"SELECT count(*), min({self.since}) FROM {self.table} AS t WHERE {self.old}"  # noqa: S608

    def taking(self) -> str:
        """The statement that takes them."""
        return self.take.format(table=self.table, old=self.old)


DECIDED_AT = "(SELECT p.decided_at FROM register.proposal AS p WHERE p.id = t.proposal_id)"
FINISHED_AT = "(SELECT r.finished_at FROM register.run AS r WHERE r.id = t.run_id)"
SIGNING = "t.action IN ('signed in', 'sign-in failed', 'session ended')"
EMPTIED = """
UPDATE {table} AS t SET draft = '{{}}', changes = '{{}}', reason = '' WHERE {old}
"""
LINES = {
    "suggesters": Lines(
        "register.suggester", "t.given_at", f"coalesce({DECIDED_AT} < :before, false)"
    ),
    "unanswered_suggesters": Lines("register.suggester", "t.given_at", "t.given_at < :before"),
    "decided_proposals": Lines(
        "register.proposal",
        "t.decided_at",
        "t.decided_at < :before AND (t.draft <> '{}' OR t.changes <> '{}' OR t.reason <> '')",
        EMPTIED,
    ),
    "notes": Lines("register.proposal_note", "t.said_at", f"{DECIDED_AT} < :before"),
    "sign_in_log": Lines(
        "register.account_event", "t.recorded_at", f"t.recorded_at < :before AND {SIGNING}"
    ),
    "account_log": Lines("register.account_event", "t.recorded_at", "t.recorded_at < :before"),
    "sessions": Lines("register.sign_in", "t.expires_at", "t.expires_at < :before"),
    "codes": Lines("register.one_time_code", "t.expires_at", "t.expires_at < :before"),
    "attempts": Lines("register.attempt", "t.until", "t.until < :before"),
    "mails": Lines("register.mail", "t.ended_at", "t.ended_at < :before"),
    "rejects": Lines("register.reject", FINISHED_AT, f"{FINISHED_AT} < :before"),
    "receipts": Lines("register.receipt", "t.received_at", "t.received_at < :before"),
}
# Rules that change entries or discard imports are applied by `retention`, with log and all.
OF_ENTRIES = ("closed_contacts", "waiting_runs")


@cache
def retention_rules() -> tuple[Rule, ...]:
    """The rules in the order of the data file; raises RuleUnknown."""
    return read_rules(FILE)


def read_rules(path: Path) -> tuple[Rule, ...]:
    """The rules of a file; raises RuleUnknown for one that nobody can apply or that is missing."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
        rules = tuple(Rule(**entry) for entry in entries)
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError):
        raise RuleUnknown(f"{path} cannot be read as retention rules.") from None
    known = {*LINES, *OF_ENTRIES}
    if (given := [rule.slug for rule in rules]) != list(dict.fromkeys(given)):
        raise RuleUnknown(f"{path} has a rule twice.")
    if strange := sorted(known ^ set(given)):
        raise RuleUnknown(f"{path} and the register differ about the rule “{strange[0]}”.")
    if short := [rule.slug for rule in rules if rule.days < 1]:
        raise RuleUnknown(f"The rule “{short[0]}” must keep something for a day at least.")
    return rules
