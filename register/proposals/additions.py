"""Adding one asset, by any person's door: once, however often it is sent."""

from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.errors import AssetsError
from geo.points import LonLat
from register.assets.drafts import Fault, InvalidDraft, checked_draft
from register.assets.placing import place_staged
from register.assets.staging import StagedDraft, stage_drafts
from register.assets.storing import Doing, finish, store_placed
from register.assets.values import AssetDraft
from register.kinds.definition import kind_by_slug
from register.places.questions import localities_containing, localities_of_postcode
from register.publishing.doubles import likely_doubles

CLAIM = """
INSERT INTO register.receipt (request_id, digest) VALUES (:request_id, :digest)
ON CONFLICT (request_id) DO NOTHING RETURNING request_id
"""
RECEIPT = """
SELECT r.digest, r.asset_id, r.proposal_id, a.slug
FROM register.receipt AS r LEFT JOIN register.asset AS a ON a.id = r.asset_id
WHERE r.request_id = :request_id
"""
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
SLUG = "SELECT slug FROM register.asset WHERE id = :id"


class OutsideBorough(AssetsError):
    """A place that is not in the borough and serves none of it."""


class DifferentContent(AssetsError):
    """The same request id came again with other content."""


@dataclass(frozen=True)
class Addition:
    """What became of an asset that was sent in. ``asset_id`` is None while it waits.

    ``lon`` and ``lat`` are where it truly is; ``precision`` is how finely that is public.
    ``localities`` and ``doubles`` are mappings with key, kind, slug, name and more.
    """

    placed_by: str | None
    lon: float | None
    lat: float | None
    precision: str
    localities: list[dict[str, Any]]
    doubles: list[dict[str, Any]]
    asset_id: UUID | None = None
    slug: str | None = None
    proposal_id: UUID | None = None
    is_repeat: bool = False


def look_at(session: Session, draft: AssetDraft) -> Addition:
    """Where a draft would lie and what it may already be known as, without adding it.

    Raises InvalidDraft and OutsideBorough. Leaves the draft in ``placed_asset``.
    """
    stage_drafts(session, [StagedDraft(draft)])
    place_staged(session)
    placed = session.execute(text(PLACED)).one()
    _refuse_misplaced(draft, placed.outcome, placed.reason)
    at = LonLat(placed.lon, placed.lat) if placed.lon is not None else None
    localities = _localities(session, draft, at, placed.placed_by)
    areas = [*(locality["key"] for locality in localities), *draft.serves]
    wards = [key for key in areas if key.startswith("ward:")]
    return Addition(
        placed_by=placed.placed_by,
        lon=placed.lon,
        lat=placed.lat,
        precision=draft.precision or kind_by_slug(draft.kind).precision,
        localities=localities,
        doubles=likely_doubles(session, draft.name, at, wards),
    )


def _refuse_misplaced(draft: AssetDraft, outcome: str, reason: str | None) -> None:
    if outcome == "outside":
        raise OutsideBorough(
            "This place is outside the borough. If the group serves a part of it, "
            "say which wards or town centres it serves."
        )
    if outcome == "rejected":
        field = "serves" if draft.serves else "postcode"
        raise InvalidDraft([Fault(field, reason or "This cannot be placed.")])


def _localities(
    session: Session, draft: AssetDraft, at: LonLat | None, placed_by: str | None
) -> list[dict[str, Any]]:
    if at is None:
        return []
    if placed_by == "postcode" and draft.postcode:
        found = localities_of_postcode(session, draft.postcode)
    else:
        found = localities_containing(session, at)
    shown = ("kind", "key", "slug", "code", "name")
    return [{name: asdict(locality)[name] for name in shown} for locality in found]


def add_asset(
    session: Session,
    draft: AssetDraft,
    *,
    actor: str,
    door: str,
    may_publish: bool,
    request_id: UUID | None = None,
) -> Addition:
    """Add an asset, or keep it as a proposal where the actor may not publish.

    Sent again under the same request id it adds nothing: the unique key decides, so that of two
    at once only one is first. Raises InvalidDraft, OutsideBorough, DifferentContent.
    """
    checked = checked_draft(draft)
    seen = look_at(session, checked)
    if request_id is not None and (known := _claimed(session, request_id, checked, seen)):
        return known
    doing = Doing(actor, door, publish=True)
    addition = (
        _store(session, doing, seen) if may_publish else _propose(session, checked, doing, seen)
    )
    if request_id is not None:
        signed = {"asset_id": addition.asset_id, "proposal_id": addition.proposal_id}
        session.execute(text(SIGN), {"request_id": request_id, **signed})
    if may_publish:
        finish(session)
    return addition


def _claimed(
    session: Session, request_id: UUID, draft: AssetDraft, seen: Addition
) -> Addition | None:
    """None for the first of this id; the answer of the first for any later one."""
    claim = {"request_id": request_id, "digest": draft.digest()}
    if session.execute(text(CLAIM), claim).first() is not None:
        return None
    known = session.execute(text(RECEIPT), {"request_id": request_id}).one()
    if known.digest != draft.digest():
        raise DifferentContent(
            "This was sent before with other content: what came first is kept. "
            "Send the new content under a new id."
        )
    return replace(
        seen,
        asset_id=known.asset_id,
        slug=known.slug,
        proposal_id=known.proposal_id,
        doubles=[double for double in seen.doubles if double["id"] != known.asset_id],
        is_repeat=True,
    )


def _store(session: Session, doing: Doing, seen: Addition) -> Addition:
    asset_id = session.execute(text(PLACED)).one().asset_id
    store_placed(session, doing)
    slug = session.scalars(text(SLUG), {"id": asset_id}).one()
    return replace(seen, asset_id=asset_id, slug=slug)


def _propose(session: Session, draft: AssetDraft, doing: Doing, seen: Addition) -> Addition:
    values = {"draft": draft.model_dump_json(), "door": doing.door, "actor": doing.actor}
    return replace(seen, proposal_id=session.scalars(text(PROPOSE), values).one())
