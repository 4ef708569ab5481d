"""Questions about accounts: who there is, who has an address, what one of them did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, RowMapping, text
from sqlalchemy.orm import Session

from register.people.errors import AccountNotFound
from register.people.holders import Holder, Scope

ACCOUNT = """
SELECT a.id, a.email, a.name, a.role, a.may_publish, a.password_hash, a.created_at, a.joined_at,
    a.suspended_at, a.totp_secret IS NOT NULL AS has_second_step,
    coalesce((SELECT jsonb_agg(jsonb_build_array(s.locality_key, s.kind) ORDER BY s.id)
        FROM register.account_scope AS s WHERE s.account_id = a.id), '[]') AS places,
    (SELECT max(s.last_seen_at) FROM register.sign_in AS s WHERE s.account_id = a.id) AS seen_at
FROM register.account AS a
"""
BY_ID = ACCOUNT + "WHERE a.id = :id"
BY_EMAIL = ACCOUNT + "WHERE a.email = :email"
BY_SUBJECT = ACCOUNT + "WHERE a.oidc_subject = :subject"
ALL = ACCOUNT + "ORDER BY a.suspended_at IS NOT NULL, a.name, a.id"

ABOUT = """
SELECT recorded_at, action, actor, detail FROM register.account_event
WHERE account_id = :id ORDER BY id DESC LIMIT :limit
"""
PLACES = """
SELECT key, name || CASE kind WHEN 'ward' THEN '' ELSE ' (' || replace(kind, '_', ' ') || ')' END
FROM published.locality WHERE kind IN ('ward', 'town_centre', 'neighbourhood')
ORDER BY array_position(ARRAY['ward', 'town_centre', 'neighbourhood'], kind), name
"""


@dataclass(frozen=True)
class AccountRecord:
    """One account as it is kept; ``password_hash`` is None where there is no password."""

    id: UUID
    email: str
    name: str
    role: str
    may_publish: bool
    password_hash: str | None
    created_at: datetime
    joined_at: datetime | None
    suspended_at: datetime | None
    has_second_step: bool
    scopes: tuple[Scope, ...]
    seen_at: datetime | None

    def holder(self) -> Holder:
        """The account as who acts in a browser."""
        trusted = self.may_publish or self.role in ("steward", "administrator")
        return Holder(
            id=self.id,
            label=self.name,
            role=self.role,
            may_publish=trusted,
            scopes=self.scopes,
            account_id=self.id,
            is_token=False,
        )


def _record(row: Row[Any]) -> AccountRecord:
    values = dict(row._mapping)
    places = values.pop("places")
    scopes = tuple(Scope(place or None, kind or None) for place, kind in places)
    return AccountRecord(**values, scopes=scopes)


def find_account(session: Session, email: str) -> AccountRecord | None:
    """The account with this address, in its normal form."""
    row = session.execute(text(BY_EMAIL), {"email": email}).first()
    return None if row is None else _record(row)


def find_account_of_subject(session: Session, subject: str) -> AccountRecord | None:
    """The account that an OpenID provider's subject belongs to."""
    row = session.execute(text(BY_SUBJECT), {"subject": subject}).first()
    return None if row is None else _record(row)


def account_by_id(session: Session, account_id: UUID) -> AccountRecord:
    """The account; raises AccountNotFound."""
    row = session.execute(text(BY_ID), {"id": account_id}).first()
    if row is None:
        raise AccountNotFound("There is no such account.")
    return _record(row)


def account_by_email(session: Session, email: str) -> AccountRecord:
    """The account with this address; raises AccountNotFound."""
    found = find_account(session, email.strip().lower())
    if found is None:
        raise AccountNotFound("No account has this e-mail address: see `assets account list`.")
    return found


def every_account(session: Session) -> list[AccountRecord]:
    """All accounts by name, the suspended ones last."""
    return [_record(row) for row in session.execute(text(ALL))]


def places_to_look_after(session: Session) -> list[tuple[str, str]]:
    """Keys and names of the places that a steward can be given."""
    return [(key, name) for key, name in session.execute(text(PLACES))]


def account_log(session: Session, account_id: UUID, limit: int = 50) -> Sequence[RowMapping]:
    """What was done to an account and with it, the newest first."""
    values = {"id": account_id, "limit": limit}
    return session.execute(text(ABOUT), values).mappings().all()
