"""Signing in: each way counted before it is tried, and silent about who has an account.

A known and an unknown address get the same words after the same work. What comes back is an account
that has shown who it is, or a sentence for the page.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.database.engines import transaction
from register.mail.letters import mail_code
from register.people import limits
from register.people.account_questions import AccountRecord, account_by_id, find_account
from register.people.accounts import log_account, normal_address
from register.people.codes import accept_invitation, new_code, use_code
from register.people.errors import InvalidAddress
from register.people.holders import Holder
from register.people.limits import admit, forget_tries, give_back
from register.people.passwords import password_fits
from register.people.second_steps import pass_second_step
from register.people.sign_ins import sign_in
from register.people.tokens import find_holder

WRONG = "The e-mail address or the password is not right."
WRONG_CODE = "This code is not right, or it is too old. Check it, or ask for a new one."
WRONG_KEY = "This key is not one that counts. Check it, or ask for a new one."
WRONG_STEP = "This code is not right. Wait for the next one in your app."
TOO_OFTEN = "That was tried too often. Wait 15 minutes and try again."
ASKED_TOO_OFTEN = "A code was asked for too often. Wait an hour and try again."
JOINED = "UPDATE register.account SET joined_at = now() WHERE id = :id AND joined_at IS NULL"


@dataclass(frozen=True)
class Refused:
    """Why somebody is not let in, as a sentence that tells nothing of others."""

    sentence: str
    is_limit: bool = False


def _usable(account: AccountRecord | None) -> AccountRecord | None:
    return account if account is not None and account.suspended_at is None else None


def _address(email: str) -> str:
    """The address as limits and questions take it; nobody has one that is none."""
    try:
        return normal_address(email)
    except InvalidAddress:
        return email.strip().lower()[:254]


def by_password(email: str, password: str, place: str) -> AccountRecord | Refused:
    """Who has this address and password. ``place`` is where the request comes from."""
    address = _address(email)
    within = [
        admit(limits.PASSWORD_OF_ADDRESSEE, address),
        admit(limits.PASSWORD_FROM_PLACE, place),
    ]
    if not all(within):
        return Refused(TOO_OFTEN, is_limit=True)
    with transaction() as session:
        account = find_account(session, address)
    # Outside the transaction: argon2 takes a while, and no connection should wait for it.
    usable = _usable(account)
    if not password_fits(password, usable.password_hash if usable else None) or usable is None:
        if account is not None:
            _note_failure(account.id)
        return Refused(WRONG)
    with transaction() as session:
        forget_tries(session, limits.PASSWORD_OF_ADDRESSEE, address)
        give_back(session, limits.PASSWORD_FROM_PLACE, place)
    return usable


def _note_failure(account_id: UUID) -> None:
    with transaction() as session:
        log_account(session, account_id, "sign-in failed", "stranger", "by password")


def ask_code(email: str, place: str) -> str | Refused:
    """Send a code if the address is known; answers the secret for the browser in any case."""
    address = _address(email)
    within = [
        admit(limits.CODE_ASKED_FOR_ADDRESSEE, address),
        admit(limits.CODE_ASKED_FROM_PLACE, place),
    ]
    if not all(within):
        return Refused(ASKED_TOO_OFTEN, is_limit=True)
    with transaction() as session:
        account = _usable(find_account(session, address))
        code, browser = new_code(session, account.id if account else None)
        if account is not None:
            mail_code(session, account.email, code)
    return browser


def by_code(browser: str, typed: str, place: str) -> AccountRecord | Refused:
    """Whose code was typed in the browser that asked for it."""
    if not admit(limits.CODE_TRIED_FROM_PLACE, place):
        return Refused(TOO_OFTEN, is_limit=True)
    with transaction() as session:
        account_id = use_code(session, browser, typed)
        account = _usable(account_by_id(session, account_id)) if account_id else None
        if account is not None:
            give_back(session, limits.CODE_TRIED_FROM_PLACE, place)
    return account or Refused(WRONG_CODE)


def by_invitation(typed: str, place: str) -> AccountRecord | Refused:
    """Who was invited with this code, which is used up now."""
    if not admit(limits.CODE_TRIED_FROM_PLACE, place):
        return Refused(TOO_OFTEN, is_limit=True)
    with transaction() as session:
        account_id = accept_invitation(session, typed)
        account = _usable(account_by_id(session, account_id)) if account_id else None
    return account or Refused(WRONG_CODE)


def by_key(secret: str, place: str) -> Holder | Refused:
    """Who holds this token."""
    if not admit(limits.KEY_FROM_PLACE, place):
        return Refused(TOO_OFTEN, is_limit=True)
    with transaction() as session:
        holder = find_holder(session, secret.strip())
        if holder is None:
            return Refused(WRONG_KEY)
        give_back(session, limits.KEY_FROM_PLACE, place)
    return holder


def by_second_step(account_id: UUID, typed: str, place: str) -> AccountRecord | Refused:
    """The account whose first step was done, if the app's code is right as well."""
    within = [
        admit(limits.SECOND_STEP_OF_ACCOUNT, str(account_id)),
        admit(limits.SECOND_STEP_FROM_PLACE, place),
    ]
    if not all(within):
        return Refused(TOO_OFTEN, is_limit=True)
    with transaction() as session:
        account = _usable(account_by_id(session, account_id))
        if account is None or not pass_second_step(session, account_id, typed):
            return Refused(WRONG_STEP)
        forget_tries(session, limits.SECOND_STEP_OF_ACCOUNT, str(account_id))
        give_back(session, limits.SECOND_STEP_FROM_PLACE, place)
    return account


def let_in(session: Session, account: AccountRecord, method: str, device: str, old: str) -> str:
    """Begin the session of an account that has shown all it must; answers the cookie's secret."""
    session.execute(text(JOINED), {"id": account.id})
    holder = account.holder()
    log_account(session, account.id, "signed in", holder.actor, f"by {method}")
    return sign_in(session, holder, device, replacing=old, method=method)
