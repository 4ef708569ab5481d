"""People and what they may do: administrators invite, give roles and scopes, suspend, and look."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from api.dependencies import AdministratorPage, page_for
from api.pages.people_words import deed_line, log_line, looks_after, role_choices, status_of
from api.pages.signing import page_response
from api.sessions import form_proof, session_secret
from frontend.choices import Choice
from frontend.people_views import FieldError, PeoplePage, PersonItem, PersonPage
from register.database.engines import transaction
from register.kinds.definition import kinds
from register.mail.letters import mail_invitation
from register.people.account_questions import (
    AccountRecord,
    account_by_id,
    account_log,
    every_account,
    places_to_look_after,
)
from register.people.accounts import (
    add_account,
    change_address,
    invite_again,
    log_account,
    resume_account,
    set_role,
    set_scopes,
    suspend_account,
)
from register.people.deeds import NEWEST, deeds_of
from register.people.errors import AccountExists, InvalidAddress, OwnAccount
from register.people.holders import Holder, Scope
from register.people.second_steps import end_second_step
from register.people.sign_ins import end_sign_ins
from register.settings import settings

router = APIRouter()
Word = Annotated[str, Form()]
Several = Annotated[list[str] | None, Form()]
# Nobody changes what they may do themselves: a second administrator sees every such change.
OfOthers = Annotated[Holder, Depends(page_for("administrator", grant="people:write", not_own=True))]
PAGE = 50


@router.get("/people")
def list_people(request: Request, _holder: AdministratorPage) -> Response:
    """Administrators see who there is."""
    return _list(request)


def _list(request: Request, error: FieldError | None = None, **typed: Any) -> Response:
    with transaction() as session:
        accounts = every_account(session)
    chosen = str(typed.pop("role", "builder"))
    page = PeoplePage(
        csrf=form_proof(session_secret(request)),
        people=tuple(_item(account) for account in accounts),
        roles=role_choices(chosen),
        errors=(error,) if error else (),
        **typed,
    )
    return page_response("people", page, 422 if error else 200, "/account")


def _item(account: AccountRecord) -> PersonItem:
    return PersonItem(
        href=f"/people/{account.id}",
        name=account.name,
        email=account.email,
        role=account.role,
        looks_after=looks_after(account),
        status=status_of(account),
        seen_at=account.seen_at,
    )


@router.post("/people")
def invite_person(
    request: Request,
    holder: AdministratorPage,
    name: Word = "",
    email: Word = "",
    role: Word = "builder",
    may_publish: Word = "",
) -> Response:
    """Administrators invite somebody, by mail where there is a mail server."""
    trusted = may_publish == "yes"
    typed: dict[str, Any] = {"name": name, "email": email, "role": role, "may_publish": trusted}
    try:
        with transaction() as session:
            account_id, code = add_account(
                session, email, name, role, actor=holder.actor, may_publish=trusted
            )
            mail_invitation(session, email.strip().lower(), code)
    except (AccountExists, InvalidAddress) as reason:
        return _list(request, FieldError("email", str(reason)), **typed)
    return _invited(request, holder, account_id, code)


def _invited(request: Request, holder: Holder, account_id: UUID, code: str) -> Response:
    if settings().sends_mail:
        return _person(request, holder, account_id, done="The invitation is on its way by e-mail.")
    done = "There is no mail server: give them this code yourself. They type it at /invitation."
    return _person(request, holder, account_id, done=done, invitation=code)


@router.get("/people/{account_id}")
def read_person(
    request: Request,
    holder: AdministratorPage,
    account_id: UUID,
    before: Annotated[int, Query(ge=0)] = NEWEST,
) -> Response:
    """Administrators see one account, and everything it did."""
    return _person(request, holder, account_id, before=before)


def _person(
    request: Request,
    holder: Holder,
    account_id: UUID,
    error: FieldError | None = None,
    *,
    before: int = NEWEST,
    done: str = "",
    invitation: str = "",
) -> Response:
    with transaction() as session:
        account = account_by_id(session, account_id)
        deeds = deeds_of(session, account_id, min(before, NEWEST), PAGE)
        log = account_log(session, account_id)
        places = places_to_look_after(session)
    chosen = {scope.locality_key for scope in account.scopes}
    chosen_kinds = {scope.kind for scope in account.scopes}
    page = PersonPage(
        csrf=form_proof(session_secret(request)),
        href=f"/people/{account_id}",
        name=account.name,
        email=account.email,
        status=status_of(account),
        is_self=account_id == holder.id,
        roles=role_choices(account.role),
        may_publish=account.may_publish,
        localities=tuple(Choice(key, text, key in chosen) for key, text in places),
        kinds=tuple(
            Choice(kind.slug, kind.plural.capitalize(), kind.slug in chosen_kinds)
            for kind in kinds()
        ),
        looks_after=looks_after(account),
        has_second_step=account.has_second_step,
        log=tuple(log_line(row) for row in log),
        deeds=tuple(deed_line(row) for row in deeds),
        older_href=(f"/people/{account_id}?before={deeds[-1]['id']}" if len(deeds) == PAGE else ""),
        invitation=invitation,
        errors=(error,) if error else (),
        done=done,
    )
    return page_response("person", page, 422 if error else 200, "/account")


def _refuse_self(holder: Holder, account_id: UUID) -> None:
    if holder.id == account_id:
        raise OwnAccount("This is your own account: ask another administrator.")


@router.post("/people/{account_id}/role")
def change_role(
    request: Request, holder: OfOthers, account_id: UUID, role: Word = "", may_publish: Word = ""
) -> Response:
    """Administrators give somebody else another role."""
    _refuse_self(holder, account_id)
    try:
        with transaction() as session:
            set_role(
                session, account_id, role, may_publish=may_publish == "yes", actor=holder.actor
            )
    except OwnAccount as reason:
        return _person(request, holder, account_id, FieldError("role", str(reason)))
    return _person(request, holder, account_id, done="The role is saved.")


@router.post("/people/{account_id}/scopes")
def change_scopes(
    request: Request,
    holder: OfOthers,
    account_id: UUID,
    localities: Several = None,
    kinds: Several = None,
) -> Response:
    """Administrators say what a steward looks after: these places, these kinds, or both."""
    _refuse_self(holder, account_id)
    wanted = [
        Scope(place or None, kind or None)
        for place in (localities or [""])
        for kind in (kinds or [""])
        if place or kind
    ]
    with transaction() as session:
        set_scopes(session, account_id, wanted, actor=holder.actor)
    return _person(request, holder, account_id, done="What they look after is saved.")


@router.post("/people/{account_id}/address")
def change_person_address(
    request: Request, holder: OfOthers, account_id: UUID, email: Word = ""
) -> Response:
    """Administrators give somebody else's account another e-mail address."""
    _refuse_self(holder, account_id)
    try:
        with transaction() as session:
            change_address(session, account_id, email, actor=holder.actor)
    except (AccountExists, InvalidAddress) as reason:
        return _person(request, holder, account_id, FieldError("email", str(reason)))
    return _person(request, holder, account_id, done="The address is saved.")


