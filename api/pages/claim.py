"""Do you run this? A code goes to the address on record, and who types it may say what is right."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import OwnForm, anybody
from api.pages.forms import SentForm
from api.pages.passing import let_in
from api.pages.signing import page_response
from api.sessions import clear_cookie, form_proof, give_cookie, place_of, session_secret
from frontend.review_views import ClaimPage, FieldError
from register.database.engines import transaction
from register.people.codes import MINUTES
from register.people.signing_in import Refused
from register.proposals.public_values import PublicValues, public_values
from register.settings import settings
from register.verification.claiming import ask_claim_code, claim_entry

router = APIRouter()
BROWSER = "register_claim"


def _shown(slug: str) -> PublicValues:
    with transaction() as session:
        return public_values(session, slug)


@router.get("/assets/{slug}/claim")
@anybody
def read_claim(request: Request, slug: str) -> Response:
    """Whoever runs a public entry may ask for a code."""
    return _page(request, slug)


def _page(
    request: Request,
    slug: str,
    *,
    is_asked: bool = False,
    code: str = "",
    refused: Refused | None = None,
) -> Response:
    page = ClaimPage(
        csrf=form_proof(session_secret(request)),
        name=_shown(slug).texts["name"],
        slug=slug,
        minutes=MINUTES,
        can_send=settings().sends_mail,
        is_asked=is_asked,
        code=code,
        errors=(FieldError("code" if is_asked else "send", refused.sentence),) if refused else (),
    )
    status = (429 if refused.is_limit else 422) if refused else 200
    return page_response("claim", page, status)


@router.post("/assets/{slug}/claim")
@anybody
def ask_for_code(request: Request, _own: OwnForm, slug: str) -> Response:
    """Whoever asks: the code goes to the contacts on record, and the answer is always the same."""
    if not settings().sends_mail:
        return _page(request, slug)
    browser = ask_claim_code(_shown(slug).id, place_of(request))
    if isinstance(browser, Refused):
        return _page(request, slug, refused=browser)
    response = _page(request, slug, is_asked=True)
    give_cookie(response, BROWSER, browser, MINUTES * 60)
    return response


@router.post("/assets/{slug}/claim/code")
@anybody
def enter_code(request: Request, _own: OwnForm, slug: str, sent: SentForm) -> Response:
    """Whoever types the code, in the browser that asked for it."""
    browser = request.cookies.get(BROWSER, "")[:100]
    held = claim_entry(_shown(slug).id, browser, sent.get("code"), place_of(request))
    if isinstance(held, Refused):
        return _page(request, slug, is_asked=True, code=sent.get("code"), refused=held)
    response = let_in("/own-entries", held)
    clear_cookie(response, BROWSER)
    return response
