"""The daily round: whose time has come, who is asked, what is shown as unchecked, and who is told.

Nothing ever leaves the round but by a check (or by closing): what nobody answers is asked about
again and again, and stays with a steward until somebody has looked. All in set-based SQL, and in
one transaction: a round that fails has written to nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.publishing.overdue import sync_overdue
from register.publishing.revision import raise_revision
from register.settings import settings
from register.verification.addresses import addresses_of, entries_of, marks_of, stopped
from register.verification.delivery import read_back, unreached
from register.verification.letters import Letter, write_letters
from register.verification.waits import Waits, waits

NOT_DUE = 1_000_000
# Two rounds at once would both write to everybody.
ALONE = "SELECT pg_advisory_xact_lock(4714)"
ENDED = """
DELETE FROM register.review AS r USING register.asset AS a
WHERE a.id = r.asset_id AND (a.status <> 'published' OR EXISTS (
    SELECT FROM register.verification AS v WHERE v.asset_id = r.asset_id
        AND v.outcome IN ('correct', 'changed') AND v.waits_for IS NULL
        AND v.checked_at > r.since))
"""
# An entry that nobody has checked yet was as good as its source on the day it came in.
BEGUN = """
INSERT INTO register.review (asset_id, since)
SELECT a.id, due.at
FROM register.asset AS a
JOIN register.kind AS k ON k.slug = a.kind
LEFT JOIN (
    SELECT asset_id, max(checked_at) AS at FROM register.verification
    WHERE outcome IN ('correct', 'changed') AND waits_for IS NULL GROUP BY asset_id
) AS checked ON checked.asset_id = a.id
CROSS JOIN LATERAL (SELECT coalesce(checked.at, a.recorded_at)
    + make_interval(months => k.review_months) AS at) AS due
WHERE a.status = 'published' AND due.at <= :at
    AND NOT EXISTS (SELECT FROM register.review AS r WHERE r.asset_id = a.id)
"""
# Where somebody has said that it has gone, or what changed, a steward has that before them: nobody
# is asked.
IS_ANSWERED = """EXISTS (SELECT FROM register.proposal AS p WHERE p.asset_id = r.asset_id
    AND p.status IN ('waiting', 'asked') AND (p.action = 'close'
        OR EXISTS (SELECT FROM register.verification AS v WHERE v.waits_for = p.id)))"""
OPEN = f"""
SELECT r.asset_id, r.mails, NOT {IS_ANSWERED} AND (r.mails = 0
    OR r.asked_at <= :at - make_interval(days => CASE WHEN r.mails = 1 THEN :reminder ELSE :again
        END)) AS is_to_ask
FROM register.review AS r ORDER BY r.since, r.asset_id
"""  # noqa: S608 (constants)
WRITTEN_TO = """
SELECT DISTINCT address_hash FROM register.review_letter
WHERE address_hash = ANY(:marks) AND written_at > :at - make_interval(days => :apart)
"""
ANSWERED = f"""
SELECT r.id FROM (SELECT unnest(CAST(:ids AS uuid[])) AS id) AS r
WHERE {IS_ANSWERED.replace("r.asset_id", "r.id")}
"""  # noqa: S608 (constants)
ASKED = """
UPDATE register.review SET asked_at = :at, mails = mails + 1 WHERE asset_id = ANY(:ids)
"""
MOVED = """
UPDATE register.review AS r SET stage = now_is.stage, is_with_steward = now_is.is_with_steward
FROM (
    SELECT r.asset_id,
        CASE WHEN r.since <= :at - make_interval(days => :below) THEN 'below'
            WHEN r.since <= :at - make_interval(days => :unchecked) THEN 'unchecked'
            ELSE 'due' END AS stage,
        r.since <= :at - make_interval(days => :steward)
            OR NOT r.asset_id = ANY(:reached) AS is_with_steward
    FROM register.review AS r
) AS now_is
WHERE now_is.asset_id = r.asset_id
    AND (r.stage, r.is_with_steward) IS DISTINCT FROM (now_is.stage, now_is.is_with_steward)
