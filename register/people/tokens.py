"""Tokens: made once, shown once, kept only as hashes; and the browser sign-ins made with them."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.errors import AssetsError
from register.people.tables import ROLES

PREFIX = "asset_"
SIGNED_IN_HOURS = 12

ADD = """
INSERT INTO register.token (hash, label, role, may_publish, expires_at)
VALUES (:hash, :label, :role, :may_publish, :expires_at)
"""

# last_used_at at most once a minute: a busy phone must not make every request a write.
HOLDER = """
UPDATE register.token SET last_used_at = CASE
    WHEN last_used_at > now() - interval '1 minute' THEN last_used_at ELSE now() END
WHERE hash = :hash AND revoked_at IS NULL AND expires_at > now()
RETURNING id, label, role, may_publish
"""
SIGNED_IN = """
SELECT t.id, t.label, t.role, t.may_publish
FROM register.sign_in AS s JOIN register.token AS t ON t.id = s.token_id
WHERE s.hash = :hash AND s.expires_at > now() AND t.revoked_at IS NULL AND t.expires_at > now()
"""


class UnknownRole(AssetsError):
    """A role that tokens cannot have."""


class TokenNotFound(AssetsError):
    """No token has this label."""


@dataclass(frozen=True)
class Holder:
    """Who shows a token, and what they may do."""

    id: UUID
    label: str
    role: str
    may_publish: bool

    @property
    def actor(self) -> str:
        """How the log names them."""
        return f"token {self.id}"


def _hash(secret: str) -> bytes:
    # 256 random bits need no slow hash: there is nothing to guess from.
    return hashlib.sha256(secret.encode()).digest()


def create_token(session: Session, role: str, label: str, *, may_publish: bool, days: int) -> str:
    """Make a token and answer its secret, which is never shown again."""
    if role not in ROLES:
        raise UnknownRole(f"There is no role {role}: use one of {', '.join(ROLES)}.")
    secret = PREFIX + secrets.token_urlsafe(32)
    values = {
        "hash": _hash(secret),
        "label": label,
        "role": role,
        "may_publish": may_publish,
        "expires_at": datetime.now(UTC) + timedelta(days=days),
    }
    session.execute(text(ADD), values)
    return secret


def revoke_token(session: Session, label: str) -> int:
    """End every token with this label at once, with its sign-ins; answers how many."""
    ended = session.scalars(
        text(
            "UPDATE register.token SET revoked_at = now() "
            "WHERE label = :label AND revoked_at IS NULL RETURNING id"
        ),
        {"label": label},
    ).all()
    if not ended:
        raise TokenNotFound(f"No token in use is called {label}: see `assets token list`.")
    return len(ended)


def find_holder(session: Session, secret: str) -> Holder | None:
    """Who holds this token, if it is one that still counts."""
    if not secret.startswith(PREFIX) or len(secret) > 100:
        return None
    row = session.execute(text(HOLDER), {"hash": _hash(secret)}).first()
    return None if row is None else Holder(*row)


def sign_in(session: Session, holder: Holder) -> str:
    """Begin a browser session; answers the secret for its cookie."""
    secret = secrets.token_urlsafe(32)
    session.execute(text("DELETE FROM register.sign_in WHERE expires_at < now()"))
    session.execute(
        text(
            "INSERT INTO register.sign_in (hash, token_id, expires_at) "
            "VALUES (:hash, :token_id, :expires_at)"
        ),
        {
            "hash": _hash(secret),
            "token_id": holder.id,
            "expires_at": datetime.now(UTC) + timedelta(hours=SIGNED_IN_HOURS),
        },
    )
    return secret


def find_signed_in(session: Session, secret: str) -> Holder | None:
    """Whose browser session this is, if it still counts."""
    row = session.execute(text(SIGNED_IN), {"hash": _hash(secret)}).first()
    return None if row is None else Holder(*row)


def sign_out(session: Session, secret: str) -> None:
    """End a browser session."""
    session.execute(
        text("DELETE FROM register.sign_in WHERE hash = :hash"), {"hash": _hash(secret)}
    )
