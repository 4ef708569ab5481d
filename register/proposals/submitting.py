"""Submitting a change, a closing, a reopening or a merge: done at once, or kept for a decision."""

import json
from dataclasses import dataclass, field
from hashlib import blake2b
from uuid import UUID

from sqlalchemy.orm import Session

from register.assets.current import AssetUnknown, CurrentAsset, asset_by_id, current_assets
from register.assets.declared import SAID_BY, sayer_as_taken, with_sayer, with_what_was_said
from register.assets.drafts import Fault, InvalidDraft
from register.assets.fields import Fields, checked_values, with_changes
from register.assets.precision import NEVER, shown_precision
from register.assets.storing import Doing, finish
from register.events.history import asset_version
from register.people.holders import Holder
from register.proposals.applying import (
    OPEN,
    PLACING,
    apply_change,
    checked_fields,
    close_asset,
    is_only_hiding,
    merge_assets,
    refuse_where_it_cannot_be,
    reopen_asset,
)
from register.proposals.conflicts import Changes, Weighed, changes_to, weighed
from register.proposals.errors import NothingToChange, NotOpen, NotYours
from register.proposals.found import proposal_by_id
from register.proposals.keeping import Kept, keep_proposal
from register.proposals.receipts import Receipt, claim_request, sign_request
from register.proposals.rights import may_apply, may_decide, may_show
from register.relations.checking import may_reveal, refuse_strange_relations

OTHERWISE = (
    "Somebody has changed who it is for since you looked. Look at what it says now, then answer "
    "again."
)
BY_DOOR = {"contact": "contact"}  # who has no account: a group's contact, or else a resident


@dataclass(frozen=True)
class Wish:
    """What somebody wants done to an asset.

    ``values`` are fields as they shall be (None empties one), seen from ``base_version``; or from
    ``base``, the values that the person was shown. ``words`` say why; ``email`` is a resident's.
    """

    action: str
    asset_id: UUID
    values: Fields = field(default_factory=dict)
    base_version: int | None = None
    base: Fields | None = None
    into_id: UUID | None = None
    words: str = ""
    email: str = ""
    reason: str = ""
    sent: str = ""
    """What a form held as it was sent: the same again is known by this, whatever has changed."""

    def digest(self) -> bytes:
        """16 bytes that change when any of the wish does."""
        said = self.sent or json.dumps(vars(self), default=str, sort_keys=True)
        return blake2b(said.encode(), digest_size=16).digest()


@dataclass(frozen=True)
class Outcome:
    """What became of a wish: ``version`` when it is done, ``proposal_id`` when it waits.

    ``conflicts`` are the fields that somebody else has changed since the person looked.
    """

    asset_id: UUID | None
    slug: str | None
    version: int | None = None
    proposal_id: UUID | None = None
    reference: str | None = None
    conflicts: tuple[Weighed, ...] = ()
    is_repeat: bool = False


def submit(
    session: Session,
    wish: Wish,
    *,
    holder: Holder | None,
    door: str,
    request_id: UUID | None = None,
) -> Outcome:
    """Do what is wished where the holder may approve it, and else keep it as a proposal.

    A resident has no holder and gets a reference. A change that meets another one waits too, even
    for who may approve: it is never written over. Raises AssetUnknown, VersionNotFound,
    InvalidDraft, OutsideBorough, NothingToChange, NotOpen and DifferentContent.
    """
    if known := claim_request(session, request_id, wish.digest()):
        return known_outcome(session, known)
    asset, into = _locked(session, wish)
    _refuse_hidden(holder, asset, into)
    changes = _checked(session, asset, into, wish)
    asked = {name: pair["to"] for name, pair in changes.items()}
    refuse_strange_relations(session, holder, asset.id, asked)
    wanted = _Wanted(wish, asset, into, changes, holder, door)
    outcome = _at_once(session, wanted) or _kept(session, wanted)
    sign_request(session, request_id, outcome.asset_id, outcome.proposal_id)
    if outcome.version is not None:
        finish(session)
    return outcome


def known_outcome(session: Session, known: Receipt) -> Outcome:
    """What the first of this request id came to: waiting, or done as the version that is now."""
    reference = version = None
    if known.proposal_id is not None:
        reference = proposal_by_id(session, known.proposal_id).reference
    elif known.asset_id is not None:
        version = asset_by_id(session, known.asset_id).version
    return Outcome(
        known.asset_id, known.slug, version, known.proposal_id, reference, is_repeat=True
    )


@dataclass(frozen=True)
class _Wanted:
    """A wish with all that is known about it."""

    wish: Wish
    asset: CurrentAsset
    into: CurrentAsset | None
    changes: Changes
    holder: Holder | None
    door: str


def _locked(session: Session, wish: Wish) -> tuple[CurrentAsset, CurrentAsset | None]:
    if wish.action != "merge":
        return asset_by_id(session, wish.asset_id, lock=True), None
    if wish.into_id is None or wish.into_id == wish.asset_id:
        raise NotOpen("Say which other entry this one is the same as.")
    found = current_assets(session, [wish.asset_id, wish.into_id], lock=True)
    if len(found) < 2:
        raise AssetUnknown("The register has no asset with this id.")
    return found[wish.asset_id], found[wish.into_id]


