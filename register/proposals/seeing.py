"""The asset at an address, typed or pasted, for somebody who may know that it is there."""

from sqlalchemy.orm import Session

from geo.errors import AssetsError
from register.assets.current import AssetUnknown, CurrentAsset, asset_by_id, asset_id_of
from register.people.holders import Holder
from register.proposals.privacy import sight_of


def asset_seen_by(session: Session, holder: Holder, slug: str) -> CurrentAsset:
    """The asset at an address; AssetUnknown where there is none, or this person must not know.

    What is never to be found answers as if it were not there: the two must not be told apart.
    """
    asset = asset_by_id(session, asset_id_of(session, slug))
    if sight_of(holder, asset).is_hidden:
        raise AssetUnknown("The register has no asset at this address.")
    return asset


def asset_seen_at(session: Session, holder: Holder, address: str) -> CurrentAsset:
    """The same for an address as somebody pasted it, whole or only its end; raises AssetUnknown."""
    slug = address.split("?")[0].split("#")[0].rstrip("/").rpartition("/")[2]
    try:
        return asset_seen_by(session, holder, slug)
    except AssetsError:
        raise AssetUnknown("We have no entry at that address: copy it from its page.") from None
