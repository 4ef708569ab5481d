"""Adding one asset, by any person's door: once, however often it is sent."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.errors import AssetsError
from register.assets.drafts import Fault, InvalidDraft, checked_draft
from register.assets.placing import place_staged
from register.assets.staging import StagedDraft, stage_drafts
from register.assets.storing import Doing, finish, store_placed
from register.assets.values import AssetDraft

CLAIM = """
INSERT INTO register.receipt (request_id, digest) VALUES (:request_id, :digest)
ON CONFLICT (request_id) DO NOTHING RETURNING request_id
"""
RECEIPT = (
    "SELECT digest, asset_id, proposal_id FROM register.receipt WHERE request_id = :request_id"
)
SIGN = """
UPDATE register.receipt SET asset_id = :asset_id, proposal_id = :proposal_id
WHERE request_id = :request_id
"""
PROPOSE = """
INSERT INTO register.proposal (action, draft, door, actor)
VALUES ('add', CAST(:draft AS jsonb), :door, :actor) RETURNING id
"""
PLACED = """
SELECT asset_id, outcome, reason, placed_by, ST_X(location) AS lon, ST_Y(location) AS lat
FROM placed_asset
"""
STORED = """
SELECT a.id, a.slug, a.name, a.kind, a.placed_by, ST_X(a.location) AS lon, ST_Y(a.location) AS lat,
    coalesce(a.precision, k.precision) AS precision
FROM register.asset AS a JOIN register.kind AS k ON k.slug = a.kind WHERE a.id = :id
"""
LOCALITIES = """
SELECT l.kind, l.key, l.slug, l.code, l.name
FROM register.membership AS m JOIN published.locality AS l ON l.id = m.locality_id
WHERE m.asset_id = :id
ORDER BY array_position(ARRAY['ward', 'town_centre', 'neighbourhood', 'constituency', 'borough'],
    l.kind), l.slug
"""


class OutsideBorough(AssetsError):
    """A place that is not in the borough and serves none of it."""


class DifferentContent(AssetsError):
    """The same request id came again with other content."""


@dataclass(frozen=True)
class Submission:
    """What became of an asset that was sent in. ``asset_id`` is None while it waits."""

    asset_id: UUID | None
    proposal_id: UUID | None
    is_repeat: bool


def submit_asset(
    session: Session,
    draft: AssetDraft,
    *,
    actor: str,
    door: str,
    may_publish: bool,
    request_id: UUID | None = None,
) -> Submission:
    """Add an asset, or keep it as a proposal where the actor may not publish.

    Sent again under the same request id it adds nothing: the unique key decides, so that two
    at once cannot both be first. Raises InvalidDraft, OutsideBorough, DifferentContent.
    """
    checked = checked_draft(draft)
    if request_id is not None and (known := _claimed(session, request_id, checked)):
        return known
    _place(session, checked)
    submission = (
        _store(session, Doing(actor, door, publish=True))
        if may_publish
        else _propose(session, checked, actor, door)
    )
    if request_id is not None:
        session.execute(
            text(SIGN),
            {
                "request_id": request_id,
                "asset_id": submission.asset_id,
                "proposal_id": submission.proposal_id,
            },
        )
    if may_publish:
        finish(session)
    return submission


def _claimed(session: Session, request_id: UUID, draft: AssetDraft) -> Submission | None:
    claim = {"request_id": request_id, "digest": draft.digest()}
    if session.execute(text(CLAIM), claim).first() is not None:
        return None
    known = session.execute(text(RECEIPT), {"request_id": request_id}).one()
    if known.digest != draft.digest():
        raise DifferentContent(
            "This was sent before with other content: what came first is kept. "
            "Send the new content under a new id."
        )
    return Submission(known.asset_id, known.proposal_id, is_repeat=True)


def _place(session: Session, draft: AssetDraft) -> None:
    stage_drafts(session, [StagedDraft(draft)])
    place_staged(session)
    placed = session.execute(text(PLACED)).one()
    if placed.outcome == "outside":
        raise OutsideBorough(
            "This place is outside the borough. If the group serves a part of it, "
            "say which wards or town centres it serves."
        )
    if placed.outcome == "rejected":
        field = "postcode" if draft.postcode else "lon"
        raise InvalidDraft([Fault("serves" if draft.serves else field, placed.reason)])


def _store(session: Session, doing: Doing) -> Submission:
    asset_id = session.execute(text(PLACED)).one().asset_id
    store_placed(session, doing)
    return Submission(asset_id, None, is_repeat=False)


def _propose(session: Session, draft: AssetDraft, actor: str, door: str) -> Submission:
    values = {"draft": draft.model_dump_json(), "door": door, "actor": actor}
    return Submission(None, session.scalars(text(PROPOSE), values).one(), is_repeat=False)


def stored_asset(session: Session, asset_id: UUID) -> dict[str, Any]:
    """Where an asset was placed, for the person who added it: private precision and all."""
    row = session.execute(text(STORED), {"id": asset_id}).mappings().one()
    localities = session.execute(text(LOCALITIES), {"id": asset_id}).mappings().all()
    return {**row, "localities": [dict(locality) for locality in localities]}