@router.post("/people/{account_id}/suspend")
def suspend_person(request: Request, holder: OfOthers, account_id: UUID) -> Response:
    """Administrators shut somebody else out at once."""
    _refuse_self(holder, account_id)
    with transaction() as session:
        suspend_account(session, account_id, actor=holder.actor)
    return _person(request, holder, account_id, done="They are signed out everywhere.")


@router.post("/people/{account_id}/resume")
def resume_person(request: Request, holder: OfOthers, account_id: UUID) -> Response:
    """Administrators let somebody else in again."""
    _refuse_self(holder, account_id)
    with transaction() as session:
        resume_account(session, account_id, actor=holder.actor)
    return _person(request, holder, account_id, done="They may sign in again.")


@router.post("/people/{account_id}/invite")
def invite_person_again(request: Request, holder: OfOthers, account_id: UUID) -> Response:
    """Administrators send somebody else a new invitation; the one before ends."""
    _refuse_self(holder, account_id)
    with transaction() as session:
        code = invite_again(session, account_id, actor=holder.actor)
        mail_invitation(session, account_by_id(session, account_id).email, code)
    return _invited(request, holder, account_id, code)


@router.post("/people/{account_id}/second-step/end")
def end_person_second_step(request: Request, holder: OfOthers, account_id: UUID) -> Response:
    """Administrators take the second step off somebody else's account: their phone is lost."""
    _refuse_self(holder, account_id)
    with transaction() as session:
        account_by_id(session, account_id)
        end_second_step(session, account_id)
        end_sign_ins(session, account_id)
        log_account(session, account_id, "second step taken off", holder.actor)
    return _person(request, holder, account_id, done="The second step is off.")
