"""What residents suggest without an account: about one entry, or about a place."""

import json
from collections.abc import Callable, Iterable
from typing import Annotated, cast
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.dependencies import OwnForm, ReaderDep, anybody
from api.finished import HTML
from api.pages.forms import SENT_BEFORE, Sent, SentForm, submission_of
from api.pages.passing import HeldPass
from api.pages.said_by import ASKED, CONFIRMED, asked_anew, asks, for_whom_input, meant_sayer
from api.pages.shaping import LABELS
from api.pages.signing import page_response
from api.pages.suggest_details import (
    detail_inputs,
    meant_details,
    was_details,
    was_details_sent,
)
from api.pages.suggest_reports import door_of, take_report
from api.pages.suggest_sessions import (
    meant_sessions,
    sessions_sent,
    sessions_to_change,
    was_sessions,
)
from api.sessions import SignedIn, form_proof, place_of, session_secret
from frontend.choices import Choice
from frontend.proposal_views import (
    FieldError,
    SuggestAssetPage,
    SuggestedPage,
    SuggestPage,
    SuggestValues,
)
from frontend.rendering import render
from frontend.views import Link
from register.assets.current import asset_by_id
from register.assets.drafts import Fault, InvalidDraft
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.people.accounts import normal_address
from register.people.errors import InvalidAddress
from register.people.holders import Holder
from register.people.limits import admit
from register.places.errors import LocalityNotFound
from register.proposals.errors import NothingToChange
from register.proposals.for_whom_texts import PARTS as FOR_WHOM
from register.proposals.for_whom_texts import joined_groups
from register.proposals.limits import SUGGESTIONS_FROM_PLACE, SUGGESTIONS_IN_ALL
from register.proposals.misplaced import OutsideBorough
from register.proposals.public_values import (
    REACHED,
    SINGLE,
    PublicValues,
    meant_changes,
    public_values,
    shown_values,
)
from register.proposals.receipts import DifferentContent
from register.proposals.references import new_reference, shown_reference
from register.proposals.rights import WRITERS
from register.proposals.submitting import Outcome, Wish, submit
from register.proposals.suggesting import (
    checked_words,
    say_what_is_missing,
)
from register.publishing.pages import asset_row, localities
from register.verification.answering import check_pass, note_change
from register.verification.passes import Pass
from register.verification.recording import Method, record_checks

router = APIRouter()
PLACES = ["ward", "town_centre"]
SHOWN = (*SINGLE, "postcode", *REACHED, *FOR_WHOM)
CHECKED_BY = ("visit", "phone", "owner")
WAITS = "A steward will look at it."
FOLLOW = Link("See what becomes of it", "/account/proposals")
TRAP = "nickname"  # no person sees this field, so what fills it in is a machine
TOO_MANY = "We have had many suggestions from your connection. Please try again in an hour."


