"""The plain values of the pages on which people sign in, look after their account, and others'."""

from dataclasses import dataclass
from datetime import datetime

from frontend.choices import Choice
from frontend.views import FieldError, Form, Link

__all__ = ["FieldError"]

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SignInPage(Form):
    """`carried` are hidden fields: where to go on to, and a form that was interrupted."""

    csrf: str
    carried: Fields = ()
    is_interrupted: bool = False
    email: str = ""
    sends_mail: bool = False
    oidc_label: str = ""
    """What the button of the organisation's own sign-in says; empty without one."""
    next: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class CodePage(Form):
    csrf: str
    carried: Fields = ()
    email: str = ""
    code: str = ""
    minutes: int = 10
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class SecondStepPage(Form):
    csrf: str
    carried: Fields = ()
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class SendAgainPage:
    """A form that was interrupted, to be sent by one press."""

    csrf: str
    action: str
    kept: Fields
    is_signed_in: bool = False


@dataclass(frozen=True)
class InvitationPage(Form):
    csrf: str
    code: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class SessionItem:
    id: str
    device: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True)
class TokenItem:
    id: str
    label: str
    scopes: tuple[str, ...]
    ends_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class LogLine:
    """One thing that was done, in words."""

    at: datetime
    what: str
    link: Link | None = None


@dataclass(frozen=True)
class AccountPage(Form):
    csrf: str
    name: str
    email: str
    role: str
    looks_after: str
    has_password: bool
    has_second_step: bool
    needs_old_password: bool
    is_account: bool = True
    """False for who is signed in with a key that belongs to no account."""
    sessions: tuple[SessionItem, ...] = ()
    tokens: tuple[TokenItem, ...] = ()
    scopes: tuple[tuple[str, str], ...] = ()
    """What a token can be for: the word and a sentence."""
    log: tuple[LogLine, ...] = ()
    links: tuple[Link, ...] = ()
    errors: tuple[FieldError, ...] = ()
    done: str = ""


@dataclass(frozen=True)
class NewTokenPage:
    label: str
    secret: str


@dataclass(frozen=True)
class NewSecondStepPage(Form):
    csrf: str
    key: str
    """In groups of four."""
    sealed_key: str
    address: str
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class PersonItem:
    href: str
    name: str
    email: str
    role: str
    looks_after: str
    status: str
    """Invited, active or suspended."""
    seen_at: datetime | None


@dataclass(frozen=True)
class PeoplePage(Form):
    csrf: str
    people: tuple[PersonItem, ...]
    roles: tuple[Choice, ...]
    name: str = ""
    email: str = ""
    may_publish: bool = False
    errors: tuple[FieldError, ...] = ()
    done: str = ""


@dataclass(frozen=True)
class PersonPage(Form):
    csrf: str
    href: str
    name: str
    email: str
    status: str
    is_self: bool
    roles: tuple[Choice, ...]
    may_publish: bool
    localities: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    looks_after: str
    has_second_step: bool
    log: tuple[LogLine, ...] = ()
    deeds: tuple[LogLine, ...] = ()
    older_href: str = ""
    invitation: str = ""
    """The code of a new invitation, shown once."""
    errors: tuple[FieldError, ...] = ()
    done: str = ""
