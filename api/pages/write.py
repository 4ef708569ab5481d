"""Writing to a group: a form that passes a message on by mail and shows no address."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.dependencies import OwnForm, ReaderDep, anybody
from api.finished import HTML, OWN_PAGES_ONLY
from api.pages.forms import Sent, SentForm
from api.sessions import form_proof, place_of, session_secret
from frontend.choices import Choice
from frontend.contact_views import FieldError, WritePage, WrittenPage
from frontend.rendering import render
from register.assets.drafts import InvalidDraft
from register.contacting.errors import NobodyToWriteTo, TooManyMessages
from register.contacting.writing import Message, checked_message, pass_on
from register.publishing.pages import Site, asset_row
from register.settings import settings

router = APIRouter()
TRAP = "nickname"  # no person sees this field, so what fills it in is a machine
WHOM = "Choose whom to write to"
NO_CONTACT = UUID(int=0)


@router.get("/assets/{slug}/write")
@anybody
async def read_write_form(request: Request, reader: ReaderDep, slug: str) -> Response:
    """The form to write to a public contact of a public entry."""
    _, row, _, site = await asset_row(reader, slug)
    return _form(request, row, site)


@router.post("/assets/{slug}/write")
@anybody
async def send_message(
    request: Request, reader: ReaderDep, _own: OwnForm, slug: str, sent: SentForm
) -> Response:
    """Whoever wants to write to a group: no account is needed. Nothing of it is kept."""
    _, row, _, site = await asset_row(reader, slug)
    if not settings().sends_mail:
        return _form(request, row, site, sent, status=503)
    errors, status = await run_in_threadpool(_send, slug, sent, place_of(request))
    if errors:
        return _form(request, row, site, sent, errors, status)
    return _page("written", WrittenPage(row["name"], slug), site)


def _send(slug: str, sent: Sent, place: str) -> tuple[tuple[FieldError, ...], int]:
    """What is in the way, with the status to answer; nothing when it is on its way."""
    if sent.get(TRAP):
        return (), 200
    contact_id = _id(sent.get("contact"))
    message = Message(
        slug,
        contact_id or NO_CONTACT,
        sent.get("words"),
        sent.get("reply_to"),
        _id(sent.get("submission")),
    )
    errors = [] if contact_id else [FieldError("contact", WHOM)]
    try:
        checked_message(message)
    except InvalidDraft as reason:
        errors += [FieldError(fault.field, fault.sentence) for fault in reason.faults]
    if errors:
        return tuple(errors), 422
    try:
        pass_on(message, place)
    except NobodyToWriteTo as reason:
        return (FieldError("contact", str(reason)),), 422
    except TooManyMessages as reason:
        return (FieldError("words", str(reason)),), 429
    return (), 200


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _form(
    request: Request,
    row: Mapping[str, Any],
    site: Site,
    sent: Sent | None = None,
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
) -> Response:
    page = WritePage(
        csrf=form_proof(session_secret(request)),
        submission=(sent.get("submission") if sent else "") or str(uuid4()),
        name=row["name"],
        slug=row["slug"],
        to=written_to(row["contacts"]),
        contact=sent.get("contact") if sent else "",
        words=sent.get("words") if sent else "",
        reply_to=sent.get("reply_to") if sent else "",
        can_send=settings().sends_mail,
        errors=errors,
    )
    return _page("write", page, site, status)


def _page(template: str, page: object, site: Site, status: int = 200) -> Response:
    body = render(template, page=page, **vars(site))
    return Response(body, status, OWN_PAGES_ONLY, HTML)


def written_to(contacts: Iterable[Mapping[str, str]]) -> tuple[Choice, ...]:
    """The public contacts that can be written to, as people would name them."""
    writable = [contact for contact in contacts if contact.get("id")]
    return tuple(
        Choice(contact["id"], _who(contact, number if len(writable) > 1 else 0))
        for number, contact in enumerate(writable, 1)
    )


def _who(contact: Mapping[str, str], number: int) -> str:
    said = ", ".join(contact[part] for part in ("name", "role") if contact.get(part))
    return said or (f"Contact {number}" if number else "the contact of this group")
