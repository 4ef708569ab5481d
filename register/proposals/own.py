"""What somebody who signs in has proposed themselves, in a browser or with a key of theirs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.people.holders import Holder
from register.proposals.errors import ProposalNotFound
from register.proposals.found import PROPOSALS, FoundProposal, Note, proposal_by_id
from register.tables import JsonObject

# A key sees only what it has sent itself: it may be for less than the account behind it.
ACTORS = """
SELECT CAST(:actor AS text)
UNION ALL SELECT 'token ' || t.id FROM register.token AS t WHERE t.account_id = :account_id
"""
IS_OWN = f"SELECT :proposer IN ({ACTORS})"
OWN = f"""
{PROPOSALS} WHERE p.actor IN ({ACTORS})
    AND (CAST(:is_asked AS boolean) IS NULL OR (p.status = 'asked') = :is_asked)
    AND (CAST(:before_at AS timestamptz) IS NULL
        OR (p.submitted_at, p.id) < (:before_at, CAST(:before_id AS uuid)))
ORDER BY p.submitted_at DESC, p.id DESC LIMIT :limit
"""
# A group may have several contacts: what one wrote is not the others', that it waits may be known.
OFFERS_WAITING = """
SELECT count(*) FROM register.proposal AS p
WHERE p.asset_id = :asset_id AND p.door = 'contact' AND p.status IN ('waiting', 'asked')
    AND EXISTS (SELECT FROM jsonb_object_keys(p.changes) AS said(name)
        WHERE said.name LIKE 'offers.%')
"""


def _actors(holder: Holder) -> JsonObject:
    account_id = None if holder.is_token else holder.account_id
    return {"actor": holder.actor, "account_id": account_id}


def own_proposals(
    session: Session,
    holder: Holder,
    limit: int = 50,
    *,
    is_asked: bool | None = None,
    before: tuple[datetime, UUID] | None = None,
) -> Sequence[FoundProposal]:
    """What this person has proposed, the newest first; ``is_asked``: only with, or without, an
    open question.
    """
    values = {**_actors(holder), "limit": limit, "is_asked": is_asked}
    values |= {"before_at": before[0] if before else None}
    values |= {"before_id": before[1] if before else None}
    return [FoundProposal(*row) for row in session.execute(text(OWN), values)]


def notes_to_proposer(proposal: FoundProposal, notes: Sequence[Note]) -> list[Note]:
    """What they may read of what was said: of a closing only what reviewers said.

    Others who say that the same entry has gone are kept with it (`propose_closing`), and a note
    does not tell whose it is.
    """
    return [one for one in notes if proposal.action != "close" or one.speaker == "reviewer"]


def own_proposal(session: Session, proposal_id: UUID, holder: Holder) -> FoundProposal:
    """One of their own, locked until we end; ProposalNotFound for anybody else's."""
    proposal = proposal_by_id(session, proposal_id, lock=True)
    asked = {**_actors(holder), "proposer": proposal.actor}
    if not session.scalars(text(IS_OWN), asked).one():
        raise ProposalNotFound("There is no proposal of yours with this id.")
    return proposal


def offers_waiting(session: Session, asset_id: UUID) -> int:
    """How many changes to what an entry offers and needs wait that its contacts have sent."""
    return int(session.scalars(text(OFFERS_WAITING), {"asset_id": asset_id}).one())
