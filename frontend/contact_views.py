"""The plain values of the pages about contacts: writing to one, and who may see what."""

from dataclasses import dataclass, field
from datetime import date

from frontend.choices import Choice
from frontend.views import FieldError, Form

__all__ = ["FieldError"]


@dataclass(frozen=True)
class WritePage(Form):
    """A message to a group. Whom it may go to is said by role or name, never by address."""

    csrf: str
    submission: str
    name: str
    slug: str
    to: tuple[Choice, ...] = ()
    contact: str = ""
    words: str = ""
    reply_to: str = ""
    can_send: bool = True
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class WrittenPage:
    """The message is on its way."""

    name: str
    slug: str


@dataclass(frozen=True)
class SharedContact:
    """A contact with who may see it and why it may be kept, in words."""

    id: str
    lines: tuple[str, ...]
    audience: str
    why: str
    origin: str
    is_by_consent: bool = False


@dataclass(frozen=True)
class ContactValues:
    """One contact as it is typed; ``id`` is empty for a new one."""

    id: str = ""
    name: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    audience: str = "stewards"
    lawful_basis: str = "public_task"
    consent_on: str = ""
    consent_how: str = ""
    origin: str = "group"


@dataclass(frozen=True)
class SharingPage(Form):
    """Who may see what of one entry. ``version`` is what the forms were made from."""

    csrf: str
    name: str
    slug: str
    version: int
    may_change: bool
    precision: str
    usual: str
    contacts: tuple[SharedContact, ...] = ()
    typed: ContactValues = field(default_factory=ContactValues)
    withdrawing: str = ""
    """The contact that the page is asked about again, and the day that was typed for it."""
    withdrawn_on: str = ""
    today: date | None = None
    errors: tuple[FieldError, ...] = ()
