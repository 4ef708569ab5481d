"""The plain values of pages for analysts: full files, and what people said is missing."""

from dataclasses import dataclass
from datetime import date

from frontend.choices import Choice
from frontend.views import Link


@dataclass(frozen=True)
class PlaceFiles:
    """The files about one place, by form."""

    name: str
    files: tuple[Link, ...]


@dataclass(frozen=True)
class FullReportsPage:
    whole: tuple[Link, ...]
    wards: tuple[PlaceFiles, ...]


@dataclass(frozen=True)
class VoiceItem:
    """Something that somebody said. ``words`` are empty once they are no longer kept."""

    what: str
    places: str
    said_on: date
    status: str
    words: str
    decided_on: date | None = None
    answer: str = ""
    href: str = ""
    """Where it is decided about, for who may."""


@dataclass(frozen=True)
class MissingPage:
    """``heading`` names the place that was chosen; empty for every place."""

    places: tuple[Choice, ...]
    actions: tuple[Choice, ...]
    items: tuple[VoiceItem, ...]
    heading: str = ""
    next_href: str = ""
