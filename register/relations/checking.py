"""Whether a relation can be, and whose word it takes to make it public."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from register.assets.current import CurrentAsset, current_assets
from register.assets.drafts import Fault, InvalidDraft
from register.assets.fields import Fields
from register.assets.precision import NEVER, shown_precision
from register.assets.values import RELATION_KEY
from register.kinds.definition import find_kind
from register.people.holders import Holder
from register.proposals.rights import may_decide

FIELD = "relations."
SHOWN = "shown"


def others_in(wanted: Mapping[str, Any]) -> Iterator[tuple[str, UUID, str]]:
    """The field, the other asset, and whether it may be shown, of each relation to be set."""
    for name, value in wanted.items():
        found = RELATION_KEY.fullmatch(name.removeprefix(FIELD))
        if name.startswith(FIELD) and found and value is not None:
            yield name, UUID(found[2]), str(value)


def refuse_strange_relations(
    session: Session, holder: Holder | None, asset_id: UUID | None, wanted: Mapping[str, Any]
) -> None:
    """Raise InvalidDraft for a relation to what is not there, or must not be known to be.

    An asset that nobody may find is not there for who does not look after it.
    """
    asked = list(others_in(wanted))
    found = current_assets(session, {other for _, other, _ in asked}) if asked else {}
    for name, other, _ in asked:
        if other == asset_id:
            raise InvalidDraft([Fault(name, "An entry cannot belong to itself: choose another.")])
        if other not in found or not _may_be_named(holder, found[other]):
            raise InvalidDraft([Fault(name, "We have no such entry: copy its address.")])


def _may_be_named(holder: Holder | None, asset: CurrentAsset) -> bool:
    kind = find_kind(asset.kind)
    if kind is None or kind.is_personal:
        return False
    if shown_precision(asset.fields) != NEVER:
        return True
    return holder is not None and may_decide(holder, asset.kind, asset.localities)


def may_reveal(
    session: Session, holder: Holder, decides: bool, before: Fields, after: Fields
) -> bool:
    """Whether this person may make public what relations tell; ``decides``: about this asset.

    Between two exact places anybody may who may write there. Else it could pin a group to a place:
    that takes somebody who decides about the asset, and about the other one where its own place is
    not public exactly.
    """
    new = {
        other
        for name, other, shown in others_in(after)
        if shown == SHOWN and before.get(name) != SHOWN
    }
    if not new:
        return True
    others = current_assets(session, new).values()
    closed = [one for one in others if shown_precision(one.fields) != "exact"]
    if shown_precision(after) == "exact" and not closed:
        return True
    return decides and all(may_decide(holder, one.kind, one.localities) for one in closed)
