"""The kinds of asset that a form offers, family by family."""

from frontend.views import FamilyChoices, KindChoice
from register.kinds.definition import families, kinds


def kind_choices(also: str = "") -> tuple[FamilyChoices, ...]:
    """Every kind that is not about one person, and ``also`` this one, which it is now."""
    found = []
    for family in families():
        choices = tuple(
            KindChoice(kind.slug, kind.singular)
            for kind in kinds()
            if kind.family == family.slug and (not kind.is_personal or kind.slug == also)
        )
        if choices:
            found.append(FamilyChoices(family.name, choices))
    return tuple(found)
