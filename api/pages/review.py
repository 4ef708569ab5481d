"""What the links in a mail to a contact open. Opening does nothing; the code of the mail does."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.dependencies import OwnForm, anybody
from api.pages.forms import Sent, SentForm
from api.pages.passing import browser_secret, here_proof, is_here, keep_browser, let_in
from api.pages.signing import page_response
from api.sessions import form_proof, place_of, session_secret
from frontend.review_views import FieldError, LetterPage, StopPage
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.people.signing_in import Refused
from register.verification.addresses import stop_mails
from register.verification.answering import entries_in, find_item, say_gone, say_right
from register.verification.passes import KnownLetter, find_letter, find_pass, fits, new_pass

router = APIRouter()
TOO_OLD = "This link is too old, or not whole. Wait for the next mail, or find your entry here."
OTHER_BROWSER = "Press the button once more: this page was opened in another window."


@router.get("/review/stop/{secret}")
@anybody
def read_stop(request: Request, secret: str) -> Response:
    """Whoever follows the way out of a mail is asked for its code: opening it stops nothing."""
    _letter(secret, is_stop=True)
    return _stop_page(request, secret)


@router.post("/review/stop/{secret}")
@anybody
def stop_by_mail_program(
    secret: str,
    said: Annotated[str, Form(alias="List-Unsubscribe", max_length=20)] = "",
) -> Response:
    """The one press in a mail program, whose own server sends this form: RFC 8058, section 3.1.

    It comes without cookies and from nowhere, so nothing but the secret can be asked of it.
    """
    letter = _letter(secret, is_stop=True)
    if said != "One-Click":
        raise HTTPException(422, "Press the button on the page that this address opens.")
    in_transaction(lambda session: stop_mails(session, letter.mark))
    return Response("You get no more of these mails.", media_type="text/plain; charset=utf-8")


@router.post("/review/stop/{secret}/code")
@anybody
def stop_by_code(request: Request, _own: OwnForm, secret: str, sent: SentForm) -> Response:
    """Whoever has the mail and types its code gets no more of these mails."""
    letter = _letter(secret, is_stop=True)
    if refused := fits(letter, sent.get("code"), place_of(request)):
        return _stop_page(request, secret, sent.get("code"), refused)
    in_transaction(lambda session: stop_mails(session, letter.mark))
    return page_response("stop", StopPage("", "", is_done=True))


def _stop_page(
    request: Request, secret: str, code: str = "", refused: Refused | None = None
) -> Response:
    page = StopPage(
        csrf=form_proof(session_secret(request)),
        action=f"/review/stop/{secret}/code",
        code=code,
        errors=(FieldError("code", refused.sentence),) if refused else (),
    )
    return page_response("stop", page, _status(refused))


def _status(refused: Refused | None) -> int:
    return (429 if refused.is_limit else 422) if refused else 200


@router.get("/review/{secret}")
@anybody
def read_letter(request: Request, secret: str) -> Response:
    """Whoever follows the link in their mail is asked for its code."""
    return _page(request, secret, 0, "")


@router.get("/review/{secret}/{number}/{way}")
@anybody
def read_letter_about(request: Request, secret: str, number: int, way: str) -> Response:
    """The same for one entry, and what they want to say of it."""
    return _page(request, secret, number, way)


def _letter(secret: str, *, is_stop: bool = False) -> KnownLetter:
    with transaction() as session:
        letter = find_letter(session, secret, is_stop=is_stop)
    if letter is None:
        raise HTTPException(404, TOO_OLD)
    return letter


def _page(
    request: Request,
    secret: str,
    number: int,
    way: str,
    code: str = "",
    refused: Refused | None = None,
) -> Response:
    letter = _letter(secret)
    with transaction() as session:
        found = find_item(session, letter.id, number) if 0 < number < 10_000 else None
        count = entries_in(session, letter.id)
    browser = browser_secret(request)
    page = LetterPage(
        csrf=form_proof(session_secret(request)),
        here=here_proof(browser),
        action=f"/review/{secret}",
        count=count,
        number=number if found else 0,
        way=way if found and way in ("right", "change", "gone") else "",
        name=found[2] if found else "",
        code=code,
        errors=(FieldError("code", refused.sentence),) if refused else (),
    )
    return keep_browser(page_response("letter", page, _status(refused)), browser)


@router.post("/review/{secret}")
@anybody
def answer_letter(request: Request, _own: OwnForm, secret: str, sent: SentForm) -> Response:
    """Whoever types the code of the mail, in the browser that was shown the page."""
    letter = _letter(secret)
    refused = None
    if not is_here(request, sent.get("here")):
        refused = Refused(OTHER_BROWSER)
    refused = refused or fits(letter, sent.get("code"), place_of(request))
    number = _number(sent)
    if refused:
        return _page(request, secret, number, sent.get("way"), sent.get("code"), refused)
    held, path = _said(letter, number, sent.get("way"))
    return let_in(path, held)


def _number(sent: Sent) -> int:
    said = sent.get("number")
    return int(said) if said.isdecimal() and len(said) < 6 else 0


def _said(letter: KnownLetter, number: int, way: str) -> tuple[str, str]:
    """Let them in, and do what the link was for; answers the pass and where to go on."""
    with transaction() as session:
        secret = new_pass(session, letter.mark, letter_id=letter.id)
        held = find_pass(session, secret)
        found = find_item(session, letter.id, number) if number else None
    assert held is not None
    if found is None:
        return secret, "/own-entries"
    asset_id: UUID = found[0]
    if way == "right":
        in_transaction(lambda session: say_right(session, held, [asset_id]))
    elif way == "gone":
        in_transaction(lambda session: say_gone(session, held, asset_id))
    elif way == "change":
        return secret, f"/suggest/{found[1]}"
    return secret, "/own-entries"
