"""Kit that is lent: to whom, until when, and what is late. For people who are signed in."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.current import AssetUnknown, CurrentAsset, current_assets
from register.assets.drafts import Fault, InvalidDraft
from register.people.holders import Holder
from register.proposals.errors import NotOpen
from register.proposals.privacy import sight_of

LONGEST = 200
LEND = """
INSERT INTO register.loan (lender_id, borrower_id, what, lent_on, due_on, lent_by)
VALUES (:lender_id, :borrower_id, :what, :lent_on, :due_on, :actor) RETURNING id
"""
BACK = """
UPDATE register.loan SET returned_on = :on, returned_by = :actor
WHERE id = :id AND returned_on IS NULL
"""
# Merged since: what the entry is kept on as has it now.
NOW = """
(WITH RECURSIVE chain AS (
    SELECT n.id, n.merged_into, 0 AS steps FROM register.asset AS n WHERE n.id = {0}
    UNION ALL
    SELECT n.id, n.merged_into, chain.steps + 1
    FROM chain JOIN register.asset AS n ON n.id = chain.merged_into WHERE chain.steps < 50
) SELECT id FROM chain WHERE merged_into IS NULL)
"""
LOANS = f"""
SELECT id, lender_id, borrower_id, what, lent_on, due_on, returned_on FROM (
    SELECT l.id, {NOW.format("l.lender_id")} AS lender_id,
        {NOW.format("l.borrower_id")} AS borrower_id, l.what, l.lent_on, l.due_on, l.returned_on
    FROM register.loan AS l
) AS loan
WHERE lender_id IS NOT NULL AND borrower_id IS NOT NULL
"""  # noqa: S608 (constants)
OUT = f"{LOANS} AND returned_on IS NULL ORDER BY due_on, id LIMIT 1000"
OF_ASSET = f"""
{LOANS} AND :asset_id IN (lender_id, borrower_id)
ORDER BY returned_on IS NOT NULL, due_on, id LIMIT 200
"""


@dataclass(frozen=True)
class Loan:
    """One thing that one asset has lent to another."""

    id: UUID
    lender: CurrentAsset
    borrower: CurrentAsset
    what: str
    lent_on: date
    due_on: date
    returned_on: date | None

    def is_late(self, today: date) -> bool:
        """Whether it should be back by now."""
        return self.returned_on is None and self.due_on < today


def lend(
    session: Session,
    lender: CurrentAsset,
    borrower: CurrentAsset,
    what: str,
    due_on: date,
    holder: Holder,
    *,
    today: date,
) -> UUID:
    """Write down that something is lent from today; raises InvalidDraft, NotOpen, AssetUnknown."""
    if not 0 < len(what) <= LONGEST:
        raise InvalidDraft([Fault("what", f"Say what it is, in at most {LONGEST} characters.")])
    if due_on < today:
        raise InvalidDraft([Fault("due_on", "Give the day when it should be back, from today on.")])
    if lender.id == borrower.id:
        raise InvalidDraft([Fault("borrower", "Choose another entry: this is the one that lends.")])
    if any(sight_of(holder, one).is_hidden for one in (lender, borrower)):
        raise AssetUnknown("We have no such entry: copy its address.")
    if any(one.status != "published" for one in (lender, borrower)):
        raise NotOpen("Only entries that are public can lend and borrow.")
    values = {"lender_id": lender.id, "borrower_id": borrower.id, "what": what}
    values |= {"lent_on": today, "due_on": due_on, "actor": holder.actor}
    loan_id: UUID = session.scalars(text(LEND), values).one()
    return loan_id


def bring_back(
    session: Session, loan_id: UUID, asset_id: UUID, holder: Holder, *, today: date
) -> bool:
    """Write down that it is back; False where it was, or is no loan of this asset."""
    mine = next((one for one in loans_of(session, asset_id, holder) if one.id == loan_id), None)
    if mine is None:
        return False
    values = {"id": loan_id, "on": today, "actor": holder.actor}
    done = session.connection().execute(text(BACK), values)
    return bool(done.rowcount)


def loans_of(session: Session, asset_id: UUID, holder: Holder) -> list[Loan]:
    """What an asset has lent and borrowed, what is still out first."""
    return _loans(session, OF_ASSET, holder, asset_id)


def loans_out(session: Session, holder: Holder) -> list[Loan]:
    """Everything that is out, what is due first at the top."""
    return _loans(session, OUT, holder)


def _loans(
    session: Session, statement: str, holder: Holder, asset_id: UUID | None = None
) -> list[Loan]:
    asked = {"asset_id": asset_id} if asset_id else {}
    rows = session.execute(text(statement), asked).all()
    assets = current_assets(session, {one for row in rows for one in row[1:3]})
    hidden = {one for one in assets if sight_of(holder, assets[one]).is_hidden}
    return [
        Loan(row[0], assets[row[1]], assets[row[2]], *row[3:])
        for row in rows
        if not hidden & set(row[1:3])
    ]
