"""What became of suggestions: for who holds a reference, and the public list of decisions."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from api.dependencies import OwnForm, ReaderDep, anybody
from api.finished import HTML, finished
from api.pages.forms import SentForm
from api.pages.queue_words import ACTIONS, HEARD, became
from api.pages.signing import page_response
from api.sessions import form_proof, place_of, session_secret
from frontend.proposal_views import (
    DecisionItem,
    DecisionsPage,
    FieldError,
    FollowPage,
    OutcomePage,
)
from frontend.rendering import render
from frontend.views import Link
from register.assets.drafts import InvalidDraft
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.people.limits import admit
from register.proposals.errors import AlreadyDecided, ProposalNotFound
from register.proposals.found import FoundProposal, notes_of, proposal_by_reference
from register.proposals.limits import REFERENCES_FROM_PLACE, SUGGESTIONS_FROM_PLACE
from register.proposals.public_values import is_public
from register.proposals.references import read_reference, shown_reference
from register.proposals.suggesting import answer_question
from register.publishing.decisions import latest_decisions

router = APIRouter()
SAID = {
    "add": "Something should be on the map",
    "change": "Something about {name} has changed",
    "close": "{name} has closed",
    "reopen": "{name} is open again",
    "merge": "{name} is here twice",
    "report": "Something about {name} is not right",
    "missing": "Something is missing",
    "idea": "Something could be done",
}
DID = {
    "approved": "We have put it right",
    "rejected": "We looked at it and left it as it is",
    "superseded": "It had been put right already",
}


@router.get("/decisions")
@anybody
async def read_decisions(reader: ReaderDep) -> Response:
    """You said, we did: the last decisions about residents' suggestions."""
    revision, rows, site = await latest_decisions(reader)
    page = DecisionsPage(tuple(_item(row) for row in rows))
    body = render("decisions", page=page, current="/decisions", **vars(site))
    return finished(revision, body, HTML)


def _item(row: dict[str, Any]) -> DecisionItem:
    said = SAID[row["action"]].format(name=row["name"] or "an entry")
    if row["places"] and not row["name"]:
        said += f" in {', '.join(row['places'])}"
    did = DID[row["outcome"]]
    if row["action"] in ("missing", "idea"):
        did = HEARD[row["outcome"]][0] if row["outcome"] in HEARD else did
    return DecisionItem(
        said=said[:1].upper() + said[1:],
        did=did,
        decided_on=row["decided_on"],
        answer=row["answer"],
        link=Link(row["name"], f"/assets/{row['slug']}") if row["slug"] else None,
    )


@router.get("/suggestions")
@anybody
def find_suggestion(reference: Annotated[str, Query(max_length=40)] = "") -> Response:
    """The form to type a reference; leads on to its page."""
    if not reference:
        return page_response("follow", FollowPage())
    read = read_reference(reference)
    if read is None:
        sentence = "A reference has ten letters and numbers, like 7KQ2P-XWR49"
        page = FollowPage(reference, (FieldError("reference", sentence),))
        return page_response("follow", page, 422)
    return RedirectResponse(f"/suggestions/{shown_reference(read)}", 303)


def _found(request: Request, reference: str) -> FoundProposal:
    if not admit(REFERENCES_FROM_PLACE, place_of(request)):
        raise HTTPException(429, "Too many references were tried. Please wait 15 minutes.")
    read = read_reference(reference)
    if read is None:
        raise ProposalNotFound("We have no suggestion with this reference. Check each letter.")
    with transaction() as session:
        return proposal_by_reference(session, read)


@router.get("/suggestions/{reference}")
@anybody
def read_suggestion(request: Request, reference: str) -> Response:
    """Whoever holds the reference: what became of the suggestion, and why."""
    return _outcome(request, _found(request, reference))


def _outcome(
    request: Request,
    found: FoundProposal,
    *,
    words: str = "",
    is_sent: bool = False,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    with transaction() as session:
        notes = notes_of(session, found.id)
        is_seen = found.slug is not None and is_public(session, found.slug)
    heading, sentence = became(found)
    asked = [note.words for note in notes if note.speaker == "reviewer"]
    page = OutcomePage(
        reference=shown_reference(found.reference or ""),
        heading=heading,
        sentence=sentence,
        sent_on=found.submitted_at.date(),
        csrf=form_proof(session_secret(request)),
        about=ACTIONS[found.action],
        # Where the entry is, if everybody may see it: its address holds its name.
        asset=Link("See the entry", f"/assets/{found.slug}") if is_seen else None,
        question=asked[-1] if asked and found.status == "asked" else "",
        reason=found.reason,
        decided_on=found.decided_at.date() if found.decided_at else None,
        words=words,
        is_sent=is_sent,
        errors=errors,
    )
    return page_response("outcome", page, 422 if errors else 200)


@router.post("/suggestions/{reference}")
@anybody
def answer_suggestion(request: Request, _own: OwnForm, reference: str, sent: SentForm) -> Response:
    """Whoever holds the reference answers a question about the suggestion."""
    found = _found(request, reference)
    words = sent.get("words")
    if not admit(SUGGESTIONS_FROM_PLACE, place_of(request)):
        error = FieldError("words", "That was a lot at once. Please try again in an hour.")
        return _outcome(request, found, words=words, errors=(error,))
    try:
        in_transaction(lambda s: answer_question(s, found.reference or "", words))
    except InvalidDraft as reason:
        errors = tuple(FieldError("words", fault.sentence) for fault in reason.faults)
        return _outcome(request, found, words=words, errors=errors)
    except AlreadyDecided as reason:
        return _outcome(request, found, words=words, errors=(FieldError("words", str(reason)),))
    return _outcome(request, _found(request, reference), is_sent=True)
