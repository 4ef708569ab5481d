"""Kinds and families by name and in their order, those that left the data file included."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from register.kinds.definition import families, find_kind, kinds
from register.publishing.exports import ListedAsset
from register.publishing.gifts import GiftCount


def kind_label(slug: str) -> str:
    """The kind's singular name, or its slug in words when the data file lost it.

    >>> kind_label("place-of-worship"), kind_label("no-longer-here")
    ('place of worship', 'no longer here')
    """
    kind = find_kind(slug)
    return kind.singular if kind else slug.replace("-", " ")


def kind_plural(slug: str) -> str:
    """The kind's plural name.

    >>> kind_plural("place-of-worship")
    'places of worship'
    """
    kind = find_kind(slug)
    return kind.plural if kind else slug.replace("-", " ")


def gift_sentence(count: GiftCount) -> str:
    """What is public of people: how many at least offer something.

    >>> gift_sentence(GiftCount("skill-or-gift", "gardening", 10))
    'At least 10 people offer: gardening'
    >>> gift_sentence(GiftCount("connector", "", 5))
    'At least 5 connectors'
    """
    if count.kind == "skill-or-gift":
        return f"At least {count.at_least:,} people offer: {count.skill_area or 'other things'}"
    area = f": {count.skill_area}" if count.skill_area else ""
    return f"At least {count.at_least:,} {kind_plural(count.kind)}{area}"


def family_label(slug: str) -> str:
    """The family's name."""
    return next((family.name for family in families() if family.slug == slug), slug)


@cache
def family_place(slug: str) -> int:
    """Where the family stands in the data file; unknown ones come last."""
    order = [family.slug for family in families()]
    return order.index(slug) if slug in order else len(order)


@cache
def kind_place(slug: str) -> tuple[int, str]:
    """Where the kind stands in the data file; unknown ones come last, by name."""
    order = [kind.slug for kind in kinds()]
    return (order.index(slug) if slug in order else len(order), slug)


def in_order(assets: Iterable[ListedAsset]) -> tuple[ListedAsset, ...]:
    """By family, kind and name, as pages list them."""
    return tuple(
        sorted(
            assets,
            key=lambda asset: (
                family_place(asset.family),
                kind_place(asset.kind),
                asset.name.casefold(),
                asset.id,
            ),
        )
    )
