"""The entries of a contact who typed a code: three ways on each, their history, and mails."""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from api.dependencies import OwnForm, anybody
from api.pages.check import FOUND, HOW
from api.pages.field_words import field_label
from api.pages.forms import SentForm
from api.pages.history import ACTIONS
from api.pages.passing import HeldPass
from api.pages.shaping import kind_or_unnamed
from api.pages.signing import page_response
from api.sessions import form_proof, session_secret
from frontend.review_views import (
    OwnEntriesPage,
    OwnHistoryPage,
    OwnItem,
    OwnVersion,
    PastCheck,
)
from frontend.words import counted
from register.assets.current import asset_by_id, asset_id_of
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.events.history import LoggedEvent, asset_history
from register.verification.addresses import resume_mails, stop_mails, stopped
from register.verification.answering import (
    check_pass,
    entries_of_pass,
    say_all_right,
    say_gone,
    say_right,
)
from register.verification.checking import checks_of
from register.verification.errors import NoPass, NotCheckable
from register.verification.passes import Pass

router = APIRouter()
NO_PASS = "Open the link in your mail again, and type the code."


def _held(found: Pass | None) -> Pass:
    if found is None:
        raise NoPass(NO_PASS)
    return found


@router.get("/own-entries")
@anybody
def read_own_entries(request: Request, found: HeldPass) -> Response:
    """Whoever typed the code of a mail, for two hours in that browser."""
    return _page(request, _held(found))


def _page(request: Request, held: Pass, done: str = "") -> Response:
    with transaction() as session:
        entries = entries_of_pass(session, held)
        is_stopped = bool(stopped(session, [held.mark]))
    items = tuple(
        OwnItem(
            str(one.id),
            one.slug,
            one.name,
            kind_or_unnamed(one.kind)[0],
            one.summary,
            one.checked_on,
            one.answer or "",
            one.is_overdue,
        )
        for one in entries
    )
    csrf = form_proof(session_secret(request))
    page = OwnEntriesPage(csrf, items, done, is_stopped, held.letter_id is not None)
    return page_response("own_entries", page)


@router.post("/own-entries")
@anybody
def say_of_entry(request: Request, _own: OwnForm, found: HeldPass, sent: SentForm) -> Response:
    """Whoever typed the code says of one entry: still right, change it, it has gone."""
    held = _held(found)
    asset_id, way = _id(sent.get("entry")), sent.get("way")
    if way == "right":
        return _did(request, held, lambda session: say_right(session, held, [asset_id]))
    if way == "gone":
        return _did(request, held, lambda session: say_gone(session, held, asset_id))
    if way != "change":
        return _page(request, held)
    with transaction() as session:
        check_pass(session, held, asset_id)
        asset = asset_by_id(session, asset_id)
    return RedirectResponse(f"/suggest/{asset.slug}", 303)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NoPass(NO_PASS) from None


def _did(request: Request, held: Pass, work: Callable[[Session], object]) -> Response:
    try:
        in_transaction(work)
    except NotCheckable as reason:
        return _page(request, held, str(reason))
    if held.letter_id is None:  # a mail remembers its answers; without one, say it here
        return _page(request, held, "Thank you. We wrote that down.")
    return RedirectResponse("/own-entries", 303)


@router.post("/own-entries/all")
@anybody
def confirm_all(request: Request, _own: OwnForm, found: HeldPass) -> Response:
    """Whoever typed the code says that all entries without an answer are still right."""
    held = _held(found)
    done = in_transaction(lambda session: say_all_right(session, held))
    return _page(request, held, f"{counted(done, 'entry is', 'entries are')} confirmed. Thank you.")


@router.post("/own-entries/mails")
@anybody
def choose_mails(request: Request, _own: OwnForm, found: HeldPass, sent: SentForm) -> Response:
    """Whoever typed the code stops these mails, or gets them again."""
    held = _held(found)
    change = resume_mails if sent.get("mails") == "again" else stop_mails
    in_transaction(lambda session: change(session, held.mark))
    return _page(request, held, "We wrote that down.")


@router.get("/own-entries/{slug}/history")
@anybody
def read_own_history(found: HeldPass, slug: str) -> Response:
    """Whoever typed the code sees what was changed of their entry and when, and its checks.

    Not by whom, and not the words of others: those are theirs.
    """
    held = _held(found)
    with transaction() as session:
        asset = asset_by_id(session, asset_id_of(session, slug))
        check_pass(session, held, asset.id)
        events = asset_history(session, asset.id)
        checks = checks_of(session, asset.id)
    page = OwnHistoryPage(
        asset.name,
        slug,
        tuple(_version(event, asset.kind) for event in reversed(events)),
        tuple(
            PastCheck(
                one.checked_at,
                # Which contact is not kept: it may be another one than who reads this.
                "A contact of this entry"
                if one.checked_by == "contact"
                else "Somebody from the register",
                HOW[one.method],
                FOUND[one.outcome],
            )
            for one in checks
        ),
    )
    return page_response("own_history", page)


def _version(event: LoggedEvent, kind: str) -> OwnVersion:
    fields = () if event.action == "added" else tuple(sorted(event.changes))
    labels = tuple(field_label(name, kind) for name in fields)
    return OwnVersion(event.recorded_at, ACTIONS[event.action], labels)
