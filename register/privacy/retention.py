"""Applying the retention rules: what each would take, and taking it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.privacy.erasing_assets import erase_contacts, publish_erased
from register.privacy.retention_rules import LINES, Rule, retention_rules
from register.publishing.revision import raise_revision
from register.runs.discarding import discard_run
from register.runs.errors import RunBusy
from register.runs.questions import waiting_since_before

ACTOR = "retention"
UNDECIDED = "Nobody decided about it for as long as an import may wait."
# Of several workers, and several machines, one applies the rules; the others go on.
ALONE = "SELECT pg_try_advisory_xact_lock(4714)"
IS_DUE = """
SELECT coalesce(max(applied_at) < now() - interval '23 hours', true) FROM register.retention_run
"""
RAN = "INSERT INTO register.retention_run (taken) VALUES (CAST(:taken AS jsonb))"
CLOSED = """
SELECT a.id, a.updated_at FROM register.asset AS a
WHERE a.status IN ('closed', 'merged') AND a.updated_at < :before AND (
    EXISTS (SELECT FROM register.contact AS c WHERE c.asset_id = a.id)
    OR EXISTS (SELECT FROM register.event_private AS e
        WHERE e.asset_id = a.id AND e.changed ? 'contacts'))
ORDER BY a.id
"""


@dataclass(frozen=True)
class Due:
    """What a rule would take, or took: how many lines, and since when the oldest is there."""

    rule: Rule
    lines: int
    oldest: datetime | None


def due_lines(session: Session, rules: Sequence[Rule] | None = None) -> list[Due]:
    """What each rule would take now."""
    return [_due(session, rule) for rule in rules or retention_rules()]


def _before(rule: Rule) -> datetime:
    return datetime.now(UTC) - timedelta(days=rule.days)


def _due(session: Session, rule: Rule) -> Due:
    if rule.slug in LINES:
        asked = {"before": _before(rule)}
        row = session.execute(text(LINES[rule.slug].counting()), asked).one()
        return Due(rule, row[0], row[1])
    if rule.slug == "waiting_runs":
        runs = waiting_since_before(session, _before(rule))
        return Due(rule, len(runs), min((since for _, since in runs), default=None))
    closed = _closed(session, rule)
    return Due(rule, len(closed), min((row.updated_at for row in closed), default=None))


def _closed(session: Session, rule: Rule) -> Sequence[Any]:
    return session.execute(text(CLOSED), {"before": _before(rule)}).all()


def apply_retention(session: Session, rules: Sequence[Rule] | None = None) -> list[Due]:
    """Take what is too old, and write down how much; answers what each rule took."""
    taken = []
    for rule in rules or retention_rules():
        due = _due(session, rule)
        if due.lines and rule.slug in LINES:
            session.execute(text(LINES[rule.slug].taking()), {"before": _before(rule)})
        elif due.lines and rule.slug == "waiting_runs":
            due = replace(due, lines=_discard_runs(session, rule))
        elif due.lines:
            _take_contacts(session, [row.id for row in _closed(session, rule)])
        taken.append(due)
    counts = {due.rule.slug: due.lines for due in taken}
    session.execute(text(RAN), {"taken": json.dumps(counts)})
    return taken


def _discard_runs(session: Session, rule: Rule) -> int:
    """Discard what waited too long; answers how many. One that somebody is at waits for a day."""
    discarded = 0
    for run_id, _ in waiting_since_before(session, _before(rule)):
        try:
            with session.begin_nested():
                discard_run(session, run_id, ACTOR, UNDECIDED)
        except RunBusy:
            continue
        discarded += 1
    return discarded


def _take_contacts(session: Session, ids: Sequence[UUID]) -> None:
    erase_contacts(session, ids, ACTOR)
    publish_erased(session, ids)
    raise_revision(session)


def apply_if_due(session: Session) -> list[Due] | None:
    """The same once a day, by one worker of all; None where it is not this one's turn."""
    if not session.scalar(text(ALONE)) or not session.scalar(text(IS_DUE)):
        return None
    return apply_retention(session)
