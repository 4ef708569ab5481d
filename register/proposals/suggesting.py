"""What residents say without an account: a report, what is missing, an idea, a change."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.current import asset_by_id
from register.assets.drafts import Fault, InvalidDraft
from register.people.holders import Holder
from register.places.questions import locality_by_key, wards_of
from register.proposals.errors import AlreadyDecided
from register.proposals.found import FoundProposal, notes_of, proposal_by_reference
from register.proposals.keeping import Kept, add_note, keep_proposal
from register.proposals.own import own_proposal
from register.proposals.receipts import claim_request, sign_request
from register.proposals.submitting import BY_DOOR, Outcome, Wish, known_outcome

LONGEST_WORDS = 2000
QUEUE_OF = {"place": "place", "twice": "duplicate"}
ANSWERED = "UPDATE register.proposal SET status = 'waiting' WHERE id = :id AND status = 'asked'"


def checked_words(words: str) -> str:
    """What a resident wrote, or InvalidDraft."""
    cleaned = words.strip()
    if not cleaned:
        raise InvalidDraft([Fault("words", "Write a few words, so that we know what you mean.")])
    if len(cleaned) > LONGEST_WORDS:
        raise InvalidDraft([Fault("words", "This is too long: use at most 2,000 characters.")])
    if "\x00" in cleaned:
        raise InvalidDraft([Fault("words", "This has a character that text never has.")])
    return cleaned


def report_problem(
    session: Session,
    asset_id: UUID,
    words: str,
    *,
    topic: str = "other",
    email: str = "",
    holder: Holder | None = None,
    door: str = "suggestion",
) -> str:
    """Tell that something about an asset is wrong; answers the reference to follow it by.

    A ``holder`` follows it by signing in instead, and gets none: an empty text.
    """
    return _report(session, asset_id, words, topic, email, holder, door)[1] or ""


def report_double(
    session: Session,
    wish: Wish,
    words: str,
    *,
    holder: Holder | None,
    door: str,
    request_id: UUID | None = None,
) -> Outcome:
    """Tell that an entry is in the list twice, where a merge that is wished cannot be proposed.

    Sent again under the same request id it is one report. Raises DifferentContent.
    """
    if known := claim_request(session, request_id, wish.digest()):
        return known_outcome(session, known)
    asset_id = wish.asset_id
    told = _report(session, asset_id, words, "twice", wish.email, holder, door)
    sign_request(session, request_id, asset_id, told[0])
    return Outcome(asset_id, None, proposal_id=told[0], reference=told[1])


def _report(
    session: Session,
    asset_id: UUID,
    words: str,
    topic: str,
    email: str,
    holder: Holder | None,
    door: str,
) -> tuple[UUID, str | None]:
    asset = asset_by_id(session, asset_id)
    kept = Kept(
        action="report",
        queue=QUEUE_OF.get(topic, "reported"),
        door=door,
        actor=holder.actor if holder else BY_DOOR.get(door, "resident"),
        asset_id=asset.id,
        base_version=asset.version,
        kind=asset.kind,
        localities=asset.localities,
        words=checked_words(words),
        email=email,
        has_reference=holder is None,
    )
    return keep_proposal(session, kept)


def say_what_is_missing(
    session: Session, action: str, locality_keys: Iterable[str], words: str, *, email: str = ""
) -> str:
    """Tell what a place lacks (``missing``) or could do (``idea``); answers the reference.

    What is said of a town centre is for the stewards of its wards too. Raises LocalityNotFound.
    """
    keys: dict[str, None] = {}
    for key in locality_keys:
        place = locality_by_key(session, key)
        around = wards_of(session, place.key) if place.kind == "town_centre" else ()
        keys |= dict.fromkeys((place.key, *around))
    kept = Kept(
        action=action,
        queue=action,
        door="suggestion",
        actor="resident",
        localities=tuple(keys),
        words=checked_words(words),
        email=email,
        has_reference=True,
    )
    return _reference(session, kept)


def _reference(session: Session, kept: Kept) -> str:
    reference = keep_proposal(session, kept)[1]
    assert reference is not None
    return reference


def answer_question(session: Session, reference: str, words: str) -> FoundProposal:
    """Add what a resident was asked for; it waits for a decision again."""
    proposal = proposal_by_reference(session, reference)
    if not proposal.is_open:
        raise AlreadyDecided("This has been decided already. You can make a new suggestion.")
    _add_answer(session, proposal, words, proposal.actor)
    return proposal


def _add_answer(session: Session, proposal: FoundProposal, words: str, actor: str) -> None:
    add_note(session, proposal.id, "proposer", checked_words(words), actor)
    session.execute(text(ANSWERED), {"id": proposal.id})


def answer_own_question(
    session: Session, proposal_id: UUID, holder: Holder, words: str
) -> FoundProposal:
    """Add what somebody who signs in was asked for; it waits for a decision again.

    The same words sent twice are one answer. Raises ProposalNotFound for another's proposal,
    AlreadyDecided where nothing is asked, InvalidDraft.
    """
    proposal = own_proposal(session, proposal_id, holder)
    if proposal.status == "asked":
        _add_answer(session, proposal, words, proposal.actor)
        return proposal
    said = notes_of(session, proposal.id)
    if not (said and said[-1].speaker == "proposer" and said[-1].words == words.strip()):
        raise AlreadyDecided("No question is open about this one: see what became of it.")
    return proposal
