"""Tokens and sessions: only their hashes are kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from register.tables import PRIVATE, Base, one_of

ROLES = ("builder", "steward", "analyst", "administrator")


class Token(Base):
    """What a person or a system shows to write. ``hash`` is SHA-256 of 256 random bits."""

    __tablename__ = "token"
    __table_args__ = (
        CheckConstraint(one_of("role", *ROLES), name="role"),
        {"schema": PRIVATE},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    hash: Mapped[bytes] = mapped_column(unique=True)
    label: Mapped[str]
    role: Mapped[str]
    may_publish: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class SignIn(Base):
    """A browser session on the server's side; the cookie holds what hashes to ``hash``."""

    __tablename__ = "sign_in"
    __table_args__ = ({"schema": PRIVATE},)
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    token_id: Mapped[UUID] = mapped_column(ForeignKey(Token.id, ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    expires_at: Mapped[datetime]
