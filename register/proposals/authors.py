"""Who wrote the notes about a proposal, as people who sign in may be told.

Stewards by the name of their account as it is now, so that one who is erased is erased here too;
nobody else by name, nobody by an e-mail address, and nobody at all on pages for everybody.
"""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from register.events.actors import actor_names
from register.proposals.found import FoundProposal, Note

REVIEWER = "A steward"
PROPOSER = "The person who suggested this"
ANOTHER = "Somebody else who said the same"


def reviewer_names(session: Session, actors: Iterable[str | None]) -> dict[str, str]:
    """The names of the accounts and keys among these; who is called by an address has none."""
    found = actor_names(session, {actor for actor in actors if actor})
    return {actor: name for actor, name in found.items() if name != actor and "@" not in name}


def note_authors(session: Session, notes: Iterable[Note]) -> dict[str, str]:
    """The names that reviewers wrote these notes under."""
    return reviewer_names(session, (one.actor for one in notes if one.speaker == "reviewer"))


def author_of(proposal: FoundProposal, note: Note, names: dict[str, str]) -> str:
    """Who wrote a note; of old ones only on which side they stand."""
    if note.speaker == "reviewer":
        return names.get(note.actor or "", REVIEWER)
    return PROPOSER if note.actor in (None, proposal.actor) else ANOTHER
