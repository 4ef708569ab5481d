"""Accounts of people who sign in at their organisation: found, made, and given the role it says."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.people.account_questions import (
    AccountRecord,
    account_by_id,
    find_account,
    find_account_of_subject,
)
from register.people.accounts import add_account, log_account, normal_address, set_role
from register.people.codes import withdraw_codes
from register.people.errors import InvalidAddress, OwnAccount
from register.people.signing_in import Refused
from register.people.tables import ROLES
from register.settings import Settings

ACTOR = "OpenID provider"
LINK = "UPDATE register.account SET oidc_subject = :subject WHERE id = :id"
NO_ADDRESS = "Your organisation did not confirm your e-mail address."
NO_ROLE = "Your organisation has not given you a part in the register. Ask an administrator."


def role_from(claims: Mapping[str, Any], chosen: Settings) -> str | None:
    """The first role of the settings that the claim gives; None where it gives none."""
    said = claims.get(chosen.oidc_roles_claim, [])
    groups = {said} if isinstance(said, str) else {str(one) for one in said or ()}
    for pair in chosen.oidc_roles.split(","):
        group, _, role = pair.strip().rpartition("=")
        if group and group in groups and role in ROLES:
            return role
    return None


def by_claims(
    session: Session, claims: Mapping[str, Any], chosen: Settings
) -> AccountRecord | Refused:
    """The account of whom these checked claims speak; made at first, if they give a role.

    Without roles in the settings only people who already have an account come in.
    """
    role = role_from(claims, chosen)
    if chosen.oidc_roles and role is None:
        return Refused(NO_ROLE)
    subject = f"{claims['iss']} {claims['sub']}"
    account = find_account_of_subject(session, subject) or _linked(session, claims, subject, role)
    if isinstance(account, Refused):
        return account
    if account.suspended_at is not None:
        return Refused(NO_ROLE)
    return _with_role(session, account, role)


def _linked(
    session: Session, claims: Mapping[str, Any], subject: str, role: str | None
) -> AccountRecord | Refused:
    """By the address, if the provider has checked it: else anybody could say that it is theirs."""
    try:
        address = normal_address(str(claims.get("email", "")))
    except InvalidAddress:
        return Refused(NO_ADDRESS)
    if claims.get("email_verified") is not True:
        return Refused(NO_ADDRESS)
    account = find_account(session, address)
    if account is None:
        if role is None:
            return Refused(NO_ROLE)
        name = str(claims.get("name") or "")
        account_id, _ = add_account(session, address, name, role, actor=ACTOR)
        withdraw_codes(session, account_id)
        account = account_by_id(session, account_id)
    session.execute(text(LINK), {"id": account.id, "subject": subject})
    log_account(session, account.id, "linked", ACTOR)
    return account


def _with_role(session: Session, account: AccountRecord, role: str | None) -> AccountRecord:
    if role is None or role == account.role:
        return account
    try:
        set_role(session, account.id, role, may_publish=account.may_publish, actor=ACTOR)
    except OwnAccount:  # the last administrator stays one, whatever a provider says
        return account
    return replace(account, role=role)
