"""The stewards' queue: what waits in their wards and kinds, and many like ones decided at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.dependencies import StewardPage
from api.pages.field_words import area_names
from api.pages.forms import Sent, SentForm, uuid_of
from api.pages.queue_words import ACTIONS, QUEUES, is_late, title_of
from api.pages.signing import page_response
from api.sessions import form_proof, session_secret
from frontend.proposal_views import FieldError, QueueItem, QueuePage, QueueTab
from frontend.words import counted
from geo.errors import AssetsError
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.people.holders import Holder
from register.proposals.deciding import Approval, approve_proposal, reject_proposal
from register.proposals.found import FoundProposal
from register.proposals.queue import QueueCounts, open_proposals, queue_counts
from register.runs.questions import count_waiting_runs
from register.verification.waiting import count_waiting

router = APIRouter()
PAGE = 50


@router.get("/queue")
def read_queue(
    request: Request,
    holder: StewardPage,
    queue: Annotated[str, Query(max_length=20)] = "",
    late: bool = False,
    after_at: datetime | None = None,
    after_id: UUID | None = None,
) -> Response:
    """Stewards see what waits in their wards and kinds, administrators everything."""
    after = (after_at, after_id) if after_at and after_id else None
    return _queue(request, holder, queue, late, after)


def _queue(
    request: Request,
    holder: Holder,
    queue: str,
    late: bool,
    after: tuple[datetime, UUID] | None = None,
    *,
    sent: Sent | None = None,
    done: str = "",
    error: FieldError | None = None,
) -> Response:
    chosen = queue if queue in QUEUES else None
    with transaction() as session:
        counts = queue_counts(session, holder)
        due_count = count_waiting(session, holder)
        found = open_proposals(session, holder, queue=chosen, is_late=late, after=after, limit=PAGE)
        has_runs = holder.may_approve("", ())  # a run may lie anywhere and be of any kind
        runs_waiting = count_waiting_runs(session) if has_runs else 0
    page = QueuePage(
        csrf=form_proof(session_secret(request)),
        tabs=_tabs(counts, chosen, late, due_count),
        items=tuple(_item(one) for one in found),
        next_href=_next(found, queue, late),
        chosen=tuple(sent.all("proposal")) if sent else (),
        reason=sent.get("reason") if sent and error else "",
        kept=(("queue", chosen or ""), ("late", "true" if late else "")),
        done=done,
        has_runs=has_runs,
        runs_waiting=runs_waiting,
        errors=(error,) if error else (),
    )
    return page_response("queue", page, 422 if error else 200, "/queue")


def _address(queue: str | None, late: bool, **more: str) -> str:
    asked = ({"queue": queue} if queue else {}) | ({"late": "true"} if late else {}) | more
    return f"/queue?{urlencode(asked)}" if asked else "/queue"


def _tabs(
    counts: QueueCounts, chosen: str | None, late: bool, due_count: int
) -> tuple[QueueTab, ...]:
    total = sum(counts.by_queue.values())
    typed = (
        QueueTab(label, _address(slug, False), counts.by_queue.get(slug, 0), chosen == slug)
        for slug, label in QUEUES.items()
    )
    due = QueueTab("Due for a check", "/checks", due_count)
    every = QueueTab("All", "/queue", total, chosen is None and not late)
    return every, *typed, QueueTab("Waiting too long", _address(None, True), counts.late, late), due


def _item(one: FoundProposal) -> QueueItem:
    return QueueItem(
        id=str(one.id),
        href=f"/queue/{one.id}",
        name=title_of(one),
        what=ACTIONS[one.action],
        places=area_names(one.localities),
        waiting_since=one.submitted_at.date(),
        is_late=is_late(one),
        is_asked=one.status == "asked",
    )


def _next(found: Sequence[FoundProposal], queue: str, late: bool) -> str:

    if len(found) < PAGE:
        return ""
    last = found[-1]
    return _address(
        queue or None, late, after_at=last.submitted_at.isoformat(), after_id=str(last.id)
    )


@router.post("/queue")
def decide_many(request: Request, holder: StewardPage, sent: SentForm) -> Response:
    """Stewards decide about several like cases at once, administrators anywhere.

    Each is a transaction of its own: one that meets a conflict waits on, and the others are done.
    """
    queue, late = sent.get("queue"), sent.get("late") == "true"
    ids = [found for text in sent.all("proposal") if (found := uuid_of(text))][:PAGE]
    decision, reason = sent.get("decision"), sent.get("reason")
    error = None
    if not ids:
        error = FieldError("proposals", "Choose at least one")
    elif decision == "reject" and not reason:
        error = FieldError("reason", "Say why, in words that the person can read")
    if error:
        return _queue(request, holder, queue, late, sent=sent, error=error)
    done = sum(_decide(holder, one, decision, reason) for one in ids)
    said = f"{counted(done, 'is', 'are')} decided."
    if done < len(ids):
        left = counted(len(ids) - done, "needs", "need")
        said += f" {left} a closer look: open them one by one."
    return _queue(request, holder, queue, late, done=said)


def _decide(holder: Holder, proposal_id: UUID, decision: str, reason: str) -> bool:
    try:
        if decision == "reject":
            in_transaction(lambda s: reject_proposal(s, proposal_id, holder, reason))
        else:
            given = Approval(reason=reason)
            in_transaction(lambda s: approve_proposal(s, proposal_id, holder, given))
    except AssetsError:
        return False
    return True
