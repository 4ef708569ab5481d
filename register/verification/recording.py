"""Recording that somebody checked entries: who, when, how, and what they found.

Only what was found right, or was put right, counts as checked: an entry that is said to be gone,
where nobody answered, or whose change waits for a decision, keeps the day of the check before.
Callers commit.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.staging import prepare_staging, touch
from register.assets.storing import finish
from register.publishing.projection import publish_touched

Method = Literal["visit", "phone", "email_link", "owner", "source"]
Outcome = Literal["correct", "changed", "gone", "no_answer"]
COUNTS = ("correct", "changed")
ADD = """
INSERT INTO register.verification (asset_id, checked_at, checked_by, method, outcome, waits_for)
SELECT a.id, coalesce(CAST(:at AS timestamptz), now()), :actor, :method, :outcome, :waits_for
FROM register.asset AS a WHERE a.id = ANY(:ids)
"""
IS_DONE = "DELETE FROM register.review WHERE asset_id = ANY(:ids)"
APPLIED = """
UPDATE register.verification SET waits_for = NULL WHERE waits_for = :id RETURNING asset_id
"""
TOUCH = "INSERT INTO touched_asset SELECT unnest(CAST(:ids AS uuid[]))"


def record_checks(
    session: Session,
    asset_ids: Collection[UUID],
    method: Method,
    outcome: Outcome,
    *,
    actor: str,
    at: datetime | None = None,
    waits_for: UUID | None = None,
) -> None:
    """Write down one check of each of these assets, and show the new day to everybody.

    ``actor`` is as the log names them: never a name or an address. ``at`` is for tests.
    ``waits_for`` is the proposal with what changed, where it is not applied yet: until it is, the
    check shows nothing.
    """
    ids = sorted(set(asset_ids))
    values = {"ids": ids, "actor": actor, "method": method, "outcome": outcome}
    session.execute(text(ADD), {**values, "at": at, "waits_for": waits_for})
    if outcome in COUNTS and waits_for is None and ids:
        _show(session, ids)


def count_applied(session: Session, proposal_id: UUID) -> None:
    """What somebody found changed is applied: from now on their check counts, of its own day."""
    if ids := sorted(set(session.scalars(text(APPLIED), {"id": proposal_id}))):
        _show(session, ids)


def _show(session: Session, ids: list[UUID]) -> None:
    session.execute(text(IS_DONE), {"ids": ids})
    prepare_staging(session)
    touch(session, TOUCH, ids=ids)
    publish_touched(session)
    finish(session)