@router.get("/suggest")
@anybody
async def read_suggest(
    request: Request,
    reader: ReaderDep,
    place: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """The form to say what is missing in a place, or what could be done there."""
    _, rows, site = await localities(reader, PLACES)
    page = SuggestPage(csrf=form_proof(session_secret(request)), places=_places(rows, place))
    return Response(render("suggest", page=page, **vars(site)), media_type=HTML)


def _places(rows: list[dict[str, str]], chosen: str) -> tuple[Choice, ...]:
    order = sorted(rows, key=lambda row: (PLACES.index(row["kind"]), row["name"]))
    return tuple(
        Choice(row["key"], f"{row['name']} ({LABELS[row['kind']]})", row["key"] == chosen)
        for row in order
    )


@router.post("/suggest")
@anybody
async def send_suggestion(
    request: Request, reader: ReaderDep, _own: OwnForm, sent: SentForm
) -> Response:
    """Whoever has something to say of a place: no account is needed. Answers a reference."""
    errors, reference = await run_in_threadpool(_take, request, sent)
    if not errors:
        return await run_in_threadpool(_thanks, reference)
    _, rows, site = await localities(reader, PLACES)
    page = SuggestPage(
        csrf=form_proof(session_secret(request)),
        places=_places(rows, sent.get("place")),
        kind=sent.get("kind"),
        words=sent.get("words"),
        your_email=sent.get("your_email"),
        errors=errors,
    )
    return Response(render("suggest", page=page, **vars(site)), 422, media_type=HTML)


def _take(request: Request, sent: Sent) -> tuple[tuple[FieldError, ...], str]:
    if sent.get(TRAP):
        return (), new_reference()
    errors = []
    kind = sent.get("kind")
    if kind not in ("missing", "idea"):
        errors.append(FieldError("kind", "Choose what you want to tell us"))
    if not sent.get("place"):
        errors.append(FieldError("place", "Choose where it is"))
    email = _email(sent, errors)
    errors += _faults(lambda: checked_words(sent.get("words")))
    if not errors and not is_admitted(request):
        errors.append(FieldError("words", TOO_MANY))
    if errors:
        return tuple(errors), ""

    def say(session: Session) -> str:
        return say_what_is_missing(
            session, kind, [sent.get("place")], sent.get("words"), email=email
        )

    try:
        return (), in_transaction(say)
    except LocalityNotFound:
        return (FieldError("place", "Choose where it is"),), ""


def _email(sent: Sent, errors: list[FieldError]) -> str:
    if not sent.get("your_email"):
        return ""
    try:
        return normal_address(sent.get("your_email"))
    except InvalidAddress as reason:
        errors.append(FieldError("your_email", str(reason)))
        return ""


def _faults(check: Callable[[], object]) -> list[FieldError]:
    try:
        check()
    except InvalidDraft as reason:
        return [FieldError(_id_of(fault), fault.sentence) for fault in reason.faults]
    return []


def is_admitted(request: Request) -> bool:
    """Whether this connection, and all together, have not sent too much in this hour."""
    return admit(SUGGESTIONS_FROM_PLACE, place_of(request)) and admit(SUGGESTIONS_IN_ALL, "all")


def _thanks(reference: str, back: Link | None = None) -> Response:
    shown = shown_reference(reference)
    page = SuggestedPage(shown, f"/suggestions/{shown}", back=back)
    return page_response("suggested", page)


@router.get("/suggest/{slug}")
@anybody
async def read_suggest_about(
    request: Request,
    reader: ReaderDep,
    holder: SignedIn,
    found: HeldPass,
    slug: str,
    checked: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The form to suggest a change to a public entry, or to tell of a problem with it."""
    _, row, _, site = await asset_row(reader, slug)
    shown = shown_values(row)
    details = detail_inputs(shown)
    page = SuggestAssetPage(
        csrf=form_proof(session_secret(request)),
        name=row["name"],
        slug=slug,
        values=SuggestValues(**shown.texts),
        was=(*shown.texts.items(), was_sessions(shown.sessions), *was_details(details)),
        sessions=sessions_to_change(shown.kind, shown.sessions),
        details=details,
        submission=str(uuid4()),
        checked=checked if checked in CHECKED_BY else "",
        asks=asks(holder, _own_pass(holder, found, shown)),
        said_by=shown.said_by,
    )
    return Response(render("suggest_asset", page=page, **vars(site)), media_type=HTML)


def _own_pass(holder: Holder | None, found: Pass | None, shown: PublicValues) -> Pass | None:
    """The pass of a contact of this entry, who is not signed in."""
    return found if holder is None and found and shown.id in found.asset_ids else None


@router.post("/suggest/{slug}")
@anybody
def send_suggestion_about(
    request: Request,
    _own: OwnForm,
    holder: SignedIn,
    found: HeldPass,
    slug: str,
    sent: SentForm,
) -> Response:
    """Whoever knows better: no account is needed. Done at once for who may approve it there."""
    with transaction() as session:
        shown = public_values(session, slug)
    held = _own_pass(holder, found, shown)
    back = Link("Your entries", "/own-entries") if held else Link(shown.texts["name"], _at(slug))
    if sent.get(TRAP):
        return _thanks(new_reference(), back)
    errors: list[FieldError] = []
    email, submission = _email(sent, errors), sent.get("submission")
    if not errors and holder is None and not is_admitted(request):
        errors.append(FieldError("words", TOO_MANY))
    if errors:
        return _again(request, slug, shown, sent, errors, asks(holder, held), submission)
    try:
        if sent.get("form") == "report":
            done = take_report(holder, shown, sent, email, held)
        else:
            done = _change(holder, shown, sent, email, held)
    except InvalidDraft as reason:
        errors = [FieldError(_id_of(fault), fault.sentence) for fault in reason.faults]
        sent = asked_anew(sent, shown.texts, reason)
    except (OutsideBorough, NothingToChange) as reason:
        field = "postcode" if isinstance(reason, OutsideBorough) else "name"
        errors = [FieldError(field, str(reason))]
    except DifferentContent:
        errors, submission = [FieldError("words", SENT_BEFORE)], str(uuid4())
    if errors:
        return _again(request, slug, shown, sent, errors, asks(holder, held), submission)
    if done.reference is None:
        follow = None if done.version is not None else FOLLOW
        said = _did(done, sent.get("form") == "report")
        page = SuggestedPage(done=said, back=back, follow=follow)
        return page_response("suggested", page)
    return _thanks(done.reference, back)


def _at(slug: str) -> str:
    return f"/assets/{slug}"


def _did(done: Outcome, is_report: bool) -> str:
    if is_report:
        is_closed = done.version is not None
        return "It is closed, and everybody sees that now." if is_closed else WAITS
    if done.version is not None:
        return "It is changed, and everybody sees it now."
    if done.conflicts:
        return "Somebody changed the same thing in the meantime: a steward will look at both."
    return "A steward will look at it before everybody sees it."


def _again(
    request: Request,
    slug: str,
    shown: PublicValues,
    sent: Sent,
    errors: list[FieldError],
    asked: str,
    submission: str,
) -> Response:
    is_report = sent.get("form") == "report"
    own = ("topic",) if is_report else (*SHOWN, "precision", ASKED, CONFIRMED)
    typed = _typed(sent, (*own, "words", "your_email"))
    details = detail_inputs(shown, None if is_report else sent)
    was = tuple((name, sent.get(f"was.{name}") or "") for name in (*SHOWN, "sessions"))
    page = SuggestAssetPage(
        csrf=form_proof(session_secret(request)),
        name=shown.texts["name"],
        slug=slug,
        values=SuggestValues(**({**shown.texts, **typed})),
        was=(*was, *was_details_sent(sent))
        if not is_report
        else (*shown.texts.items(), was_sessions(shown.sessions), *was_details(details)),
        sessions=sessions_to_change(shown.kind, shown.sessions)
        if is_report
        else sessions_sent(shown, sent),
        details=details,
        is_report=is_report,
        errors=tuple(errors),
        submission=submission,
        checked=sent.get("checked"),
        asks=asked,
        said_by=shown.said_by,
    )
    return page_response("suggest_asset", page, 422)


def _typed(sent: Sent, names: Iterable[str]) -> dict[str, str]:
    """The texts of some fields; of boxes that were ticked, all as one."""
    typed = {name: sent.get(name) for name in names}
    return typed | ({"groups": joined_groups(sent.all("groups"))} if "groups" in typed else {})


def _change(
    holder: Holder | None, shown: PublicValues, sent: Sent, email: str, held: Pass | None
) -> Outcome:
    was = {name: sent.get(f"was.{name}") for name in SHOWN}
    typed = _typed(sent, (*SHOWN, "precision"))
    if typed["website"] and "://" not in typed["website"]:
        typed["website"] = f"https://{typed['website']}"
    door = door_of(holder, held)

    more = sent.starting("session_", "details.", ASKED, CONFIRMED)

    def change(session: Session) -> Outcome:
        asset = asset_by_id(session, shown.id)
        wanted, base = meant_changes(asset, shown, was, typed)
        for meant in (meant_sessions, meant_details):
            also, also_before = meant(asset, shown, sent)
            wanted, base = wanted | also, base | also_before
        also, also_before = meant_sayer(asset.fields, wanted, sent, holder, held)
        wanted, base = wanted | also, base | also_before
        wish = Wish(
            "change",
            asset.id,
            wanted,
            base={**asset.fields, **base},
            base_version=asset.version,
            words=sent.get("words")[:2000],
            email=email,
            sent=json.dumps([was, typed, sent.get("words"), more]),
        )
        if held is not None:
            check_pass(session, held, asset.id)
        done = submit(session, wish, holder=holder, door=door, request_id=submission_of(sent))
        if held is not None and not done.is_repeat:
            note_change(session, held, asset.id, done.proposal_id)
        if holder is not None and (how := _checked_how(holder, sent)) and not done.is_repeat:
            record_checks(
                session,
                [asset.id],
                how,
                "changed",
                actor=holder.actor,
                waits_for=done.proposal_id,
            )
        return done

    return in_transaction(change)


def _checked_how(holder: Holder, sent: Sent) -> Method | None:
    """How a builder who sends a change has checked the entry, if they came from saying so."""
    may = holder.role in WRITERS and holder.may_use("assets:write")
    said = sent.get("checked")
    return cast(Method, said) if may and said in CHECKED_BY else None


def _id_of(fault: Fault) -> str:
    """The id of the field on the page that a fault is about."""
    if fault.field.startswith("contacts"):
        guesses = {"e-mail": "email", "web address": "website", "phone": "phone"}
        return next((name for mark, name in guesses.items() if mark in fault.sentence), "website")
    if fault.field == "details.sessions" or fault.field.startswith("session_"):
        return fault.field if fault.field.startswith("session_") else "session_1_often"
    if fault.field.startswith("details."):
        return fault.field
    if fault.field.startswith("for_whom"):
        return for_whom_input(fault.field)
    known = (*SHOWN, "topic", "words", "your_email", "precision")
    return fault.field if fault.field in known else "postcode" if "place" in fault.field else "name"
