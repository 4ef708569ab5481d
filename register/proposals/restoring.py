"""Bringing back an earlier version of an asset: a new change like any other, never a rewriting."""

from uuid import UUID

from sqlalchemy.orm import Session

from register.assets.current import asset_by_id
from register.events.history import asset_version
from register.people.holders import Holder
from register.proposals.submitting import Outcome, Wish, submit


def restore_version(
    session: Session, asset_id: UUID, version: int, seen_version: int, holder: Holder
) -> Outcome:
    """Make every field say again what it said in a version, as seen from another one.

    What has changed since ``seen_version`` is a conflict, as in every change. Raises
    VersionNotFound, NothingToChange and all that a change may raise.
    """
    wanted = asset_version(session, asset_id, version).fields
    seen = asset_version(session, asset_id, seen_version).fields
    names = {*wanted, *seen, *asset_by_id(session, asset_id).fields}
    wish = Wish(
        "change",
        asset_id,
        {name: wanted.get(name) for name in names},
        seen_version,
        reason=f"Restored version {version}",
    )
    return submit(session, wish, holder=holder, door="queue")
