"""The plain values of the page on which an administrator looks up, hands out and erases."""

from dataclasses import dataclass

from frontend.views import FieldError, Form

__all__ = ["FieldError"]


@dataclass(frozen=True)
class HeldItem:
    """What is said of the person in one thing: an entry, a suggestion, an account."""

    subject: str
    title: str
    href: str
    is_sure: bool
    said: tuple[tuple[str, str], ...]
    """Where in it, and the words."""


@dataclass(frozen=True)
class PrivacyPage(Form):
    """``is_found``: somebody was looked for. ``rules`` are what is kept, how long and why."""

    csrf: str
    rules: tuple[tuple[str, str, str], ...] = ()
    email: str = ""
    name: str = ""
    is_found: bool = False
    items: tuple[HeldItem, ...] = ()
    files: tuple[str, ...] = ()
    closed_files: tuple[str, ...] = ()
    errors: tuple[FieldError, ...] = ()
    done: str = ""

    @property
    def is_by_name(self) -> bool:
        """A name may be several people's: what is erased is chosen."""
        return bool(self.name)
