"""Who acts: a signed-in person or a token, what they may do, and where."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row


class Scope(NamedTuple):
    """What a steward looks after: a locality, a kind, or one kind in one locality."""

    locality_key: str | None
    kind: str | None

    def covers(self, kind: str, localities: Collection[str]) -> bool:
        """Whether something of this kind that lies in these localities is in the scope."""
        is_there = self.locality_key is None or self.locality_key in localities
        return is_there and self.kind in (None, kind)


@dataclass(frozen=True)
class Holder:
    """Who shows a token or a session, and what they may do.

    ``id`` is the token's or the account's; ``account_id`` is None for a token made at the command
    line. ``scopes`` are a steward's; none means the whole borough. ``grants`` are what a token may
    be used for (``assets:write`` ...); None means that it is a person in a browser.
    """

    id: UUID
    label: str
    role: str
    may_publish: bool
    scopes: tuple[Scope, ...] = ()
    account_id: UUID | None = None
    is_token: bool = True
    grants: frozenset[str] | None = None

    @property
    def actor(self) -> str:
        """How the log names them: never by name or address."""
        return f"token {self.id}" if self.is_token else f"account {self.id}"

    def may_approve(self, kind: str, localities: Collection[str], *, is_own: bool = False) -> bool:
        """Whether what they do to, or decide about, an asset counts at once.

        ``localities`` are the keys (``ward:...``) of all that the asset lies in or serves.
        ``is_own`` is for an addition or correction of their own: trusted builders may publish
        those, and decide nothing of others.
        """
        if not self.may_publish:
            return False
        if self.role == "administrator":
            return True
        if self.role == "steward":
            return not self.scopes or any(one.covers(kind, localities) for one in self.scopes)
        return self.role == "builder" and is_own

    def may_use(self, grant: str) -> bool:
        """Whether the token may be used for this; a person in a browser may."""
        return self.grants is None or grant in self.grants


def holder_from(row: Row[Any]) -> Holder:
    """A holder from a row of the questions in `tokens` and `sign_ins`."""
    scopes = tuple(Scope(place or None, kind or None) for place, kind in row.places)
    return Holder(
        id=row.id,
        label=row.label,
        role=row.role,
        may_publish=row.may_publish,
        scopes=scopes,
        account_id=row.account_id,
        is_token=row.is_token,
        grants=frozenset(row.grants) if row.grants is not None else None,
    )
