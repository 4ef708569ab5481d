"""What can be in the way of a proposal or of a decision about one."""

from collections.abc import Sequence

from geo.errors import AssetsError
from register.proposals.conflicts import Weighed


class ProposalNotFound(AssetsError):
    """There is no such proposal, or it is not this person's to see."""


class AlreadyDecided(AssetsError):
    """Somebody else was quicker."""


class NotYours(AssetsError):
    """A decision about a place or kind that somebody else looks after."""


class NothingToChange(AssetsError):
    """A change that changes nothing."""


class NotOpen(AssetsError):
    """An asset that is closed, merged, or not public yet, where the wish needs another state."""


class ProposalConflict(AssetsError):
    """Fields have changed since they were proposed or looked at; ``fields`` says which and how."""

    def __init__(self, fields: Sequence[Weighed]) -> None:
        names = ", ".join(one.field for one in fields)
        super().__init__(
            f"Somebody changed this in the meantime: {names}. Look at both, and choose which stays."
        )
        self.fields = tuple(fields)
