"""Carrying out a change, a closing, a reopening or a merge: locked, checked, logged, published.

Callers hold the lock of each asset (``asset_by_id(..., lock=True)``) and commit.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from hashlib import md5
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.current import CurrentAsset, asset_by_id
from register.assets.declared import sayer_as_applied
from register.assets.drafts import checked_draft
from register.assets.fields import Fields, draft_of, fields_of, with_changes
from register.assets.placing import place_staged
from register.assets.staging import StagedDraft, prepare_staging, stage_drafts, touch
from register.assets.storing import Doing, store_placed
from register.assets.values import AssetDraft
from register.events.writing import log_touched
from register.kinds.definition import find_kind
from register.proposals.errors import NotOpen
from register.proposals.misplaced import refuse_misplaced
from register.publishing.projection import publish_touched
from register.relations.merging import brought_along, reason_of, taken_back

PLACING = ("place", "serves")
PLACED = "SELECT outcome, reason FROM placed_asset"
AIM = "UPDATE placed_asset SET asset_id = :id, outcome = 'changed'"

# What is not about its place leaves an asset where it was, whatever postcodes say by now.
STAY = """
UPDATE placed_asset AS p SET location = a.location, placed_by = a.placed_by
FROM register.asset AS a WHERE a.id = :id
"""
EDITED = "UPDATE register.asset SET edited = CAST(:edited AS jsonb) WHERE id = :id"
STATUS = """
UPDATE register.asset SET status = :status, merged_into = :into, version = version + 1,
    updated_at = now()
WHERE id = :id
"""
TOUCH = "INSERT INTO touched_asset VALUES (:id)"
OPEN = ("draft", "published")


def checked_fields(asset: CurrentAsset, wanted: Fields) -> tuple[AssetDraft, Fields]:
    """The asset with the wanted fields, checked as a whole; raises InvalidDraft.

    Details that a new kind does not have are left behind.
    """
    after = with_changes(asset.fields, wanted)
    if (kind := find_kind(after.get("kind", ""))) and kind.slug != asset.kind:
        after = {
            name: value
            for name, value in after.items()
            if name in wanted
            or not name.startswith("details.")
            or name.removeprefix("details.") in kind.detail_by_name
        }
    draft = checked_draft(draft_of(after))
    return draft, fields_of(draft)


def refuse_where_it_cannot_be(session: Session, draft: AssetDraft) -> None:
    """Raise InvalidDraft or OutsideBorough for a place that nothing can have."""
    stage_drafts(session, [StagedDraft(draft)])
    place_staged(session)
    placed = session.execute(text(PLACED)).one()
    refuse_misplaced(draft, placed.outcome, placed.reason)


def is_only_hiding(wanted: Iterable[str]) -> bool:
    """Whether nothing but the precision is wanted: that of a closed entry can be changed too, as
    its address tells that it was here.
    """
    return set(wanted) == {"precision"}


def apply_change(session: Session, asset: CurrentAsset, wanted: Fields, doing: Doing) -> bool:
    """Set some fields of an asset; answers whether anything differs. Raises InvalidDraft,
    OutsideBorough and NotOpen.
    """
    if asset.status not in OPEN and not is_only_hiding(wanted):
        raise NotOpen("This entry is closed: open it again before you change it.")
    draft, after = checked_fields(asset, sayer_as_applied(wanted, asset.fields))
    changed = [
        name for name in {*asset.fields, *after} if asset.fields.get(name) != after.get(name)
    ]
    if not changed:
        return False
    if any(name in changed for name in PLACING):
        refuse_where_it_cannot_be(session, draft)
    else:
        stage_drafts(session, [StagedDraft(draft)])
        place_staged(session)
        session.execute(text(STAY), {"id": asset.id})
    session.execute(text(AIM), {"id": asset.id})
    remember_edits(session, asset, changed, after)
    store_placed(session, doing)
    return True


def remember_edits(
    session: Session, asset: CurrentAsset, changed: Iterable[str], after: Fields
) -> None:
    """Note which fields a person has made differ from what the asset's source says."""
    if asset.source_id is None:
        return
    edited = dict(asset.edited)
    for name in changed:
        said = edited.setdefault(name, value_mark(asset.fields.get(name)))
        if said == value_mark(after.get(name)):
            del edited[name]
    session.execute(text(EDITED), {"id": asset.id, "edited": json.dumps(edited)})


def value_mark(value: Any) -> str:
    """Tells whether a value is the same one again, without keeping a copy of it."""
    said = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return md5(said.encode(), usedforsecurity=False).hexdigest()


def close_asset(session: Session, asset: CurrentAsset, doing: Doing) -> bool:
    """Close an asset: its address answers that it is gone. False when it is closed already."""
    if asset.status == "closed":
        return False
    if asset.status != "published":
        raise NotOpen("Only an entry that is public can be closed.")
    _set_status(session, asset, "closed", "closed", doing)
    return True


def reopen_asset(session: Session, asset: CurrentAsset, doing: Doing) -> bool:
    """Make a closed or merged asset public again. False when it is public already."""
    if asset.status == "published":
        return False
    if asset.status not in ("closed", "merged"):
        raise NotOpen("This entry was never closed.")
    into_id = asset.merged_into
    _set_status(session, asset, "published", "reopened", doing)
    if into_id is not None:
        into = asset_by_id(session, into_id, lock=True)
        if into.status in OPEN and (back := taken_back(session, asset, into)):
            apply_change(session, into, back, _of_itself(doing, f"Opened again: {asset.id}"))
    return True


def merge_assets(session: Session, asset: CurrentAsset, into: CurrentAsset, doing: Doing) -> bool:
    """Keep one asset on as another, whose address the old one then leads to."""
    if asset.status == "merged" and asset.merged_into == into.id:
        return False
    if asset.id == into.id:
        raise NotOpen("An entry cannot be merged into itself: choose another one.")
    if asset.status != "published" or into.status != "published":
        raise NotOpen("Only entries that are public can be merged: open them again first.")
    _set_status(session, asset, "merged", "merged", doing, into.id)
    if along := brought_along(asset, into):
        apply_change(session, into, along, _of_itself(doing, reason_of(asset.id)))
    return True


def _of_itself(doing: Doing, reason: str) -> Doing:
    """The same doing for the other entry that it changes too."""
    return replace(doing, reason=reason, words="")


def _set_status(
    session: Session,
    asset: CurrentAsset,
    status: str,
    action: str,
    doing: Doing,
    into: UUID | None = None,
) -> None:
    session.execute(text(STATUS), {"id": asset.id, "status": status, "into": into})
    prepare_staging(session)
    touch(session, TOUCH, id=asset.id)
    changed: dict[str, Any] = {"status": {"from": asset.status, "to": status}}
    if into != asset.merged_into:
        was = str(asset.merged_into) if asset.merged_into else None
        changed["merged_into"] = {"from": was, "to": str(into) if into else None}
    log_touched(
        session,
        action,
        doing.actor,
        doing.door,
        doing.run_id,
        doing.reason,
        proposal_id=doing.proposal_id,
        words=doing.words,
        changed=changed,
    )
    publish_touched(session)
