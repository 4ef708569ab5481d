"""What routes are given: the public reader, who is asking, and who may ask at all.

Every route says who may call it, in one line, and what is said is what is enforced:

- anybody may: ``@anybody`` between ``@router.get(...)`` and the function;
- people signed in, on a page: a parameter ``holder: StewardPage``, or
  ``Annotated[Holder, Depends(page_for("steward", "administrator"))]``;
- programs, by token: ``holder: Builder``, or
  ``Annotated[Holder, Depends(token_for("steward", grant="proposals:write"))]``.

``page_for`` also checks, for every method but GET, that the form is one of ours (the hidden field
``csrf``, from `api.sessions.form_proof`); whoever is not signed in is shown the sign-in page, and
what they typed is kept through it. A form that strangers send takes ``_own: OwnForm``.

``only_own=True`` says that the route touches only what is the caller's own, ``not_own=True`` only
what is not, ``in_scope=True`` only what lies in the wards (and kinds) that a steward looks after;
the route itself must see to it, with `Holder.may_approve` or a question that names the account.
``whole_borough=True`` lets in no steward who looks after some wards or kinds only: that is seen to
here.
docs/roles.md is written from these by `assets roles write`; tests/api/test_roles.py tries each
cell, and fails for a route that says nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.sessions import SignInNeeded, check_own_form, signed_in
from register.database.engines import transaction
from register.people.holders import Holder
from register.people.tables import ROLES
from register.people.tokens import find_holder
from register.publishing.answers import PublicReader

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Responses = dict[int | str, dict[str, Any]]


async def public_reader(request: Request) -> PublicReader:
    """The reader of this process: the only way that public routes reach the database.

    ``async``, though it waits for nothing: a plain function would be handed to a thread.
    """
    reader: PublicReader = request.app.state.reader
    return reader


ReaderDep = Annotated[PublicReader, Depends(public_reader)]
OwnForm = Annotated[None, Depends(check_own_form)]

bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A token made on the account page, or by `assets token create`.",
)


Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


def anybody(endpoint: Endpoint) -> Endpoint:
    """Say of a route that strangers may call it."""
    endpoint.is_for_anybody = True  # type: ignore[attr-defined]
    return endpoint


@dataclass(frozen=True)
class Allowed:
    """Who may call a route, as declared on it."""

    roles: tuple[str, ...]
    only_own: bool = False
    not_own: bool = False
    in_scope: bool = False
    whole_borough: bool = False

    def refuse_part(self, holder: Holder) -> None:
        """Raise 403 for who looks after a part, where it takes the whole borough."""
        if self.whole_borough and not holder.may_approve("", ()):
            raise HTTPException(403, "This is for who looks after the whole borough.")


@dataclass(frozen=True)
class AllowedByToken(Allowed):
    """A dependency that lets in the holders of some roles with a token for this, nobody else."""

    grant: str = ""

    def __call__(self, credentials: Credentials) -> Holder:
        """Who shows the token; 401 without one that counts, 403 for others."""
        found = None
        if credentials is not None:
            with transaction() as session:
                found = find_holder(session, credentials.credentials)
        if found is None:
            raise HTTPException(
                401,
                "Send a token that is in use, as the header Authorization: Bearer asset_…",
                {"WWW-Authenticate": "Bearer"},
            )
        if found.role not in self.roles:
            raise HTTPException(403, f"This needs the role {' or '.join(self.roles)}.")
        if not found.may_use(self.grant):
            raise HTTPException(403, f"This token was not made for {self.grant}.")
        self.refuse_part(found)
        return found


@dataclass(frozen=True)
class AllowedOnPage(Allowed):
    """A dependency that lets in people who are signed in with some roles, nobody else."""

    grant: str = ""

    async def __call__(self, request: Request) -> Holder:
        """Who is signed in; the sign-in page for strangers, 403 for other roles."""
        found = await run_in_threadpool(signed_in, request)
        if found is None:
            raise SignInNeeded
        if found.role not in self.roles:
            raise HTTPException(403, f"This is for the role {' or '.join(self.roles)}.")
        if self.grant and not found.may_use(self.grant):
            raise HTTPException(403, f"The key that you signed in with is not for {self.grant}.")
        self.refuse_part(found)
        await check_own_form(request)
        return found


def token_for(
    *roles: str,
    grant: str,
    only_own: bool = False,
    not_own: bool = False,
    in_scope: bool = False,
    whole_borough: bool = False,
) -> AllowedByToken:
    """For programs: holders of these roles with a token that was made for ``grant``."""
    return AllowedByToken(roles, only_own, not_own, in_scope, whole_borough, grant)


def page_for(
    *roles: str,
    grant: str = "",
    only_own: bool = False,
    not_own: bool = False,
    in_scope: bool = False,
    whole_borough: bool = False,
) -> AllowedOnPage:
    """For pages: people signed in with these roles; with a key, only if it is for ``grant``."""
    return AllowedOnPage(roles, only_own, not_own, in_scope, whole_borough, grant)


WRITERS = ("builder", "steward", "administrator")
Builder = Annotated[Holder, Depends(token_for(*WRITERS, grant="assets:write"))]
AnybodySignedIn = Annotated[Holder, Depends(page_for(*ROLES))]
BuilderPage = Annotated[Holder, Depends(page_for(*WRITERS, grant="assets:write"))]
StewardPage = Annotated[
    Holder, Depends(page_for("steward", "administrator", grant="proposals:write"))
]
Analyst = Annotated[Holder, Depends(token_for("analyst", "administrator", grant="reports:read"))]
OwnOnlyPage = Annotated[Holder, Depends(page_for(*ROLES, only_own=True))]
OverseerPage = Annotated[Holder, Depends(page_for("steward", "analyst", "administrator"))]
AnalystPage = Annotated[Holder, Depends(page_for("analyst", "administrator", grant="reports:read"))]
AdministratorPage = Annotated[Holder, Depends(page_for("administrator", grant="people:write"))]
