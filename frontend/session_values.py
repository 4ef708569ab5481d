"""The plain values of sessions on pages: shown, listed by day, and typed into forms."""

from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True)
class SessionLine:
    """One schedule in words: Every Tuesday, 10 am to 12 noon."""

    words: str
    cost: str = ""
    note: str = ""


@dataclass(frozen=True)
class TypedSession:
    """One session as it was typed into a form, kept as typed; the names are those of the form."""

    often: str = ""
    days: tuple[str, ...] = ()
    monthday: str = ""
    starts: str = ""
    ends: str = ""
    first: str = ""
    last: str = ""
    not_on: str = ""
    also_on: str = ""
    cost: str = ""
    note: str = ""
    summary: str = ""
    """In words, where it is as it was recorded; nothing is typed into it."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True)
class OnItem:
    """One session of one day. ``times``: 10 am to 12 noon."""

    times: str
    name: str
    href: str
    kind: str
    family: str
    place: str = ""
    cost: str = ""
    note: str = ""


@dataclass(frozen=True)
class OnDay:
    day: date
    heading: str
    items: tuple[OnItem, ...]


@dataclass(frozen=True)
class WhatsOnPage:
    """What is on in a locality in the coming days."""

    name: str
    kind_label: str
    href: str
    """The locality's page."""
    key: str
    days: tuple[OnDay, ...]
    until: date
    calendar_href: str
    calendar_address: str
    """The whole address, to be put into a calendar program."""


@dataclass(frozen=True)
class Meetings:
    """When an entry meets: its sessions in words, the next one, and its calendar."""

    sessions: tuple[SessionLine, ...]
    next_words: str
    """Tuesday 24 November, 10 am to 12 noon; empty where none is to come."""
    calendar_href: str


@dataclass(frozen=True)
class Speaker:
    """Who speaks for a place. ``href`` is a public page."""

    name: str
    role: str
    organisation: str = ""
    href: str | None = None


@dataclass(frozen=True)
class LocalLife:
    """What is on in a locality, and who speaks for it."""

    whats_on_href: str = ""
    speakers: tuple[Speaker, ...] = ()
