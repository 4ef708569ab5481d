"""The groups of people that an entry may say it is for, by heading, as forms offer them."""

from functools import cache

from register.kinds.for_whom import Group, groups


@cache
def for_whom_themes() -> tuple[tuple[str, tuple[Group, ...]], ...]:
    """Headings with their groups, in the order of the data file."""
    themes = dict.fromkeys(group.theme for group in groups())
    return tuple((theme, tuple(g for g in groups() if g.theme == theme)) for theme in themes)
