"""What an entry offers and needs, as its contact says who typed a code: each change waits."""

import json
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from api.dependencies import OwnForm, anybody
from api.pages.forms import Sent, SentForm, submission_of
from api.pages.links import seen_version
from api.pages.offer_form import offer_errors, offer_page, offer_values
from api.pages.passing import HeldPass
from api.pages.signing import page_response
from api.pages.suggest import TOO_MANY, is_admitted
from frontend.proposal_views import SuggestedPage
from frontend.views import FieldError, Link
from register.assets.current import CurrentAsset, asset_by_id
from register.assets.drafts import InvalidDraft
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.proposals.errors import NothingToChange, NotOpen
from register.proposals.own import offers_waiting
from register.proposals.public_values import public_values
from register.proposals.references import shown_reference
from register.proposals.submitting import Outcome, Wish, submit
from register.verification.answering import DOOR, check_pass
from register.verification.passes import Pass

router = APIRouter()


def _entry(session: Session, found: Pass | None, slug: str) -> CurrentAsset:
    """The public entry that they may answer for; raises AssetUnknown and NoPass."""
    asset_id = public_values(session, slug).id
    check_pass(session, found, asset_id)
    return asset_by_id(session, asset_id)


@router.get("/own-entries/{slug}/offers")
@anybody
def read_own_offers(request: Request, found: HeldPass, slug: str, change: str = "") -> Response:
    """Whoever typed the code sees what their entry offers and needs, with a form to change it."""
    return _page(request, found, slug, change[:32])


def _page(
    request: Request,
    found: Pass | None,
    slug: str,
    change: str = "",
    sent: Sent | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    with transaction() as session:
        asset = _entry(session, found, slug)
        waiting = offers_waiting(session, asset.id)
    more = {"is_own": True, "waiting": waiting, "submission": str(uuid4())}
    page = offer_page(request, asset, change, sent, errors, **more)
    return page_response("offer_form", page, 422 if errors else 200)


@router.post("/own-entries/{slug}/offers")
@anybody
def send_own_offers(
    request: Request, _own: OwnForm, found: HeldPass, slug: str, sent: SentForm
) -> Response:
    """Whoever typed the code proposes what their entry offers or needs, for a steward to see."""
    with transaction() as session:
        asset = _entry(session, found, slug)
    try:
        values = offer_values(sent)
        if not is_admitted(request):
            raise NotOpen(TOO_MANY)
        done = _propose(found, asset, values, sent)
    except (InvalidDraft, NotOpen, NothingToChange) as reason:
        return _page(request, found, slug, sent.get("key"), sent, offer_errors(reason))
    shown = shown_reference(done.reference or "")
    back = Link(f"what {asset.name} offers and needs", f"/own-entries/{asset.slug}/offers")
    page = SuggestedPage(shown, f"/suggestions/{shown}", back=back)
    return page_response("suggested", page)


def _propose(
    found: Pass | None, asset: CurrentAsset, values: dict[str, object], sent: Sent
) -> Outcome:
    said = json.dumps(sent.starting(""))
    wish = Wish("change", asset.id, values, seen_version(sent, asset), sent=said)

    def propose(session: Session) -> Outcome:
        check_pass(session, found, asset.id)
        # No check of the entry, and no answer to a mail: they have not been shown the rest of it.
        return submit(session, wish, holder=None, door=DOOR, request_id=_request_id(sent, said))

    return in_transaction(propose)


def _request_id(sent: Sent, said: str) -> UUID | None:
    """The same content of the same form twice is one wish; other content of it is another."""
    submission = submission_of(sent)
    return uuid5(submission, said) if submission else None
