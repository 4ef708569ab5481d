"""Accounts, what they may do, and what they show for it: only hashes of secrets are kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from register.tables import PRIVATE, PUBLIC, Base, one_of

ROLES = ("builder", "steward", "analyst", "administrator")
SCOPES = ("assets:write", "proposals:write", "reports:read")
PURPOSES = ("sign_in", "invitation")
METHODS = ("password", "code", "invitation", "token", "oidc")
NOW = text("now()")
RANDOM = text("gen_random_uuid()")
EVERY_SCOPE = text("'{assets:write,proposals:write,reports:read}'")


class Account(Base):
    """Somebody who signs in. The log names them by ``id``; name and address stand only here."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint(one_of("role", *ROLES), name="role"),
        CheckConstraint("email = lower(email)", name="email"),
        {"schema": PRIVATE},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=RANDOM)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    may_publish: Mapped[bool] = mapped_column(server_default=text("false"))
    password_hash: Mapped[str | None]
    totp_secret: Mapped[bytes | None]
    totp_step: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    oidc_subject: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    joined_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]


class AccountScope(Base):
    """A locality, a kind, or a kind in a locality that a steward looks after."""

    __tablename__ = "account_scope"
    __table_args__ = (
        CheckConstraint("locality_key IS NOT NULL OR kind <> ''", name="names_something"),
        UniqueConstraint("account_id", "locality_key", "kind"),
        {"schema": PRIVATE},
    )
    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    locality_key: Mapped[str | None] = mapped_column(
        ForeignKey(f"{PUBLIC}.locality.key", onupdate="CASCADE")
    )
    kind: Mapped[str] = mapped_column(server_default=text("''"))


class AccountEvent(Base):
    """What was done to an account or with it: invited, signed in, made a steward, suspended."""

    __tablename__ = "account_event"
    __table_args__ = (
        Index("ix_account_event_account_id", "account_id", "recorded_at"),
        {"schema": PRIVATE},
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    action: Mapped[str]
    actor: Mapped[str]
    detail: Mapped[str] = mapped_column(server_default=text("''"))


class Token(Base):
    """What a person or a system shows to write. ``hash`` is SHA-256 of 256 random bits.

    A token of an account has that account's role, whatever ``role`` says.
    """

    __tablename__ = "token"
    __table_args__ = (
        CheckConstraint(one_of("role", *ROLES), name="role"),
        {"schema": PRIVATE},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=RANDOM)
    hash: Mapped[bytes] = mapped_column(unique=True)
    label: Mapped[str]
    role: Mapped[str]
    may_publish: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), index=True
    )
    scopes: Mapped[list[str]] = mapped_column(server_default=EVERY_SCOPE)


class SignIn(Base):
    """A browser session on the server's side; the cookie holds what hashes to ``hash``."""

    __tablename__ = "sign_in"
    __table_args__ = (
        CheckConstraint("num_nonnulls(token_id, account_id) = 1", name="somebody"),
        {"schema": PRIVATE},
    )
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    token_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Token.id, ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    expires_at: Mapped[datetime]
    id: Mapped[UUID] = mapped_column(unique=True, server_default=RANDOM)
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), index=True
    )
    last_seen_at: Mapped[datetime] = mapped_column(server_default=NOW)
    device: Mapped[str] = mapped_column(server_default=text("''"))
    method: Mapped[str] = mapped_column(server_default=text("''"))


class OneTimeCode(Base):
    """A code in a mail: its keyed hash, the browser that asked, and the tries that are left.

    Without an account where the address is not known: the same work is done, and nothing opens.
    """

    __tablename__ = "one_time_code"
    __table_args__ = (
        CheckConstraint(one_of("purpose", *PURPOSES), name="purpose"),
        {"schema": PRIVATE},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=RANDOM)
    purpose: Mapped[str]
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), index=True
    )
    hash: Mapped[bytes] = mapped_column(index=True)
    browser_hash: Mapped[bytes | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    expires_at: Mapped[datetime]
    tries_left: Mapped[int]
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """How often something was tried. ``key`` is a keyed hash, so that nobody is named."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_until", "until"), {"schema": PRIVATE})
    key: Mapped[bytes] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    until: Mapped[datetime]
    count: Mapped[int]
