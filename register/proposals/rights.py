"""Whose word counts at once, and who decides about others' proposals."""

from collections.abc import Collection

from register.assets.fields import Fields
from register.assets.precision import needs_steward
from register.people.holders import Holder

DECIDERS = ("steward", "administrator")
WRITERS = ("builder", "steward", "administrator")
OWN = ("add", "change")  # what a trusted builder may do without being asked


def may_apply(
    holder: Holder | None, action: str, kind: str | None, localities: Collection[str]
) -> bool:
    """Whether what this person does there counts at once; False for a resident."""
    if holder is None or holder.role not in WRITERS:
        return False
    return holder.may_approve(kind or "", localities, is_own=action in OWN)


def may_show(
    holder: Holder, before: Fields | None, after: Fields, localities: Collection[str]
) -> bool:
    """Whether this person may make an asset as finely public as that; ``before`` None: a new one.

    Anybody who may write there may show less, and a group that may be of a special category
    chooses freely; to show more than is usual takes somebody who decides there.
    """
    return not needs_steward(before, after) or may_decide(holder, after.get("kind"), localities)


def may_decide(holder: Holder, kind: str | None, localities: Collection[str]) -> bool:
    """Whether this person decides about others' proposals there."""
    return holder.role in DECIDERS and holder.may_approve(kind or "", localities)
