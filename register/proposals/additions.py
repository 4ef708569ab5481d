"""Adding one asset, by any person's door: once, however often it is sent."""

from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.points import LonLat
from register.assets.drafts import checked_draft
from register.assets.fields import fields_of
from register.assets.placing import place_staged
from register.assets.staging import StagedDraft, stage_drafts
from register.assets.storing import Doing, finish, store_placed
from register.assets.values import AssetDraft
from register.kinds.definition import kind_by_slug
from register.people.holders import Holder
from register.places.questions import localities_containing, localities_of_postcode
from register.proposals.keeping import Kept, keep_proposal
from register.proposals.misplaced import OutsideBorough, refuse_misplaced
from register.proposals.receipts import DifferentContent, claim_request, sign_request
from register.proposals.rights import may_apply, may_decide, may_show
from register.publishing.doubles import likely_doubles
from register.relations.checking import may_reveal, refuse_strange_relations

__all__ = ["Addition", "DifferentContent", "OutsideBorough", "add_asset", "look_at", "store_seen"]

PLACED = """
SELECT asset_id, outcome, reason, placed_by, ST_X(location) AS lon, ST_Y(location) AS lat
FROM placed_asset
"""
SLUG = "SELECT slug FROM register.asset WHERE id = :id"


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
    refuse_misplaced(draft, placed.outcome, placed.reason)
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
    holder: Holder,
    door: str,
    request_id: UUID | None = None,
) -> Addition:
    """Add an asset, or keep it as a proposal where the holder may not approve it.

    Sent again under the same request id it adds nothing. Raises InvalidDraft, OutsideBorough,
    DifferentContent.
    """
    checked = checked_draft(draft)
    fields = fields_of(checked)
    refuse_strange_relations(session, holder, None, fields)
    seen = look_at(session, checked)
    if known := claim_request(session, request_id, checked.digest()):
        return replace(
            seen,
            asset_id=known.asset_id,
            slug=known.slug,
            proposal_id=known.proposal_id,
            doubles=[double for double in seen.doubles if double["id"] != known.asset_id],
            is_repeat=True,
        )
    areas = areas_of(seen, checked)
    is_theirs = may_apply(holder, "add", checked.kind, areas)
    decides = may_decide(holder, checked.kind, areas)
    reveals = may_reveal(session, holder, decides, {}, fields)
    if is_theirs and reveals and may_show(holder, None, fields, areas):
        addition = store_seen(session, Doing(holder.actor, door, publish=True), seen)
    else:
        addition = _propose(session, checked, seen, areas, holder, door)
    sign_request(session, request_id, addition.asset_id, addition.proposal_id)
    if addition.asset_id is not None:
        finish(session)
    return addition


def areas_of(seen: Addition, draft: AssetDraft) -> tuple[str, ...]:
    """Whose queue an addition is in: that of where it lies, or else of what it serves."""
    return tuple(place["key"] for place in seen.localities) or tuple(draft.serves)


def store_seen(session: Session, doing: Doing, seen: Addition) -> Addition:
    """Store what `look_at` has just left in ``placed_asset``."""
    asset_id = session.execute(text(PLACED)).one().asset_id
    store_placed(session, doing)
    slug = session.scalars(text(SLUG), {"id": asset_id}).one()
    return replace(seen, asset_id=asset_id, slug=slug)


def _propose(
    session: Session,
    draft: AssetDraft,
    seen: Addition,
    areas: tuple[str, ...],
    holder: Holder,
    door: str,
) -> Addition:
    kept = Kept(
        action="add",
        queue="duplicate" if seen.doubles else "new",
        door=door,
        actor=holder.actor,
        draft=draft,
        kind=draft.kind,
        localities=areas,
    )
    return replace(seen, proposal_id=keep_proposal(session, kept)[0])