def _refuse_hidden(holder: Holder | None, *assets: CurrentAsset | None) -> None:
    """What is never to be found is not there for who does not look after it."""
    hidden = (one for one in assets if one and shown_precision(one.fields) == NEVER)
    if holder and not all(may_decide(holder, one.kind, one.localities) for one in hidden):
        raise AssetUnknown("The register has no asset with this id.")


def _checked(
    session: Session, asset: CurrentAsset, into: CurrentAsset | None, wish: Wish
) -> Changes:
    """The changes that a wish comes to; raises where it cannot be."""
    if wish.action == "change":
        return _checked_changes(session, asset, wish)
    if wish.values:
        raise InvalidDraft([Fault("values", "Only a change sets fields.")])
    needs = {"close": ("published",), "merge": ("published",), "reopen": ("closed", "merged")}
    if asset.status not in needs[wish.action] or (into and into.status != "published"):
        raise NotOpen(
            "This entry was never closed."
            if wish.action == "reopen"
            else "Only an entry that is public can be closed or merged."
        )
    return {}


def _checked_changes(session: Session, asset: CurrentAsset, wish: Wish) -> Changes:
    if asset.status not in OPEN and not is_only_hiding(wish.values):
        raise NotOpen("This entry is closed: open it again before you change it.")
    base = wish.base
    if base is None and wish.base_version is not None:
        base = asset_version(session, asset.id, wish.base_version).fields
    values = with_sayer(checked_values(wish.values))
    seen = asset.fields if base is None else base
    changes = with_what_was_said(changes_to(values, seen), values, seen)
    if not changes:
        raise NothingToChange("Nothing is different from what we have. Change something first.")
    wanted = {name: pair["to"] for name, pair in changes.items()}
    if not sayer_as_taken(wanted, changes, asset.fields):
        raise InvalidDraft([Fault(SAID_BY, OTHERWISE)])
    draft, _ = checked_fields(asset, wanted)
    if any(name in changes for name in PLACING):
        refuse_where_it_cannot_be(session, draft)
    return changes


def _at_once(session: Session, it: _Wanted) -> Outcome | None:
    """The outcome where the holder may do it and nothing has come between; else None."""
    holder, wish = it.holder, it.wish
    if holder is None or not _may(holder, wish.action, it.asset, it.into):
        return None
    if any(one.is_conflict for one in weighed(it.changes, it.asset.fields)):
        return None
    doing = Doing(holder.actor, it.door, publish=True, reason=wish.reason, words=wish.words)
    wanted = {name: pair["to"] for name, pair in it.changes.items()}
    wanted = sayer_as_taken(wanted, it.changes, it.asset.fields)
    then = with_changes(it.asset.fields, wanted)
    if not may_show(holder, it.asset.fields, then, it.asset.localities):
        return None
    decides = may_decide(holder, it.asset.kind, it.asset.localities)
    if not may_reveal(session, holder, decides, it.asset.fields, then):
        return None
    try:
        with session.begin_nested():
            carry_out(session, wish.action, it.asset, it.into, wanted, doing)
            after = asset_by_id(session, it.asset.id)
            if not _may(holder, wish.action, after, it.into):
                raise NotYours
    except NotYours:  # it would leave their wards or kinds: who looks after those decides
        return None
    return Outcome(it.asset.id, it.asset.slug, after.version)


def _may(holder: Holder, action: str, asset: CurrentAsset, into: CurrentAsset | None) -> bool:
    return all(may_apply(holder, action, one.kind, one.localities) for one in (asset, into) if one)


def carry_out(
    session: Session,
    action: str,
    asset: CurrentAsset,
    into: CurrentAsset | None,
    wanted: Fields,
    doing: Doing,
) -> bool:
    """Do it to assets that are locked; answers whether anything differs."""
    if action == "close":
        return close_asset(session, asset, doing)
    if action == "reopen":
        return reopen_asset(session, asset, doing)
    if action == "merge" and into is not None:
        return merge_assets(session, asset, into, doing)
    return apply_change(session, asset, wanted, doing)


def _kept(session: Session, it: _Wanted) -> Outcome:
    wish = it.wish
    queue = "duplicate" if wish.action == "merge" else "changed"
    kept = Kept(
        action=wish.action,
        queue="place" if "place" in it.changes else queue,
        door=it.door,
        actor=it.holder.actor if it.holder else BY_DOOR.get(it.door, "resident"),
        asset_id=it.asset.id,
        into_id=wish.into_id if wish.action == "merge" else None,
        base_version=it.asset.version if wish.base_version is None else wish.base_version,
        changes=it.changes,
        kind=it.asset.kind,
        localities=it.asset.localities,
        words=wish.words,
        email=wish.email,
        has_reference=it.holder is None,
    )
    proposal_id, reference = keep_proposal(session, kept)
    conflicts = [one for one in weighed(it.changes, it.asset.fields) if one.is_conflict]
    return Outcome(it.asset.id, it.asset.slug, None, proposal_id, reference, tuple(conflicts))
