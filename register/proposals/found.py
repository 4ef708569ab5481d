"""Proposals as they are kept: one by id or reference, and what has been said of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.proposals.conflicts import Changes
from register.proposals.errors import ProposalNotFound
from register.tables import JsonObject

# Where an asset lies may have changed since: its queue goes by where it lies now.
AREAS = """
coalesce((SELECT CASE WHEN count(m.*) > 0 THEN array_agg(l.key ORDER BY l.key) END
    FROM register.membership AS m JOIN published.locality AS l ON l.id = m.locality_id
    WHERE m.asset_id = p.asset_id), p.localities)"""
PROPOSALS = f"""
SELECT p.id, p.asset_id, p.into_id, p.action, p.base_version, p.draft, p.changes,
    coalesce(a.kind, p.kind) AS kind, {AREAS} AS localities, p.queue, p.status, p.door, p.actor,
    p.run_id, p.reference, p.submitted_at, p.decided_at, p.decided_by, p.reason, p.public_answer,
    coalesce(a.name, p.draft ->> 'name', '') AS name, a.slug, a.status AS asset_status
FROM register.proposal AS p LEFT JOIN register.asset AS a ON a.id = p.asset_id
"""  # noqa: S608 (constants)
BY_ID = f"{PROPOSALS} WHERE p.id = :id"
BY_REFERENCE = f"{PROPOSALS} WHERE p.reference = :reference"
LOCK = "SELECT id FROM register.proposal WHERE id = :id FOR NO KEY UPDATE"
NOTES = """
SELECT proposal_id, speaker, said_at, words, actor FROM register.proposal_note
WHERE proposal_id = ANY(:ids) ORDER BY id
"""


@dataclass(frozen=True)
class FoundProposal:
    """A proposal with what its asset is called and whose queue it is in now."""

    id: UUID
    asset_id: UUID | None
    into_id: UUID | None
    action: str
    base_version: int | None
    draft: JsonObject
    changes: Changes
    kind: str | None
    localities: list[str]
    queue: str
    status: str
    door: str
    actor: str
    run_id: int | None
    reference: str | None
    submitted_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    reason: str
    public_answer: str
    name: str
    slug: str | None
    asset_status: str | None

    @property
    def is_open(self) -> bool:
        """Whether a decision is still to be made."""
        return self.status in ("waiting", "asked")


@dataclass(frozen=True)
class Note:
    """What the ``proposer`` or a ``reviewer`` said; ``actor``: who that was, where it is known."""

    speaker: str
    said_at: datetime
    words: str
    actor: str | None = None


def proposal_by_id(session: Session, proposal_id: UUID, *, lock: bool = False) -> FoundProposal:
    """One proposal; ``lock``: nobody else decides it until we end. Raises ProposalNotFound."""
    if lock:
        session.execute(text(LOCK), {"id": proposal_id})
    return _one(session, BY_ID, {"id": proposal_id})


def proposal_by_reference(session: Session, reference: str) -> FoundProposal:
    """The proposal that a resident holds the reference of; raises ProposalNotFound."""
    return _one(session, BY_REFERENCE, {"reference": reference})


def _one(session: Session, statement: str, values: dict[str, Any]) -> FoundProposal:
    row = session.execute(text(statement), values).first()
    if row is None:
        raise ProposalNotFound("There is no such proposal. Check the address or the reference.")
    return FoundProposal(*row)


def notes_of(session: Session, proposal_id: UUID) -> list[Note]:
    """What was said of a proposal, in order."""
    return notes_by_proposal(session, [proposal_id])[proposal_id]


def notes_by_proposal(session: Session, ids: Collection[UUID]) -> dict[UUID, list[Note]]:
    """What was said of each of these proposals, in order."""
    notes: dict[UUID, list[Note]] = {one: [] for one in ids}
    for proposal_id, *said in session.execute(text(NOTES), {"ids": list(ids)}):
        notes[proposal_id].append(Note(*said))
    return notes
