"""The plain values of the pages about checks, and about what a group says of its own entries."""

from dataclasses import dataclass
from datetime import datetime

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
