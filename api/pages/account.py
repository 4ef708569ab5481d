"""One's own account: where one is signed in, password, second step, keys for programs."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from api.dependencies import AnybodySignedIn, OwnOnlyPage
from api.pages.people_words import GRANT_WORDS, ROLE_WORDS, log_line, looks_after
from api.pages.signing import page_response
from api.sessions import device_of, form_proof, session_secret, set_cookie
from frontend.identity import identity
from frontend.people_views import (
    AccountPage,
    FieldError,
    NewSecondStepPage,
    NewTokenPage,
    SessionItem,
    TokenItem,
)
from frontend.views import Link
from register.database.engines import transaction
from register.people import limits
from register.people.account_questions import AccountRecord, account_by_id, account_log
from register.people.accounts import log_account, set_password
from register.people.holders import Holder
from register.people.passwords import WeakPassword, password_fits
from register.people.second_steps import (
    app_address,
    begin_second_step,
    end_second_step,
    new_key,
    pass_second_step,
)
from register.people.secrets_at_rest import find_unsealed, sealed
from register.people.sign_ins import (
    end_sign_in,
    end_sign_ins,
    sign_in,
    sign_ins_of,
    was_shown_lately,
)
from register.people.tables import SCOPES
from register.people.tokens import create_token, revoke_own_token, tokens_of

router = APIRouter()
Word = Annotated[str, Form()]
SEAL = "new second step"
MOST_DAYS = 366
NOT_YOURS = "There is no such thing in your account."
ONLY_ACCOUNTS = "You are signed in with a key, not with an account."


def _own_account(session: Session, holder: Holder) -> AccountRecord:
    if holder.is_token:
        raise HTTPException(403, ONLY_ACCOUNTS)
    return account_by_id(session, holder.id)


@router.get("/account")
def read_account(request: Request, holder: AnybodySignedIn) -> Response:
    """Whoever is signed in sees their own."""
    return _page(request, holder)


def _page(
    request: Request, holder: Holder, *errors: FieldError, done: str = "", secret: str = ""
) -> Response:
    shown = secret or session_secret(request)
    if holder.is_token:
        page = AccountPage(
            form_proof(shown),
            holder.label,
            "",
            ROLE_WORDS[holder.role],
            "",
            False,
            False,
            False,
            is_account=False,
            links=_links(holder),
        )
    else:
        with transaction() as session:
            page = _filled(session, holder, shown, errors, done)
    return page_response("account", page, 422 if errors else 200, "/account")


def _filled(
    session: Session, holder: Holder, secret: str, errors: tuple[FieldError, ...], done: str
) -> AccountPage:
    account = account_by_id(session, holder.id)
    return AccountPage(
        csrf=form_proof(secret),
        name=account.name,
        email=account.email,
        role=ROLE_WORDS[account.role],
        looks_after=looks_after(account),
        has_password=account.password_hash is not None,
        has_second_step=account.has_second_step,
        needs_old_password=_needs_old_password(session, account, secret),
        sessions=tuple(
            SessionItem(
                str(row["id"]),
                row["device"],
                row["created_at"],
                row["last_seen_at"],
                row["is_this"],
            )
            for row in sign_ins_of(session, account.id, secret)
        ),
        tokens=tuple(
            TokenItem(
                str(row["id"]),
                row["label"],
                tuple(row["scopes"]),
                row["expires_at"],
                row["last_used_at"],
            )
            for row in tokens_of(session, account.id)
        ),
        scopes=tuple((scope, GRANT_WORDS[scope]) for scope in SCOPES),
        log=tuple(log_line(row) for row in account_log(session, account.id, 20)),
        links=_links(holder),
        errors=errors,
        done=done,
    )


def _links(holder: Holder) -> tuple[Link, ...]:
    links = [Link("What you sent us, and our answers", "/account/proposals")]
    if holder.role in ("builder", "steward", "administrator"):
        links.append(Link("Add an asset", "/field"))
        links.append(Link("Kit that is lent", "/lending"))
        links.append(Link("What is due for a check", "/checks"))
    if holder.role in ("steward", "administrator"):
        links.append(Link("What waits for a decision", "/queue"))
    if holder.role in ("steward", "analyst", "administrator"):
        links.append(Link("Missing here, and ideas", "/missing"))
        links.append(Link("Searched for and not found", "/searches"))
    if holder.role in ("analyst", "administrator"):
        links.append(Link("Full reports and exports", "/reports/full"))
    if holder.role == "administrator" and not holder.is_token:
        links.append(Link("People and what they may do", "/people"))
        links.append(Link("What we hold about a person", "/privacy"))
    return tuple(links)


def _needs_old_password(session: Session, account: AccountRecord, secret: str) -> bool:
    return account.password_hash is not None and not was_shown_lately(session, secret)


def _renewed(
    request: Request, session: Session, account: AccountRecord, where: str = "/account"
) -> Response:
    """Other sessions end and this one gets a new secret: what they may do has changed."""
    end_sign_ins(session, account.id)
    secret = sign_in(session, account.holder(), device_of(request), method="password")
    response = RedirectResponse(where, 303)
    set_cookie(response, secret)
    return response


@router.post("/account/password")
def change_password(
    request: Request, holder: AnybodySignedIn, old_password: Word = "", new_password: Word = ""
) -> Response:
    """Whoever is signed in changes their own; every other session ends."""
    with transaction() as session:
        account = _own_account(session, holder)
        needs_old = _needs_old_password(session, account, session_secret(request))
    if needs_old:
        if not limits.admit(limits.PASSWORD_OF_ADDRESSEE, account.email):
            return _page(request, holder, FieldError("old_password", "Wait 15 minutes."))
        if not password_fits(old_password, account.password_hash):
            return _page(request, holder, FieldError("old_password", "This is not right."))
    try:
        with transaction() as session:
            set_password(session, account.id, new_password, actor=holder.actor)
            limits.forget_tries(session, limits.PASSWORD_OF_ADDRESSEE, account.email)
            return _renewed(request, session, account)
    except WeakPassword as reason:
        return _page(request, holder, FieldError("new_password", str(reason)))


@router.post("/account/sessions/{sign_in_id}/end")
def end_own_session(holder: OwnOnlyPage, sign_in_id: UUID) -> Response:
    """Whoever is signed in ends a session of their own."""
    with transaction() as session:
        account = _own_account(session, holder)
        if not end_sign_in(session, account.id, sign_in_id):
            raise HTTPException(404, NOT_YOURS)
        log_account(session, account.id, "session ended", holder.actor)
    return RedirectResponse("/account", 303)


@router.post("/account/tokens")
def make_own_token(
    request: Request,
    holder: AnybodySignedIn,
    label: Word = "",
    scopes: Annotated[list[str] | None, Form()] = None,
    days: Word = "90",
) -> Response:
    """Whoever is signed in makes a key of their own; it can never do more than they can."""
    errors = _token_errors(label, scopes or [], days)
    if errors:
        return _page(request, holder, *errors)
    with transaction() as session:
        account = _own_account(session, holder)
        secret = create_token(
            session,
            account.role,
            label.strip()[:100],
            may_publish=True,
            days=int(days),
            scopes=scopes or (),
            account_id=account.id,
        )
        log_account(session, account.id, "key made", holder.actor, ", ".join(scopes or ()))
    return page_response("account_token", NewTokenPage(label, secret), current="/account")


def _token_errors(label: str, scopes: list[str], days: str) -> list[FieldError]:
    errors = []
    if not label.strip():
        errors.append(FieldError("label", "Enter what the key is for"))
    if not scopes or not set(scopes) <= set(SCOPES):
        errors.append(FieldError("scopes", "Choose what the key may do"))
    if not (days.isascii() and days.isdigit() and 1 <= int(days[:6]) <= MOST_DAYS):
        errors.append(FieldError("days", f"Enter a number of days from 1 to {MOST_DAYS}"))
    return errors


@router.post("/account/tokens/{token_id}/revoke")
def revoke_token_of_own(holder: OwnOnlyPage, token_id: UUID) -> Response:
    """Whoever is signed in ends a key of their own."""
    with transaction() as session:
        account = _own_account(session, holder)
        if not revoke_own_token(session, account.id, token_id):
            raise HTTPException(404, NOT_YOURS)
        log_account(session, account.id, "key ended", holder.actor)
    return RedirectResponse("/account", 303)


@router.get("/account/second-step")
def read_second_step(request: Request, holder: AnybodySignedIn) -> Response:
    """Whoever is signed in gets a new key for their app; nothing is kept yet."""
    with transaction() as session:
        account = _own_account(session, holder)
    return _second_step_page(request, account, new_key())


def _second_step_page(
    request: Request, account: AccountRecord, key: str, *errors: FieldError
) -> Response:
    page = NewSecondStepPage(
        csrf=form_proof(session_secret(request)),
        key=" ".join(key[at : at + 4] for at in range(0, len(key), 4)),
        sealed_key=sealed(f"{SEAL} {account.id}", key).decode(),
        address=app_address(key, account.email, identity().title),
        errors=errors,
    )
    return page_response("account_second_step", page, 422 if errors else 200, "/account")


@router.post("/account/second-step")
def add_second_step(
    request: Request, holder: AnybodySignedIn, sealed_key: Word = "", step_code: Word = ""
) -> Response:
    """Whoever is signed in adds the second step to their own account, once the app is right."""
    with transaction() as session:
        account = _own_account(session, holder)
        key = find_unsealed(f"{SEAL} {account.id}", sealed_key.encode())
        if key is None or account.has_second_step:
            raise HTTPException(422, "Start again from your account page.")
        if not begin_second_step(session, account.id, key, step_code):
            wrong = FieldError("step_code", "This code is not right. Wait for the next one.")
            return _second_step_page(request, account, key, wrong)
        log_account(session, account.id, "second step added", holder.actor)
        return _renewed(request, session, account)


@router.post("/account/second-step/end")
def end_own_second_step(
    request: Request, holder: AnybodySignedIn, step_code: Word = ""
) -> Response:
    """Whoever is signed in takes the second step off their own account, with a last code."""
    with transaction() as session:
        account = _own_account(session, holder)
    if not limits.admit(limits.SECOND_STEP_OF_ACCOUNT, str(account.id)):
        return _page(request, holder, FieldError("step_code", "Wait 15 minutes."))
    with transaction() as session:
        if not pass_second_step(session, account.id, step_code):
            return _page(request, holder, FieldError("step_code", "This code is not right."))
        end_second_step(session, account.id)
        log_account(session, account.id, "second step taken off", holder.actor)
        return _renewed(request, session, account)
