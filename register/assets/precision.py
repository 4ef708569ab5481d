"""How finely an asset may be shown, and whose word it takes to show it finer than usual."""

from collections.abc import Iterable

from register.assets.fields import Fields
from register.kinds.definition import find_kind
from register.kinds.for_whom import group_by_slug
from register.kinds.shapes import Kind

FINEST_FIRST = ("exact", "street", "postcode", "ward", "none", "never")
NEVER = "never"


def is_finer(one: str, other: str) -> bool:
    """Whether the public learns more at one precision than at another.

    >>> is_finer("exact", "ward"), is_finer("never", "none")
    (True, False)
    """
    return FINEST_FIRST.index(one) < FINEST_FIRST.index(other)


def shown_precision(fields: Fields) -> str:
    """The precision that an asset with these fields is shown at: its own, or its kind's."""
    kind = find_kind(str(fields.get("kind", "")))
    return str(fields.get("precision") or (kind.precision if kind else NEVER))


def chooses_freely(kind: Kind, groups: Iterable[str]) -> bool:
    """Whether that a group is listed may say something about faith, health and the like: then it
    chooses for itself how finely it is shown. The data files say of which kinds and people.
    """
    found = (group_by_slug(slug) for slug in groups)
    return kind.may_be_special_category or any(
        group.may_be_special_category for group in found if group
    )


def needs_steward(before: Fields | None, after: Fields) -> bool:
    """Whether somebody who decides there must agree: to show more than is usual for the kind and
    than was shown before, or to show at all what was never to be found.
    """
    wanted = shown_precision(after)
    was = shown_precision(before) if before is not None else NEVER
    if before is not None and was == NEVER and wanted != NEVER:
        return True
    kind = find_kind(str(after.get("kind", "")))
    if kind is None or chooses_freely(kind, after.get("for_whom.groups") or ()):
        return False
    return is_finer(wanted, kind.precision) and is_finer(wanted, was)
