"""What routes are given: the public reader, and who is asking."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from register.database.engines import transaction
from register.people.holders import Holder
from register.people.tokens import find_holder
from register.publishing.answers import PublicReader


async def public_reader(request: Request) -> PublicReader:
    """The reader of this process: the only way that public routes reach the database.

    ``async``, though it waits for nothing: a plain function would be handed to a thread.
    """
    reader: PublicReader = request.app.state.reader
    return reader


ReaderDep = Annotated[PublicReader, Depends(public_reader)]

bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A token made by `assets token create`.",
)


def role_holder(*roles: str) -> Callable[..., Holder]:
    """A dependency that lets in the holders of some roles, and nobody else."""

    def holder(
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    ) -> Holder:
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
        if found.role not in roles:
            raise HTTPException(403, f"This needs the role {' or '.join(roles)}.")
        return found

    return holder


WRITERS = ("builder", "steward", "administrator")
Builder = Annotated[Holder, Depends(role_holder(*WRITERS))]
Responses = dict[int | str, dict[str, Any]]
