"""Whose word counts at once, and who decides about others' proposals."""

from collections.abc import Collection

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


def may_decide(holder: Holder, kind: str | None, localities: Collection[str]) -> bool:
    """Whether this person decides about others' proposals there."""
    return holder.role in DECIDERS and holder.may_approve(kind or "", localities)
