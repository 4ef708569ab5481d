"""The plain values of the pages about imports: which there were, what one brings, its end."""

from dataclasses import dataclass
from datetime import datetime

from frontend.proposal_views import ChangedField
from frontend.views import FieldError, Form, Link, MapView


@dataclass(frozen=True)
class RunItem:
    """One import in the list. ``state`` is in words, ``counts`` as "12 new, 3 changed"."""

    href: str
    title: str
    state: str
    is_waiting: bool
    came_at: datetime
    by: str
    counts: str


@dataclass(frozen=True)
class RunsPage:
    items: tuple[RunItem, ...]
    next_href: str = ""


@dataclass(frozen=True)
class RunRow:
    """A kind in a ward, and how many of it are new and changed.

    Without a ward: a kind of a discarded import, of which only what was new is known.
    """

    kind: str
    ward: str
    new: int
    changed: int


@dataclass(frozen=True)
class RunEntryItem:
    """One entry that an import brings. ``contested``: what a person's edit keeps as it is."""

    what: str
    name: str
    kind: str
    place: str
    line: str
    link: Link | None
    fields: tuple[ChangedField, ...]
    contested: tuple[ChangedField, ...] = ()


@dataclass(frozen=True)
class RejectItem:
    line: int
    reason: str


@dataclass(frozen=True)
class RunPage:
    href: str
    title: str
    state: str
    told: tuple[str, ...]
    """What became of it, a sentence each."""
    came_at: datetime
    by: str
    counts: tuple[tuple[str, int], ...]
    is_waiting: bool
    rows: tuple[RunRow, ...]
    entries: tuple[RunEntryItem, ...]
    next_href: str
    is_first: bool
    rejects: tuple[RejectItem, ...]
    rejected: int
    map: MapView | None = None
    map_limit: int = 0
    done: str = ""


@dataclass(frozen=True)
class RunEndPage(Form):
    """The second step: publish or discard, with what will come of it, a sentence each."""

    csrf: str
    href: str
    title: str
    action: str
    heading: str
    told: tuple[str, ...]
    button: str
    is_discard: bool
    reason: str = ""
    errors: tuple[FieldError, ...] = ()
