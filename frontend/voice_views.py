"""The plain values of the page where people have a say: forums, panels, boards, consultations."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class NetworkItem:
    """A forum, panel or board with what it needs to be joined."""

    name: str
    href: str
    kind: str
    area: str = ""
    chair: str = ""
    """A role, and never a private person's name."""
    next_words: str = ""
    join: str = ""
    papers_href: str = ""


@dataclass(frozen=True)
class NetworkGroup:
    """Forums of one constituency; or panels, or boards."""

    heading: str
    items: tuple[NetworkItem, ...]


@dataclass(frozen=True)
class ConsultationItem:
    name: str
    href: str
    opens_on: date | None
    closes_on: date | None
    asks_about: str = ""
    answer_href: str = ""
    short_words: str = ""
    """Open for 6 weeks, less than 12; empty where it was 12 or more."""
    short_because: str = ""
    outcome: str = ""
    outcome_href: str = ""


@dataclass(frozen=True)
class HaveYourSayPage:
    forums: tuple[NetworkGroup, ...]
    others: tuple[NetworkGroup, ...]
    closing_soon: tuple[ConsultationItem, ...] = ()
    open_now: tuple[ConsultationItem, ...] = ()
    coming: tuple[ConsultationItem, ...] = ()
    closed: tuple[ConsultationItem, ...] = ()
