"""Keeping a proposal until somebody decides, with the words and the address that came with it."""

import json
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.values import AssetDraft
from register.proposals.conflicts import Changes
from register.proposals.references import new_reference

KEEP = """
INSERT INTO register.proposal (asset_id, into_id, action, base_version, draft, changes, kind,
    localities, queue, door, actor, run_id, reference)
VALUES (:asset_id, :into_id, :action, :base_version, CAST(:draft AS jsonb),
    CAST(:changes AS jsonb), :kind, :localities, :queue, :door, :actor, :run_id, :reference)
RETURNING id
"""
NOTE = """
INSERT INTO register.proposal_note (proposal_id, speaker, words, actor)
VALUES (:id, :speaker, :words, :actor)
"""
SUGGESTER = "INSERT INTO register.suggester (proposal_id, email) VALUES (:id, :email)"


@dataclass(frozen=True)
class Kept:
    """A proposal to keep. ``words`` and ``email`` are a person's own."""

    action: str
    queue: str
    door: str
    actor: str
    asset_id: UUID | None = None
    into_id: UUID | None = None
    base_version: int | None = None
    draft: AssetDraft | None = None
    changes: Changes = field(default_factory=dict)
    kind: str | None = None
    localities: tuple[str, ...] = ()
    run_id: int | None = None
    words: str = ""
    email: str = ""
    has_reference: bool = False


def keep_proposal(session: Session, kept: Kept) -> tuple[UUID, str | None]:
    """Write a proposal that waits; answers its id and, where one was asked for, its reference."""
    reference = new_reference() if kept.has_reference else None
    values = {
        **{name: value for name, value in vars(kept).items() if name not in ("words", "email")},
        "draft": kept.draft.model_dump_json() if kept.draft else "{}",
        "changes": json.dumps(kept.changes),
        "localities": list(kept.localities),
        "reference": reference,
    }
    proposal_id: UUID = session.scalars(text(KEEP), values).one()
    if kept.words:
        add_note(session, proposal_id, "proposer", kept.words, kept.actor)
    if kept.email:
        session.execute(text(SUGGESTER), {"id": proposal_id, "email": kept.email})
    return proposal_id, reference


def add_note(session: Session, proposal_id: UUID, speaker: str, words: str, actor: str) -> None:
    """Add what the ``proposer`` or a ``reviewer`` says about a proposal; ``actor``: who that is."""
    values = {"id": proposal_id, "speaker": speaker, "words": words, "actor": actor}
    session.execute(text(NOTE), values)
