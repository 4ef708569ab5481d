"""A check by somebody who is signed in: recorded, and "it has gone" put to who decides."""

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.current import AssetUnknown, CurrentAsset, asset_by_id
from register.people.holders import Holder
from register.proposals.keeping import add_note
from register.proposals.privacy import sight_of
from register.proposals.receipts import claim_request, sign_request
from register.proposals.rights import may_decide
from register.proposals.submitting import BY_DOOR, Wish, submit
from register.verification.errors import NotCheckable
from register.verification.recording import Method, Outcome, record_checks

# Several people may find the same door shut: one proposal, with what each says.
OPEN_CLOSING = """
SELECT id FROM register.proposal
WHERE asset_id = :id AND action = 'close' AND status IN ('waiting', 'asked')
ORDER BY submitted_at LIMIT 1
"""
# What they sent lately of the same asset: what waits before what is applied.
CHANGES = """
SELECT id, true AS waits, submitted_at AS at FROM register.proposal
WHERE asset_id = :id AND actor = :actor AND action = 'change' AND status IN ('waiting', 'asked')
UNION ALL
SELECT NULL, false, decided_at FROM register.proposal
WHERE asset_id = :id AND actor = :actor AND action = 'change' AND status = 'approved'
    AND decided_at > now() - interval '1 day'
UNION ALL
SELECT NULL, false, recorded_at FROM register.event
WHERE asset_id = :id AND actor = :actor AND action = 'changed'
    AND recorded_at > now() - interval '1 day'
ORDER BY waits DESC, at DESC LIMIT 1
"""
CHECKS = """
SELECT checked_at, checked_by, method, outcome FROM register.verification
WHERE asset_id = :id ORDER BY checked_at DESC, id LIMIT :limit
"""


@dataclass(frozen=True)
class Check:
    """What somebody did to check an asset, and found. ``words`` are their own."""

    asset_id: UUID
    method: Method
    outcome: Outcome
    words: str = ""


@dataclass(frozen=True)
class Checked:
    """What became of a check; of "gone" and "changed" the proposal that waits, or that it is
    closed.
    """

    asset_id: UUID
    slug: str
    proposal_id: UUID | None = None
    is_closed: bool = False
    is_repeat: bool = False


def check_asset(
    session: Session, check: Check, holder: Holder, door: str, request_id: UUID | None = None
) -> Checked:
    """Record a check of a public entry; sent again under the same request id it is one check.

    "Gone" is always seen by a steward: done at once only where the holder is one, there. "Changed"
    is for who has sent what changed, and counts once that is applied. Raises AssetUnknown,
    NotCheckable and DifferentContent.
    """
    if known := claim_request(session, request_id, _digest(check)):
        asset = asset_by_id(session, check.asset_id)
        return Checked(
            asset.id, asset.slug, known.proposal_id, asset.status == "closed", is_repeat=True
        )
    asset = asset_by_id(session, check.asset_id, lock=True)
    _refuse(holder, asset)
    waits_for = _change_by(session, asset, holder) if check.outcome == "changed" else None
    record_checks(
        session,
        [asset.id],
        check.method,
        check.outcome,
        actor=holder.actor,
        waits_for=waits_for,
    )
    checked = Checked(asset.id, asset.slug, waits_for)
    if check.outcome == "gone":
        checked = propose_closing(session, asset, check.words, holder, door)
    sign_request(session, request_id, asset.id, checked.proposal_id)
    return checked


def _digest(check: Check) -> bytes:
    said = json.dumps(vars(check), default=str, sort_keys=True)
    return blake2b(said.encode(), digest_size=16).digest()


def _refuse(holder: Holder, asset: CurrentAsset) -> None:
    """What is never to be found is not there for who does not look after it."""
    if sight_of(holder, asset).is_hidden:
        raise AssetUnknown("The register has no asset with this id.")
    if asset.status != "published":
        raise NotCheckable("This entry is not public, so there is nothing to check.")


def _change_by(session: Session, asset: CurrentAsset, holder: Holder) -> UUID | None:
    """Their change that waits; None where it is applied. Raises NotCheckable if there is none."""
    row = session.execute(text(CHANGES), {"id": asset.id, "actor": holder.actor}).first()
    if row is None:
        raise NotCheckable("Send what changed first; then say that you found it changed.")
    waits_for: UUID | None = row.id
    return waits_for


def propose_closing(
    session: Session, asset: CurrentAsset, words: str, holder: Holder | None, door: str
) -> Checked:
    """Put "it has gone" to a steward, once however many say it; ``asset`` is locked."""
    is_theirs = holder is not None and may_decide(holder, asset.kind, asset.localities)
    waiting: UUID | None = session.scalars(text(OPEN_CLOSING), {"id": asset.id}).first()
    if waiting is not None and not is_theirs:
        if words:
            actor = holder.actor if holder else BY_DOOR.get(door, "resident")
            add_note(session, waiting, "proposer", words, actor)
        return Checked(asset.id, asset.slug, waiting)
    done = submit(session, Wish("close", asset.id, words=words), holder=holder, door=door)
    return Checked(asset.id, asset.slug, done.proposal_id, is_closed=done.version is not None)


def checks_of(session: Session, asset_id: UUID, limit: int = 20) -> list[Any]:
    """The last checks of an asset, the newest first: checked_at, checked_by, method, outcome."""
    return list(session.execute(text(CHECKS), {"id": asset_id, "limit": limit}))
