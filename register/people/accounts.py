"""Accounts: invited, changed, suspended. Each write is logged and counts from the next request."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.kinds.definition import find_kind
from register.people.account_questions import account_by_id
from register.people.codes import new_invitation, withdraw_codes
from register.people.errors import (
    AccountExists,
    InvalidAddress,
    OwnAccount,
    UnknownRole,
    UnknownScope,
)
from register.people.holders import Scope
from register.people.passwords import check_password, hash_password
from register.people.sign_ins import end_sign_ins
from register.people.tables import ROLES

ADDRESS = re.compile(r"[^@\s<>,;:\"\\()\[\]]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])")

ADD = """
INSERT INTO register.account (email, name, role, may_publish)
VALUES (:email, :name, :role, :may_publish)
ON CONFLICT (email) DO NOTHING RETURNING id
"""
LOG = """
INSERT INTO register.account_event (account_id, action, actor, detail)
VALUES (:account_id, :action, :actor, :detail)
"""
SCOPE = """
INSERT INTO register.account_scope (account_id, locality_key, kind)
VALUES (:account_id, :place, :kind) ON CONFLICT DO NOTHING
"""
LOCALITIES = "SELECT key FROM published.locality WHERE key = ANY(:keys)"
# Two administrators must not demote each other in the same moment: all of them are locked first.
OTHERS = """
SELECT id FROM register.account
WHERE role = 'administrator' AND suspended_at IS NULL ORDER BY id FOR UPDATE
"""


def normal_address(email: str) -> str:
    """The one form of an address that accounts are found by; raises InvalidAddress."""
    found = email.strip().lower()
    if len(found) > 254 or not ADDRESS.fullmatch(found) or ".." in found:
        raise InvalidAddress("Enter an e-mail address, like name@example.com.")
    return found


def log_account(
    session: Session, account_id: UUID, action: str, actor: str, detail: str = ""
) -> None:
    """Note what was done to an account, or with it."""
    values = {"account_id": account_id, "action": action, "actor": actor, "detail": detail}
    session.execute(text(LOG), values)


def _known_role(role: str) -> str:
    if role not in ROLES:
        raise UnknownRole(f"There is no role {role[:40]}: use one of {', '.join(ROLES)}.")
    return role


def add_account(
    session: Session, email: str, name: str, role: str, *, actor: str, may_publish: bool = False
) -> tuple[UUID, str]:
    """Add an account; answers its id and the code of its invitation."""
    values = {
        "email": normal_address(email),
        "name": name.strip()[:200] or email.partition("@")[0],
        "role": _known_role(role),
        "may_publish": may_publish,
    }
    account_id = session.scalars(text(ADD), values).first()
    if account_id is None:
        raise AccountExists("There is an account with this e-mail address already.")
    log_account(session, account_id, "invited", actor, f"as {role}")
    return account_id, new_invitation(session, account_id)


def invite_again(session: Session, account_id: UUID, *, actor: str) -> str:
    """A new code for somebody who has not joined yet; the old one ends."""
    account = account_by_id(session, account_id)
    if account.suspended_at is not None:
        raise OwnAccount("This account is suspended. Let it in again first.")
    log_account(session, account_id, "invited", actor, "again")
    return new_invitation(session, account_id)


def set_role(
    session: Session, account_id: UUID, role: str, *, may_publish: bool, actor: str
) -> None:
    """Give another role. Sessions end: with other rights a session has another secret."""
    account = account_by_id(session, account_id)
    _known_role(role)
    if (account.role, account.may_publish) == (role, may_publish):
        return
    if account.role == "administrator" and role != "administrator":
        _refuse_last_administrator(session, account_id)
    _change(session, account_id, role=role, may_publish=may_publish)
    end_sign_ins(session, account_id)
    detail = f"{role}, publishes at once" if may_publish else role
    log_account(session, account_id, "role changed", actor, detail)


def set_scopes(session: Session, account_id: UUID, scopes: Iterable[Scope], *, actor: str) -> None:
    """Say what a steward looks after; nothing named means the whole borough."""
    account = account_by_id(session, account_id)
    wanted = sorted({(scope.locality_key or "", scope.kind or "") for scope in scopes})
    if list(wanted) == sorted((one.locality_key or "", one.kind or "") for one in account.scopes):
        return
    _refuse_unknown(session, wanted)
    which = {"account_id": account_id}
    session.execute(
        text("DELETE FROM register.account_scope WHERE account_id = :account_id"), which
    )
    for locality_key, kind in wanted:
        session.execute(text(SCOPE), {**which, "place": locality_key or None, "kind": kind})
    end_sign_ins(session, account_id)
    said = ", ".join(" ".join(filter(None, pair)) for pair in wanted) or "the whole borough"
    log_account(session, account_id, "scope changed", actor, said)


def _refuse_unknown(session: Session, wanted: list[tuple[str, str]]) -> None:
    keys = {key for key, _ in wanted if key}
    unknown = keys - set(session.scalars(text(LOCALITIES), {"keys": list(keys)}))
    unknown |= {kind for _, kind in wanted if kind and find_kind(kind) is None}
    if unknown:
        raise UnknownScope(f"There is no place or kind “{min(unknown)[:60]}”.")
    if ("", "") in wanted:
        raise UnknownScope("Name a place or a kind, or nothing for the whole borough.")


def suspend_account(session: Session, account_id: UUID, *, actor: str) -> None:
    """Shut an account out: its sessions, tokens and codes count no more from this moment."""
    account = account_by_id(session, account_id)
    if account.suspended_at is not None:
        return
    if account.role == "administrator":
        _refuse_last_administrator(session, account_id)
    session.execute(
        text("UPDATE register.account SET suspended_at = now() WHERE id = :id"), {"id": account_id}
    )
    end_sign_ins(session, account_id)
    withdraw_codes(session, account_id)
    log_account(session, account_id, "suspended", actor)


def resume_account(session: Session, account_id: UUID, *, actor: str) -> None:
    """Let a suspended account in again; it signs in anew."""
    if account_by_id(session, account_id).suspended_at is None:
        return
    _change(session, account_id, suspended_at=None)
    log_account(session, account_id, "resumed", actor)


def change_address(session: Session, account_id: UUID, email: str, *, actor: str) -> None:
    """Give another e-mail address; sessions and codes of the old one end."""
    address = normal_address(email)
    taken = session.scalars(
        text("SELECT id FROM register.account WHERE email = :email AND id <> :id"),
        {"email": address, "id": account_by_id(session, account_id).id},
    ).first()
    if taken is not None:
        raise AccountExists("There is an account with this e-mail address already.")
    _change(session, account_id, email=address)
    end_sign_ins(session, account_id)
    withdraw_codes(session, account_id)
    log_account(session, account_id, "address changed", actor)


def set_password(session: Session, account_id: UUID, password: str, *, actor: str) -> None:
    """Keep a new password; every session ends. Raises WeakPassword."""
    account = account_by_id(session, account_id)
    check_password(password, account.name, account.email)
    _change(session, account_id, password_hash=hash_password(password))
    end_sign_ins(session, account_id)
    log_account(session, account_id, "password changed", actor)


def _refuse_last_administrator(session: Session, account_id: UUID) -> None:
    others = [found for found in session.scalars(text(OTHERS)) if found != account_id]
    if not others:
        raise OwnAccount("This is the last administrator: make somebody else one first.")


CHANGES = {
    name: text(f"UPDATE register.account SET {name} = :value WHERE id = :id")  # noqa: S608
    for name in ("role", "may_publish", "suspended_at", "email", "password_hash")
}


def _change(session: Session, account_id: UUID, **values: Any) -> None:
    for name, value in values.items():
        session.execute(CHANGES[name], {"id": account_id, "value": value})
