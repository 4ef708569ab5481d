"""Two entries that may be the same, for who decides: side by side, as far as they may see them."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from api.pages.field_words import changed_fields
from frontend.proposal_views import ChangedField
from frontend.views import Link
from geo.points import LonLat
from register.assets.current import CurrentAsset, asset_by_id
from register.assets.fields import Fields
from register.proposals.found import FoundProposal
from register.proposals.privacy import Sight
from register.publishing.doubles import likely_doubles


def pair_of(
    asset: CurrentAsset | None, into: CurrentAsset | None, sights: Mapping[UUID, Sight]
) -> tuple[ChangedField, ...]:
    """Every field of either: before is what this one says, after what the other says."""
    if asset is None or into is None or any(one.is_hidden for one in sights.values()):
        return ()
    this, other = _seen(asset, sights), _seen(into, sights)
    names = [*this, *(name for name in other if name not in this)]
    pairs = {name: {"from": this.get(name), "to": other.get(name)} for name in names}
    return changed_fields(pairs, asset.kind)


def _seen(asset: CurrentAsset, sights: Mapping[UUID, Sight]) -> Fields:
    return sights[asset.id].of_fields(asset.fields)


def twins_of(session: Session, found: FoundProposal) -> tuple[Link, ...]:
    """Public entries that may be the one that somebody means, where they said it in words."""
    if found.asset_id is None:
        return ()
    asset = asset_by_id(session, found.asset_id)
    at = LonLat(*asset.at) if asset.at else None
    wards = [key for key in asset.localities if key.startswith("ward:")]
    rows = likely_doubles(session, asset.name, at, wards)
    others = (row for row in rows if row["id"] != asset.id)
    return tuple(Link(row["name"], f"/assets/{row['slug']}") for row in others)
