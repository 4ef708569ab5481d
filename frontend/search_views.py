"""What the search page is made of: what was asked, choices to narrow it by, and what was found."""

from dataclasses import dataclass, field

from frontend.choices import Choice
from frontend.views import FieldError, Form, Link, ListItem, MapView


@dataclass(frozen=True)
class ChoiceGroup:
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Result:
    """One found asset, with a few of its words."""

    item: ListItem
    summary: str = ""
    away: str = ""
    """How far from the point that was asked about: 300 metres away."""


@dataclass(frozen=True)
class SearchChoices:
    """What may be narrowed by. What is typed freely is in ``SearchPage.typed``."""

    families: tuple[Choice, ...] = ()
    kinds: tuple[ChoiceGroup, ...] = ()
    localities: tuple[ChoiceGroup, ...] = ()
    groups: tuple[ChoiceGroup, ...] = ()
    days: tuple[Choice, ...] = ()
    parts_of_day: tuple[Choice, ...] = ()
    checked: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class SearchPage(Form):
    """``typed`` holds what was asked, as typed, by the name of its field."""

    typed: dict[str, str] = field(default_factory=dict)
    choices: SearchChoices = field(default_factory=SearchChoices)
    is_asked: bool = False
    is_narrowed: bool = False
    """Whether any choice beside the words is made: they are shown open then."""
    results: tuple[Result, ...] = ()
    matched: int = 0
    is_whole: bool = True
    mended: tuple[tuple[str, str], ...] = ()
    place: str = ""
    next_href: str | None = None
    map_href: str | None = None
    map: MapView | None = None
    wider: tuple[Link, ...] = ()
    """The same question with something left out, for where little was found."""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class UnmetPlace:
    """Words that were looked for in vain there, with how often."""

    name: str
    href: str | None
    words: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class UnmetPage:
    places: tuple[UnmetPlace, ...]
