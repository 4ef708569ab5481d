"""Proposals in plain words: what each asks for, where it is, and what became of it."""

from datetime import UTC, datetime, timedelta

from register.proposals.found import FoundProposal
from register.proposals.queue import WAITS_TOO_LONG_DAYS

EDIT = "edit."  # before the names of what is typed on the page of a proposal
QUEUES = {
    "new": "New",
    "changed": "Changed",
    "duplicate": "Possible duplicate",
    "place": "Location problem",
    "reported": "Reported",
    "missing": "Missing here",
    "idea": "Ideas",
}
ACTIONS = {
    "add": "A new entry",
    "change": "A change",
    "close": "It has closed",
    "reopen": "It is open again",
    "merge": "The same as another entry",
    "report": "A problem",
    "missing": "Something is missing here",
    "idea": "An idea for this place",
}
DOORS = {
    "api": "a program",
    "field": "the builders' form",
    "suggestion": "a resident",
    "queue": "a steward",
    "contact": "the group itself",
    "import": "an import",
    "command": "the command line",
    "proposal": "a proposal",
    "privacy": "the rules of privacy",
}
BECAME = {
    "approved": ("We have done it", "We have put it right. Thank you for telling us."),
    "rejected": ("We have not done it", "We looked at it and decided not to. We say why below."),
    "superseded": ("It was done already", "Somebody told us before, and it was put right."),
    "waiting": ("We have not decided yet", "Somebody who knows the area will look at it."),
    "asked": ("We have a question", "We need to know a little more before we can decide."),
}
HEARD = {
    "approved": ("We have taken it up", "We keep it on the list for this area. Thank you."),
    "rejected": ("We are not taking it up", "We looked at it. We say why not below."),
}
# The same for who reads the list of an area.
VOICE_BECAME = {
    "approved": "We have taken it up",
    "rejected": "We are not taking it up",
    "superseded": "It was done already",
    "waiting": "It waits for a decision",
    "asked": "We asked for more",
}


def became(proposal: FoundProposal) -> tuple[str, str]:
    """A heading and a sentence on what a proposal has come to."""
    table = BECAME | HEARD if proposal.action in ("missing", "idea") else BECAME
    return table[proposal.status]


def is_late(proposal: FoundProposal) -> bool:
    """Whether it waits longer than anybody should."""
    return datetime.now(UTC) - proposal.submitted_at > timedelta(days=WAITS_TOO_LONG_DAYS)


def title_of(proposal: FoundProposal) -> str:
    """What a proposal is called in lists."""
    return proposal.name or ACTIONS[proposal.action]
