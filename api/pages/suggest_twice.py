"""Residents say that an entry is in the list twice: a merge to decide about, or a report of it."""

import json
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.dependencies import OwnForm, ReaderDep, anybody
from api.finished import HTML
from api.pages.field_words import area_names
from api.pages.forms import SENT_BEFORE, Sent, SentForm, submission_of
from api.pages.passing import HeldPass
from api.pages.signing import page_response
from api.pages.suggest_reports import door_of
from api.sessions import SignedIn, form_proof, place_of, session_secret
from frontend.proposal_views import FieldError, SuggestedPage, SuggestTwicePage, TwinChoice
from frontend.rendering import render
from frontend.views import Link
from register.assets.current import AssetUnknown
from register.assets.drafts import InvalidDraft
from register.database.retrying import in_transaction
from register.kinds.definition import find_kind
from register.people.accounts import normal_address
from register.people.errors import InvalidAddress
from register.people.holders import Holder
from register.people.limits import admit
from register.proposals.errors import NotOpen
from register.proposals.limits import SUGGESTIONS_FROM_PLACE, SUGGESTIONS_IN_ALL
from register.proposals.receipts import DifferentContent
from register.proposals.references import new_reference, shown_reference
from register.proposals.submitting import Outcome, Wish, submit
from register.proposals.suggesting import report_double
from register.publishing.pages import asset_row
from register.publishing.twins import find_twin, likely_twins
from register.verification.answering import check_pass
from register.verification.passes import Pass

router = APIRouter()
OTHER = "other"
LONGEST_OTHER, LONGEST_WORDS = 300, 1500
TRAP = "nickname"  # no person sees this field, so what fills it in is a machine
TOO_MANY = "We have had many suggestions from your connection. Please try again in an hour."
WAITS = "A steward will look at both."
MERGED = "They are one entry now, and everybody sees that."
FOLLOW = Link("See what becomes of it", "/account/proposals")


@router.get("/suggest/{slug}/twice")
@anybody
async def read_twice(request: Request, reader: ReaderDep, slug: str) -> Response:
    """The form to say that a public entry is in the list twice."""
    _, row, _, site = await asset_row(reader, slug)
    page = await _form(request, reader, row, submission=str(uuid4()))
    return Response(render("suggest_twice", page=page, **vars(site)), media_type=HTML)


async def _form(
    request: Request, reader: Any, row: dict[str, Any], **typed: Any
) -> SuggestTwicePage:
    twins = await likely_twins(reader, row["slug"])
    return SuggestTwicePage(
        csrf=form_proof(session_secret(request)),
        name=row["name"],
        slug=row["slug"],
        twins=tuple(_choice(one) for one in twins),
        **typed,
    )


def _choice(one: dict[str, Any]) -> TwinChoice:
    kind = find_kind(one["kind"])
    said = [kind.singular if kind else "", area_names(one["located"])]
    return TwinChoice(one["slug"], one["name"], ", ".join(part for part in said if part))


