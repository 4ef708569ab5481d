"""What an account did: in the log, to proposals, by checking entries, to other accounts."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

NEWEST = 2**62
# A deed is known by its moment, in millionths of a second since 1970.
DEEDS = """
WITH me AS (
    SELECT 'account ' || CAST(:id AS uuid) AS actor
    UNION ALL SELECT 'token ' || t.id FROM register.token AS t WHERE t.account_id = :id
), deed AS (
    SELECT e.recorded_at, e.action, e.door, e.version, e.asset_id
    FROM register.event AS e WHERE e.actor IN (SELECT actor FROM me)
    UNION ALL
    SELECT p.submitted_at, 'proposed', p.door, NULL, p.asset_id
    FROM register.proposal AS p
    WHERE p.actor IN (SELECT actor FROM me)
    UNION ALL
    SELECT p.decided_at, 'decision: ' || p.status, p.door, NULL, p.asset_id
    FROM register.proposal AS p
    WHERE p.decided_by IN (SELECT actor FROM me) AND p.decided_at IS NOT NULL
    UNION ALL
    SELECT v.checked_at, 'checked: ' || v.outcome, v.method, NULL, v.asset_id
    FROM register.verification AS v WHERE v.checked_by IN (SELECT actor FROM me)
    UNION ALL
    SELECT CAST(l.lent_on AS timestamptz), 'lent', 'lending', NULL, l.lender_id
    FROM register.loan AS l WHERE l.lent_by IN (SELECT actor FROM me)
    UNION ALL
    SELECT CAST(l.returned_on AS timestamptz), 'took back', 'lending', NULL, l.lender_id
    FROM register.loan AS l
    WHERE l.returned_by IN (SELECT actor FROM me) AND l.returned_on IS NOT NULL
    UNION ALL
    SELECT o.recorded_at, 'account: ' || o.action, 'people', NULL, NULL
    FROM register.account_event AS o
    WHERE o.actor IN (SELECT actor FROM me) AND o.account_id <> :id
)
SELECT CAST(extract(epoch FROM d.recorded_at) * 1000000 AS bigint) AS id, d.*, a.name, a.slug
FROM deed AS d LEFT JOIN register.asset AS a ON a.id = d.asset_id
WHERE extract(epoch FROM d.recorded_at) * 1000000 < :before
ORDER BY d.recorded_at DESC, d.action LIMIT :limit
"""


def deeds_of(
    session: Session, account_id: UUID, before: int = NEWEST, limit: int = 50
) -> Sequence[RowMapping]:
    """Everything that an account or one of its tokens did, the newest first, page by page.

    ``before`` is the ``id`` of the last one seen.
    """
    values = {"id": account_id, "before": before, "limit": limit}
    return session.execute(text(DEEDS), values).mappings().all()
