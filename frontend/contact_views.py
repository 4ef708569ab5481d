"""The plain values of the pages about contacts: writing to one, and who may see what."""

from dataclasses import dataclass

from frontend.views import FieldError, Form

__all__ = ["FieldError"]


@dataclass(frozen=True)
class Choice:
    """One of several to choose from; ``hint`` says what choosing it means."""

    value: str
    label: str
    hint: str = ""


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
