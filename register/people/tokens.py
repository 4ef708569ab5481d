"""Tokens: made once, shown once, kept only as hashes, for what they say and no more."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from register.people.errors import TokenNotFound, UnknownRole, UnknownScope
from register.people.holders import Holder, holder_from
from register.people.secrets_at_rest import hashed, new_secret
from register.people.tables import ROLES, SCOPES

PREFIX = "asset_"

ADD = """
INSERT INTO register.token (hash, label, role, may_publish, expires_at, account_id, scopes)
VALUES (:hash, :label, :role, :may_publish, :expires_at, :account_id, :scopes)
RETURNING id
"""

# The account counts as it is now: who is suspended or has another role is so at once.
HOLDER = """
SELECT t.id, coalesce(a.name, t.label) AS label, coalesce(a.role, t.role) AS role,
    t.may_publish AND coalesce(a.may_publish OR a.role IN ('steward', 'administrator'), true)
        AS may_publish,
    t.account_id, true AS is_token, t.scopes AS grants,
    coalesce((SELECT jsonb_agg(jsonb_build_array(s.locality_key, s.kind) ORDER BY s.id)
        FROM register.account_scope AS s WHERE s.account_id = a.id), '[]') AS places,
    coalesce(t.last_used_at < now() - interval '1 minute', true) AS is_to_note
FROM register.token AS t LEFT JOIN register.account AS a ON a.id = t.account_id
WHERE t.hash = :hash AND t.revoked_at IS NULL AND t.expires_at > now()
    AND a.suspended_at IS NULL
"""
# At most once a minute: a busy phone must not make every request a write.
NOTE_USE = "UPDATE register.token SET last_used_at = now() WHERE id = :id"

REVOKE = """
UPDATE register.token SET revoked_at = now()
WHERE label = :label AND revoked_at IS NULL RETURNING id
"""
REVOKE_OWN = """
UPDATE register.token SET revoked_at = now()
WHERE id = :id AND account_id = :account_id AND revoked_at IS NULL RETURNING id
"""
LIST = """
SELECT t.id, t.label, coalesce(a.role, t.role) AS role, t.may_publish, t.scopes, t.created_at,
    t.expires_at, t.last_used_at, t.revoked_at, a.email
FROM register.token AS t LEFT JOIN register.account AS a ON a.id = t.account_id
"""


def create_token(
    session: Session,
    role: str,
    label: str,
    *,
    may_publish: bool,
    days: int,
    scopes: Collection[str] = SCOPES,
    account_id: UUID | None = None,
) -> str:
    """Make a token and answer its secret, which is never shown again."""
    if role not in ROLES:
        raise UnknownRole(f"There is no role {role}: use one of {', '.join(ROLES)}.")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise UnknownScope(f"Choose what the token is for, among {', '.join(SCOPES)}.")
    secret = PREFIX + new_secret()
    values = {
        "hash": hashed(secret),
        "label": label,
        "role": role,
        "may_publish": may_publish,
        "expires_at": datetime.now(UTC) + timedelta(days=days),
        "account_id": account_id,
        "scopes": sorted(scopes),
    }
    session.execute(text(ADD), values)
    return secret


def revoke_token(session: Session, label: str) -> int:
    """End every token with this label at once, with its sign-ins; answers how many."""
    ended = _revoke(session, REVOKE, {"label": label})
    if not ended:
        raise TokenNotFound(f"No token in use is called {label}: see `assets token list`.")
    return ended


def revoke_own_token(session: Session, account_id: UUID, token_id: UUID) -> bool:
    """End one token of an account; False where the account has none such."""
    values = {"account_id": account_id, "id": token_id}
    return _revoke(session, REVOKE_OWN, values) == 1


def _revoke(session: Session, statement: str, values: dict[str, Any]) -> int:
    ended = session.scalars(text(statement), values).all()
    gone = text("DELETE FROM register.sign_in WHERE token_id = ANY(:ids)")
    session.execute(gone, {"ids": list(ended)})
    return len(ended)


def find_holder(session: Session, secret: str) -> Holder | None:
    """Who holds this token, if it is one that still counts."""
    if not secret.startswith(PREFIX) or len(secret) > 100:
        return None
    row = session.execute(text(HOLDER), {"hash": hashed(secret)}).first()
    if row is None:
        return None
    if row.is_to_note:
        session.execute(text(NOTE_USE), {"id": row.id})
    return holder_from(row)


def every_token(session: Session) -> Sequence[RowMapping]:
    """All tokens, without their secrets, which nobody has."""
    return session.execute(text(f"{LIST} ORDER BY t.created_at")).mappings().all()


def tokens_of(session: Session, account_id: UUID) -> Sequence[RowMapping]:
    """The tokens of an account that still count."""
    question = text(
        f"{LIST} WHERE t.account_id = :id AND t.revoked_at IS NULL AND t.expires_at > now() "
        "ORDER BY t.created_at"
    )
    return session.execute(question, {"id": account_id}).mappings().all()
