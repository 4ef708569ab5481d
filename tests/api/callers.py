"""One account for each kind of caller, and what each shows: made for tests of who may do what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from api.roles import CALLERS, ROLE_OF
from register.database.engines import transaction
from register.people.account_questions import account_by_id
from register.people.accounts import add_account, set_scopes, suspend_account
from register.people.holders import Scope
from register.people.sign_ins import sign_in
from register.people.tokens import create_token

WARD, OTHER_WARD = "ward:east-finchley", "ward:hendon"


@dataclass(frozen=True)
class Caller:
    """``account_id`` is None for who has no account; secrets are those of now."""

    name: str
    account_id: UUID | None

    def session(self) -> str:
        """A new browser session; for who is suspended, one begun before."""
        return "" if self.account_id is None else new_session(self.account_id)


def new_session(account_id: UUID) -> str:
    with transaction() as session:
        return sign_in(session, account_by_id(session, account_id).holder(), "A browser")


def new_token(account_id: UUID, **given: Any) -> str:
    with transaction() as session:
        role = account_by_id(session, account_id).role
        values = {"may_publish": True, "days": 1, "account_id": account_id} | given
        return create_token(session, role, "a key", **values)


def new_account(role: str = "builder", *, may_publish: bool = False, place: str = "") -> UUID:
    with transaction() as session:
        account_id, _ = add_account(
            session, f"{uuid4().hex}@example.org", "Invented", role, actor="test",
            may_publish=may_publish,
        )  # fmt: skip
        if place:
            set_scopes(session, account_id, [Scope(place, None)], actor="test")
    return account_id


def every_caller() -> dict[str, Caller]:
    """All of them; whoever is suspended was let in before, and shut out after."""
    made = {}
    for name in CALLERS:
        account_id = None
        if name == "suspended":
            account_id = new_account("administrator")
        elif name in ROLE_OF:
            place = WARD if name == "ward steward" else ""
            account_id = new_account(
                ROLE_OF[name], may_publish=name == "trusted builder", place=place
            )
        made[name] = Caller(name, account_id)
    return made


def suspend(account_id: UUID) -> None:
    with transaction() as session:
        suspend_account(session, account_id, actor="test")


Make = Callable[[Caller, bool], dict[str, Any]]