@router.post("/suggest/{slug}/twice")
@anybody
async def send_twice(
    request: Request,
    reader: ReaderDep,
    _own: OwnForm,
    holder: SignedIn,
    found: HeldPass,
    slug: str,
    sent: SentForm,
) -> Response:
    """Whoever has seen it twice: no account is needed. Stewards of both merge them at once."""
    _, row, _, site = await asset_row(reader, slug)
    back = Link(row["name"], f"/assets/{slug}")
    if sent.get(TRAP):
        return await run_in_threadpool(
            _thanks, Outcome(None, None, None, None, new_reference()), back
        )
    held = found if holder is None and found and row["id"] in found.asset_ids else None
    errors, email = _checked(sent)
    submission = sent.get("submission")
    twin = None
    if not errors:
        chosen = sent.get("twin")
        said = sent.get("other") if chosen in ("", OTHER) else chosen
        twin = await find_twin(reader, slug, said)
        if twin is not None and twin["slug"] == slug:
            errors.append(FieldError("other", "That is this entry: say which is the other one"))
    if not errors and holder is None and not await run_in_threadpool(_is_admitted, request):
        errors.append(FieldError("words", TOO_MANY))
    if not errors:
        into = twin["id"] if twin else None
        work = _work(row["id"], into, sent, email, holder, held)
        try:
            done = await run_in_threadpool(in_transaction, work)
        except InvalidDraft as reason:
            errors = [FieldError("words", fault.sentence) for fault in reason.faults]
        except DifferentContent:
            errors, submission = [FieldError("words", SENT_BEFORE)], str(uuid4())
        else:
            return await run_in_threadpool(_thanks, done, back)
    page = await _form(
        request,
        reader,
        row,
        twin=sent.get("twin"),
        other=sent.get("other"),
        words=sent.get("words"),
        your_email=sent.get("your_email"),
        submission=submission,
        errors=tuple(errors),
    )
    return Response(render("suggest_twice", page=page, **vars(site)), 422, media_type=HTML)


def _checked(sent: Sent) -> tuple[list[FieldError], str]:
    errors = []
    if sent.get("twin") in ("", OTHER):
        if not sent.get("other"):
            errors.append(
                FieldError("other", "Say which is the other one: its name or web address")
            )
        elif len(sent.get("other")) > LONGEST_OTHER:
            errors.append(FieldError("other", "This is too long: use at most 300 characters"))
    if len(sent.get("words")) > LONGEST_WORDS:
        errors.append(FieldError("words", "This is too long: use at most 1,500 characters"))
    email = ""
    if sent.get("your_email"):
        try:
            email = normal_address(sent.get("your_email"))
        except InvalidAddress as reason:
            errors.append(FieldError("your_email", str(reason)))
    return errors, email


def _is_admitted(request: Request) -> bool:
    return admit(SUGGESTIONS_FROM_PLACE, place_of(request)) and admit(SUGGESTIONS_IN_ALL, "all")


def _work(
    asset_id: UUID,
    into_id: UUID | None,
    sent: Sent,
    email: str,
    holder: Holder | None,
    held: Pass | None,
) -> Any:
    """What keeps it: a merge where the other entry is clear, and else a report in its queue.

    The two answer alike: nobody learns from it whether something hidden has that name.
    """
    door = door_of(holder, held)
    to_tell = "" if holder else email  # who has an account is written to there
    words = sent.get("words")

    wish = Wish("merge", asset_id, into_id=into_id, words=words, email=to_tell,
                sent=_sent(asset_id, sent))  # fmt: skip

    def keep(session: Session) -> Outcome:
        if held is not None:
            check_pass(session, held, asset_id)
        by: Any = {"holder": holder, "door": door, "request_id": submission_of(sent)}
        if into_id is not None:
            try:
                with session.begin_nested():
                    return submit(session, wish, **by)
            except (NotOpen, AssetUnknown):
                pass  # one of them has gone from sight since
        other = (sent.get("other") or sent.get("twin"))[:LONGEST_OTHER]
        said = f"It is in the list twice. The other one: {other}"
        return report_double(session, wish, f"{said}\n\n{words}" if words else said, **by)

    return keep


def _sent(asset_id: UUID, sent: Sent) -> str:
    """What makes it the same again, whatever has become of the other entry since."""
    said = [sent.get(name) for name in ("twin", "other", "words", "your_email")]
    return json.dumps([str(asset_id), *said])


def _thanks(done: Outcome, back: Link) -> Response:
    if done.reference is None:
        said = WAITS if done.version is None else MERGED
        follow = FOLLOW if done.version is None else None
        return page_response("suggested", SuggestedPage(done=said, back=back, follow=follow))
    shown = shown_reference(done.reference)
    return page_response("suggested", SuggestedPage(shown, f"/suggestions/{shown}", back=back))
