"""Recording that somebody checked entries: who, when, how, and what they found.

Only what was found right, or was put right, counts as checked: an entry that is said to be gone, or
where nobody answered, keeps the day of the check before. Callers commit.
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
INSERT INTO register.verification (asset_id, checked_at, checked_by, method, outcome)
SELECT a.id, coalesce(CAST(:at AS timestamptz), now()), :actor, :method, :outcome
FROM register.asset AS a WHERE a.id = ANY(:ids)
"""
IS_DONE = "DELETE FROM register.review WHERE asset_id = ANY(:ids)"
TOUCH = "INSERT INTO touched_asset SELECT unnest(CAST(:ids AS uuid[]))"


def record_checks(
    session: Session,
    asset_ids: Collection[UUID],
    method: Method,
    outcome: Outcome,
    *,
    actor: str,
    at: datetime | None = None,
) -> None:
    """Write down one check of each of these assets, and show the new day to everybody.

    ``actor`` is as the log names them: never a name or an address. ``at`` is for tests.
    """
    ids = sorted(set(asset_ids))
    values = {"ids": ids, "actor": actor, "method": method, "outcome": outcome, "at": at}
    session.execute(text(ADD), values)
    if outcome in COUNTS and ids:
        session.execute(text(IS_DONE), {"ids": ids})
        prepare_staging(session)
        touch(session, TOUCH, ids=ids)
        publish_touched(session)
        finish(session)
