"""What somebody who is signed in has sent, what became of it, and answers to questions about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from api.dependencies import AnybodySignedIn, OwnOnlyPage
from api.moments import Moment
from api.pages.field_words import field_labels
from api.pages.forms import SentForm
from api.pages.queue_words import ACTIONS, became
from api.pages.signing import page_response
from api.sessions import form_proof, session_secret
from frontend.proposal_views import FieldError, OwnProposal, OwnProposalsPage, Said
from frontend.views import Link
from register.assets.current import CurrentAsset, current_assets
from register.assets.drafts import InvalidDraft
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.people.holders import Holder
from register.proposals.authors import author_of, note_authors
from register.proposals.errors import AlreadyDecided
from register.proposals.found import FoundProposal, Note, notes_by_proposal
from register.proposals.own import notes_to_proposer, own_proposals
from register.proposals.privacy import sight_of
from register.proposals.suggesting import answer_own_question

router = APIRouter()
PAGE = 50
OWN = "/account/proposals"
YOU = "You"
Typed = tuple[UUID, str, tuple[FieldError, ...]]


@router.get(OWN)
def read_own_proposals(
    request: Request,
    holder: AnybodySignedIn,
    before_at: Moment | None = None,
    before_id: UUID | None = None,
    sent: Annotated[bool, Query(description="An answer was sent just now.")] = False,
) -> Response:
    """Whoever is signed in sees what they have sent themselves."""
    before = (before_at, before_id) if before_at and before_id else None
    return _page(request, holder, before, is_sent=sent)


def _page(
    request: Request,
    holder: Holder,
    before: tuple[datetime, UUID] | None = None,
    *,
    is_sent: bool = False,
    typed: Typed | None = None,
) -> Response:
    with transaction() as session:
        asked = [] if before else own_proposals(session, holder, PAGE, is_asked=True)
        others = own_proposals(session, holder, PAGE, is_asked=False, before=before)
        items = _items(session, holder, [*asked, *others], typed)
    errors = typed[2] if typed else ()
    page = OwnProposalsPage(
        csrf=form_proof(session_secret(request)),
        asked=items[: len(asked)],
        items=items[len(asked) :],
        next_href=_next(others),
        is_sent=is_sent,
        errors=errors,
    )
    return page_response("own_proposals", page, 422 if errors else 200, "/account")


def _next(shown: Sequence[FoundProposal]) -> str:
    if len(shown) < PAGE:
        return ""
    last = shown[-1]
    return f"{OWN}?{urlencode({'before_at': last.submitted_at.isoformat(), 'before_id': last.id})}"


def _items(
    session: Session, holder: Holder, found: Sequence[FoundProposal], typed: Typed | None
) -> tuple[OwnProposal, ...]:
    notes = notes_by_proposal(session, [one.id for one in found])
    assets = current_assets(session, [one.asset_id for one in found if one.asset_id])
    seen = {id: one for id, one in assets.items() if not sight_of(holder, one).is_hidden}
    kept = {typed[0]: typed[1]} if typed else {}
    names = note_authors(session, chain.from_iterable(notes.values()))
    return tuple(_item(one, notes[one.id], seen, names, kept.get(one.id, "")) for one in found)


def _item(
    one: FoundProposal,
    notes: Sequence[Note],
    seen: Mapping[UUID, CurrentAsset],
    names: dict[str, str],
    words: str,
) -> OwnProposal:
    asset = seen.get(one.asset_id) if one.asset_id else None
    said = notes_to_proposer(one, notes)
    is_shown = asset is not None and asset.status == "published"
    return OwnProposal(
        id=str(one.id),
        name=_name(one, asset),
        what=ACTIONS[one.action],
        heading=became(one)[0],
        sent_on=one.submitted_at.date(),
        fields=", ".join(field_labels(one.changes, one.kind)),
        said=tuple(Said(_who(one, note, names), note.said_at, note.words) for note in said),
        reason=one.reason,
        decided_on=one.decided_at.date() if one.decided_at else None,
        asset=Link(asset.name, f"/assets/{asset.slug}") if asset and is_shown else None,
        words=words,
    )


def _who(one: FoundProposal, note: Note, names: dict[str, str]) -> str:
    return author_of(one, note, names) if note.speaker == "reviewer" else YOU


def _name(one: FoundProposal, asset: CurrentAsset | None) -> str:
    """What they called a new entry; of another only what they may still know."""
    if one.action == "add":
        return str(one.draft.get("name", ""))
    return asset.name if asset else "an entry that is not shown any more"


@router.post(OWN + "/{proposal_id}")
def answer_own_proposal(
    request: Request, holder: OwnOnlyPage, proposal_id: UUID, sent: SentForm
) -> Response:
    """Whoever is signed in answers a question about something of their own."""
    words = sent.get("words")
    try:
        in_transaction(lambda session: answer_own_question(session, proposal_id, holder, words))
    except InvalidDraft as reason:
        faults = tuple(FieldError(f"words-{proposal_id}", one.sentence) for one in reason.faults)
        return _page(request, holder, typed=(proposal_id, words, faults))
    except AlreadyDecided as reason:
        fault = FieldError(f"sent-{proposal_id}", str(reason))
        return _page(request, holder, typed=(proposal_id, words, (fault,)))
    return RedirectResponse(f"{OWN}?sent=true", 303)
