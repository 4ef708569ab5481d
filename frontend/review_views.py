"""The plain values of the pages about checks, and about what a group says of its own entries."""

from dataclasses import dataclass
from datetime import date, datetime

from frontend.views import FieldError, Form

__all__ = ["FieldError"]


@dataclass(frozen=True)
class PastCheck:
    at: datetime
    who: str
    how: str
    found: str


@dataclass(frozen=True)
class CheckPage(Form):
    """The form of somebody who has checked an entry, with the checks before."""

    csrf: str
    submission: str
    name: str
    slug: str
    method: str = ""
    outcome: str = ""
    words: str = ""
    checks: tuple[PastCheck, ...] = ()
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class CheckedPage:
    """What became of a check, in a heading and a sentence."""

    name: str
    slug: str
    heading: str
    sentence: str
    is_closed: bool = False


@dataclass(frozen=True)
class LetterPage(Form):
    """What a link in a mail opens: nothing happens before the code of the mail is typed.

    ``way`` is right, change, gone, or empty for the whole list; ``name`` is of the entry.
    """

    csrf: str
    here: str
    """The proof that the form was shown in this browser."""
    action: str
    count: int
    number: int = 0
    way: str = ""
    name: str = ""
    code: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class StopPage(Form):
    csrf: str
    action: str
    code: str = ""
    is_done: bool = False
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class OwnItem:
    id: str
    slug: str
    name: str
    kind: str
    summary: str
    checked_on: date | None
    answer: str = ""
    """What they said already: right, change, gone."""
    is_overdue: bool = False


@dataclass(frozen=True)
class OwnEntriesPage(Form):
    """The entries of a group's contact, with three ways on each."""

    csrf: str
    items: tuple[OwnItem, ...]
    done: str = ""
    is_stopped: bool = False
    has_letter: bool = False
    errors: tuple[FieldError, ...] = ()

    @property
    def left(self) -> int:
        """How many have no answer yet."""
        return sum(not item.answer for item in self.items)


@dataclass(frozen=True)
class OwnVersion:
    at: datetime
    what: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class OwnHistoryPage:
    name: str
    slug: str
    versions: tuple[OwnVersion, ...]
    checks: tuple[PastCheck, ...] = ()


@dataclass(frozen=True)
class ClaimPage(Form):
    """Asking for a code, and, once ``is_asked``, typing it in."""

    csrf: str
    name: str
    slug: str
    minutes: int
    can_send: bool = True
    is_asked: bool = False
    code: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class DueItem:
    name: str
    kind: str
    href: str
    """The form to say what was found."""
    places: str
    since: date
    why: str


@dataclass(frozen=True)
class ChecksPage:
    """Entries whose time has come and that nobody else can be asked about, or answers for."""

    items: tuple[DueItem, ...]
    count: int
    next_href: str = ""
