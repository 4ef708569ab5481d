"""Relations in plain words, from either end."""

from collections.abc import Iterable

from api.pages.shaping import Row
from frontend.belonging_views import RelatedGroup
from frontend.choices import Choice
from frontend.views import Link

# As the asset that tells of it says it, and as the other one does.
SAID = {
    "hosted_at": ("Meets at", "Groups that meet here"),
    "run_by": ("Run by", "It runs"),
    "part_of": ("Part of", "Its parts"),
    "funds": ("Gives money to", "Gets money from"),
    "partners_with": ("Works with", "Works with"),
}
LINES = {
    "hosted_at": "meets at",
    "run_by": "is run by",
    "part_of": "is part of",
    "funds": "gives money to",
    "partners_with": "works with",
}
# What a form offers: of this entry, or (~) of the other one. Each is a sentence by itself, for a
# label may be all that somebody hears.
CHOICES = tuple(
    Choice(value, text)
    for value, text in (
        ("hosted_at", "It meets at the other one"),
        ("~hosted_at", "The other one meets at it"),
        ("run_by", "The other one runs it"),
        ("~run_by", "It runs the other one"),
        ("part_of", "It is a part of the other one"),
        ("~part_of", "The other one is a part of it"),
        ("funds", "It gives money to the other one"),
        ("~funds", "The other one gives money to it"),
        ("partners_with", "They work together"),
    )
)
SHOWN = {
    "usual": "Only if everybody can see the exact place of both",
    "shown": "Everybody may see it",
    "hidden": "Only people who look after these entries",
}


def said_of(relation: str, *, is_from: bool) -> str:
    """A relation as a heading on the page of one end."""
    return SAID[relation][0 if is_from else 1]


def related_groups(rows: Iterable[Row]) -> tuple[RelatedGroup, ...]:
    """The entries that belong to one, under a heading for each way of belonging."""
    found: dict[str, list[Link]] = {}
    for row in rows:
        link = Link(row["name"], f"/assets/{row['slug']}")
        links = found.setdefault(said_of(row["relation"], is_from=row["is_from"]), [])
        if link not in links:
            links.append(link)
    order = [heading for pair in SAID.values() for heading in pair]
    return tuple(
        RelatedGroup(heading, tuple(found[heading])) for heading in sorted(found, key=order.index)
    )
