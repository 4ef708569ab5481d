"""Browser sessions on the server's side: begun, found at each request, listed and ended."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from register.people.holders import Holder, holder_from
from register.people.secrets_at_rest import hashed, new_secret

SIGNED_IN_HOURS = 12

BEGIN = """
INSERT INTO register.sign_in (hash, token_id, account_id, device, method, expires_at)
VALUES (:hash, :token_id, :account_id, :device, :method, :expires_at)
"""
# Who is suspended, or whose token was revoked, is a stranger from the next request on.
SIGNED_IN = """
SELECT coalesce(a.id, t.id) AS id, coalesce(a.name, t.label) AS label,
    coalesce(a.role, t.role) AS role,
    coalesce(t.may_publish, true)
        AND coalesce(a.may_publish OR a.role IN ('steward', 'administrator'), true) AS may_publish,
    a.id AS account_id, s.account_id IS NULL AS is_token,
    CASE WHEN s.token_id IS NOT NULL THEN t.scopes END AS grants,
    coalesce((SELECT jsonb_agg(jsonb_build_array(o.locality_key, o.kind) ORDER BY o.id)
        FROM register.account_scope AS o WHERE o.account_id = a.id), '[]') AS places,
    s.last_seen_at < now() - interval '1 minute' AS is_to_note
FROM register.sign_in AS s
LEFT JOIN register.token AS t ON t.id = s.token_id
LEFT JOIN register.account AS a ON a.id = coalesce(s.account_id, t.account_id)
WHERE s.hash = :hash AND s.expires_at > now() AND a.suspended_at IS NULL
    AND (t.id IS NULL OR t.revoked_at IS NULL AND t.expires_at > now())
"""
NOTE = "UPDATE register.sign_in SET last_seen_at = now() WHERE hash = :hash"
LATELY = """
SELECT id FROM register.sign_in
WHERE hash = :hash AND method IN ('code', 'invitation')
    AND created_at > now() - make_interval(mins => :minutes)
"""
LIST = """
SELECT id, device, method, created_at, last_seen_at, hash = :hash AS is_this
FROM register.sign_in WHERE account_id = :account_id AND expires_at > now()
ORDER BY last_seen_at DESC
"""


def sign_in(
    session: Session, holder: Holder, device: str = "", replacing: str = "", method: str = "token"
) -> str:
    """Begin a browser session; answers the secret for its cookie, always a new one.

    ``replacing`` is the secret that the browser showed before: it ends. ``method`` is how they
    showed who they are.
    """
    secret = new_secret()
    if replacing:
        sign_out(session, replacing)
    values = {
        "hash": hashed(secret),
        "token_id": holder.id if holder.is_token else None,
        "account_id": None if holder.is_token else holder.id,
        "device": device[:100],
        "method": method,
        "expires_at": datetime.now(UTC) + timedelta(hours=SIGNED_IN_HOURS),
    }
    session.execute(text(BEGIN), values)
    return secret


def find_signed_in(session: Session, secret: str) -> Holder | None:
    """Whose browser session this is, if it still counts."""
    key = {"hash": hashed(secret)}
    row = session.execute(text(SIGNED_IN), key).first()
    if row is None:
        return None
    if row.is_to_note:
        session.execute(text(NOTE), key)
    return holder_from(row)


def sign_out(session: Session, secret: str) -> None:
    """End a browser session."""
    session.execute(
        text("DELETE FROM register.sign_in WHERE hash = :hash"), {"hash": hashed(secret)}
    )


def sign_ins_of(session: Session, account_id: UUID, secret: str) -> Sequence[RowMapping]:
    """The browsers in which an account is signed in, the one with this secret marked."""
    values = {"account_id": account_id, "hash": hashed(secret)}
    return session.execute(text(LIST), values).mappings().all()


def was_shown_lately(session: Session, secret: str, minutes: int = 15) -> bool:
    """Whether this session was begun in the last minutes by a mail: then no old password is asked.

    That is how a forgotten password is replaced.
    """
    values = {"hash": hashed(secret), "minutes": minutes}
    return session.scalars(text(LATELY), values).first() is not None


def end_sign_in(session: Session, account_id: UUID, sign_in_id: UUID) -> bool:
    """End one of an account's sessions; False where it has none such."""
    ended = session.scalars(
        text(
            "DELETE FROM register.sign_in WHERE id = :id AND account_id = :account_id RETURNING id"
        ),
        {"id": sign_in_id, "account_id": account_id},
    ).all()
    return bool(ended)


def end_sign_ins(session: Session, account_id: UUID) -> None:
    """End every session of an account, and those begun with its tokens."""
    session.execute(
        text(
            "DELETE FROM register.sign_in WHERE account_id = :id OR token_id IN "
            "(SELECT t.id FROM register.token AS t WHERE t.account_id = :id)"
        ),
        {"id": account_id},
    )