"""
OLD_LETTERS = "DELETE FROM register.review_letter WHERE written_at < :at - interval '400 days'"
OLD_PASSES = "DELETE FROM register.contact_pass WHERE expires_at < :at - interval '1 day'"
OLD_CODES = "DELETE FROM register.claim_code WHERE expires_at < :at - interval '1 day'"


@dataclass(frozen=True)
class Round:
    """What a round did: entries whose time has come, mails written, entries moved on."""

    begun: int
    mails: int
    moved: int


def run_round(session: Session, at: datetime | None = None) -> Round:
    """Do what is due at that moment (now, if none is given). Done twice, it does no more."""
    at = at or datetime.now(UTC)
    known = waits()
    session.execute(text(ALONE))
    session.execute(text(ENDED))
    begun = _count(session, BEGUN, at=at)
    read_back(session)
    mails, reached = _ask(session, at, known)
    moved = _count(
        session,
        MOVED,
        at=at,
        unchecked=known.unchecked_days,
        below=known.below_days,
        steward=known.steward_days,
        reached=reached,
    )
    for statement in (OLD_LETTERS, OLD_PASSES, OLD_CODES):
        session.execute(text(statement), {"at": at})
    if sync_overdue(session):
        raise_revision(session)
    return Round(begun, mails, moved)


def _count(session: Session, statement: str, **values: object) -> int:
    return int(session.connection().execute(text(statement), values).rowcount)


def _ask(session: Session, at: datetime, known: Waits) -> tuple[int, list[UUID]]:
    """Write to whom it is time to write to; answers how many mails, and who can be reached."""
    values = {"at": at, "reminder": known.reminder_days, "again": known.again_days}
    is_to_ask: dict[UUID, bool] = {}
    mails_so_far: dict[UUID, int] = {}
    for asset_id, mails, is_due in session.execute(text(OPEN), values):
        is_to_ask[asset_id], mails_so_far[asset_id] = is_due, mails
    addresses = addresses_of(session, list(is_to_ask))
    marks = marks_of({email for found in addresses.values() for email in found})
    refused = stopped(session, list(marks.values()))
    willing = {email: mark for email, mark in marks.items() if mark not in refused}
    dead = unreached(session, list(willing.values()))
    alive = {email for email, mark in willing.items() if mark not in dead}
    reached = [one for one, found in addresses.items() if found & alive]
    if not settings().sends_mail:
        return 0, reached
    # Where a mail did not come another is written in the usual course: that may be mended.
    wanted = {email for one, found in addresses.items() if is_to_ask[one] for email in found}
    people = _not_lately(session, at, known, {one: willing[one] for one in wanted & willing.keys()})
    letters = _letters(session, people, mails_so_far, known)
    write_letters(session, letters, at, known)
    asked = {one for letter in letters for one in letter.asset_ids if one in is_to_ask}
    session.execute(text(ASKED), {"at": at, "ids": list(asked)})
    return len(letters), reached


def _not_lately(
    session: Session, at: datetime, known: Waits, people: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Those of them who got no such mail in the last days."""
    # A round some minutes earlier in the day than the last one must not wait for another day.
    values = {"at": at + timedelta(hours=12), "apart": known.apart_days}
    values["marks"] = list(people.values())
    lately = set(session.scalars(text(WRITTEN_TO), values))
    return {email: mark for email, mark in people.items() if mark not in lately}


def _letters(
    session: Session,
    people: Mapping[str, bytes],
    mails_so_far: Mapping[UUID, int],
    known: Waits,
) -> list[Letter]:
    """One letter a person, with all their entries: first those whose time has come, of these the
    least often asked about, so that who has very many is asked about each in its turn.
    """
    entries = entries_of(session, list(people))
    every = {one for found in entries.values() for one in found}
    answered = set(session.scalars(text(ANSWERED), {"ids": list(every)}))
    order = {asset_id: place for place, asset_id in enumerate(mails_so_far)}
    letters = []
    for email, mark in sorted(people.items()):
        listed = sorted(
            entries[email] - answered,
            key=lambda one: (mails_so_far.get(one, NOT_DUE), order.get(one, 0), one),
        )
        listed = listed[: known.most_in_a_mail]
        is_reminder = any(mails_so_far.get(one) for one in listed)
        if listed:
            letters.append(Letter(email, mark, listed, is_reminder))
    return letters
