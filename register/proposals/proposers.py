"""Who made a proposal: whether they can answer a question about it, and where to write to them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.people.holders import Holder
from register.proposals.found import FoundProposal

# Somebody whose account is suspended, or whose key has ended, reads nothing any more.
PROPOSER = """
SELECT 'account ' || a.id AS actor, a.id AS account_id, a.email FROM register.account AS a
WHERE a.suspended_at IS NULL AND (:actor = 'account ' || a.id OR EXISTS (
    SELECT FROM register.token AS t
    WHERE t.account_id = a.id AND :actor = 'token ' || t.id))
UNION ALL
SELECT 'token ' || t.id, NULL, '' FROM register.token AS t
WHERE t.account_id IS NULL AND t.revoked_at IS NULL AND t.expires_at > now()
    AND :actor = 'token ' || t.id
"""


@dataclass(frozen=True)
class Proposer:
    """An account or a key that has made a proposal; ``email`` is empty for a key without one."""

    actor: str
    account_id: UUID | None
    email: str

    def is_holder(self, holder: Holder) -> bool:
        """Whether it is the same person."""
        if self.account_id is None:
            return self.actor == holder.actor
        return self.account_id == holder.account_id


def find_proposer(session: Session, proposal: FoundProposal) -> Proposer | None:
    """Whoever signed in to propose it and still can; None for residents and imports."""
    row = session.execute(text(PROPOSER), {"actor": proposal.actor}).first()
    return None if row is None else Proposer(*row)


def can_be_asked(session: Session, proposal: FoundProposal) -> bool:
    """Whether somebody can answer: with a reference, or by signing in. A source never does."""
    return proposal.reference is not None or find_proposer(session, proposal) is not None
