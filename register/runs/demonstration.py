"""What the demonstration has lent; and taking all of it out again, but for the log."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.staging import prepare_staging, touch
from register.assets.storing import finish
from register.events.writing import log_touched
from register.publishing.gifts import republish_gifts

ASSETS = """
INSERT INTO touched_asset
SELECT a.id FROM register.asset AS a
JOIN published.source AS s ON s.id = a.source_id AND s.is_demonstration
FOR UPDATE OF a
"""
OF_ASSETS = (
    "DELETE FROM published.public_asset AS p USING touched_asset AS t WHERE p.id = t.asset_id",
    "DELETE FROM published.public_membership AS m USING touched_asset AS t "
    "WHERE m.asset_id = t.asset_id",
    "DELETE FROM published.public_relation AS r USING touched_asset AS t "
    "WHERE t.asset_id IN (r.from_id, r.to_id)",
    *(
        f"DELETE FROM published.{name} AS o USING touched_asset AS t WHERE o.asset_id = t.asset_id"  # noqa: S608 (names of ours)
        for name in ("public_offer", "public_session", "overdue")
    ),
    "DELETE FROM published.former_asset AS f USING touched_asset AS t WHERE f.id = t.asset_id",
    "DELETE FROM published.decision AS d USING touched_asset AS t WHERE d.asset_id = t.asset_id",
    "DELETE FROM register.event_private AS e USING touched_asset AS t "
    "WHERE e.asset_id = t.asset_id",
    # Contacts, relations, offers, loans, checks, proposals and rows go with their asset.
    "DELETE FROM register.asset AS a USING touched_asset AS t WHERE a.id = t.asset_id",
)
OF_SOURCES = (
    "DELETE FROM register.run AS r USING published.source AS s "
    "WHERE s.id = r.source_id AND s.is_demonstration",
    "DELETE FROM published.source WHERE is_demonstration",
)
LEND = """
INSERT INTO register.loan (lender_id, borrower_id, what, lent_on, due_on, lent_by)
SELECT l.asset_id, b.asset_id, :what, today.day - :lent_days_ago, today.day + :due_in_days, :actor
FROM published.source AS s
CROSS JOIN (SELECT CAST(now() AT TIME ZONE 'Europe/London' AS date) AS day) AS today
JOIN register.row AS l ON l.source_id = s.id AND l.source_ref = :lender
JOIN register.row AS b ON b.source_id = s.id AND b.source_ref = :borrower
WHERE s.slug = :source AND NOT EXISTS (SELECT FROM register.loan AS o
    WHERE o.lender_id = l.asset_id AND o.what = :what)
"""
IS_THERE = "SELECT EXISTS (SELECT FROM published.source WHERE is_demonstration)"


@dataclass(frozen=True, slots=True)
class InventedLoan:
    """What one asset of the demonstration has lent to another, both by their references."""

    lender: str
    borrower: str
    what: str
    lent_days_ago: int
    due_in_days: int


def lend_invented(session: Session, source: str, loans: Sequence[InventedLoan], actor: str) -> None:
    """Write down what is lent, where it is not yet."""
    for loan in loans:
        session.execute(text(LEND), {**asdict(loan), "source": source, "actor": actor})


def has_demonstration(session: Session) -> bool:
    """Whether demonstration data is in the register."""
    return bool(session.scalar(text(IS_THERE)))


def remove_demonstration(session: Session, actor: str) -> int:
    """Take out every asset of a demonstration source, with its runs; answers how many assets.

    The events stay, without what they kept of addresses and contacts. The caller commits.
    """
    prepare_staging(session)
    touch(session, ASSETS)
    removed = int(session.scalar(text("SELECT count(*) FROM touched_asset")) or 0)
    log_touched(session, "erased", actor, "command", reason="The demonstration data was removed")
    for statement in (*OF_ASSETS, *OF_SOURCES):
        session.execute(text(statement))
    republish_gifts(session)
    finish(session)
    return removed
