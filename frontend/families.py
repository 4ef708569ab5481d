"""The mark of each family of assets: a shape with a letter in it, in the family's colour."""

from functools import cache

from markupsafe import Markup

from register.kinds.definition import families

MARK = Markup(
    '<svg class="family-mark" width="{size}" height="{size}" viewBox="0 0 24 24"'
    ' aria-hidden="true" focusable="false"><path d="{outline}" fill="{colour}"/>'
    '<text x="12" y="16.5" text-anchor="middle" font-size="12" font-weight="700"'
    ' fill="#ffffff">{glyph}</text></svg>'
)


@cache
def family_mark(slug: str, size: int = 24) -> Markup:
    """The mark of a family as SVG, hidden from screen readers; nothing for an unknown family."""
    family = next((family for family in families() if family.slug == slug), None)
    if family is None:
        return Markup()
    return MARK.format(
        size=size,
        outline=family.outline,
        colour=family.colour,
        glyph=family.glyph,
    )
