"""Kit that is lent: by which entry, to which, until when; and what is late."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import BuilderPage
from api.pages.forms import Sent, SentForm, uuid_of
from api.pages.signing import page_response
from api.sessions import form_proof, session_secret
from frontend.belonging_views import FieldError, LendingPage, LoanItem, LoansPage
from frontend.rendering import today
from frontend.views import Link
from register.assets.current import AssetUnknown, CurrentAsset, asset_by_id
from register.assets.drafts import Fault, InvalidDraft
from register.database.engines import transaction
from register.kinds.fields import BadField, parse_date
from register.offers.lending import Loan, bring_back, lend, loans_of, loans_out
from register.people.holders import Holder
from register.proposals.errors import NotOpen
from register.proposals.seeing import asset_seen_at, asset_seen_by

router = APIRouter()


def loan_item(loan: Loan) -> LoanItem:
    """A loan as pages show it."""
    return LoanItem(
        id=str(loan.id),
        what=loan.what,
        lender=_link(loan.lender),
        borrower=_link(loan.borrower),
        lent_on=loan.lent_on,
        due_on=loan.due_on,
        returned_on=loan.returned_on,
        is_late=loan.is_late(today()),
    )


def _link(asset: CurrentAsset) -> Link:
    return Link(asset.name, f"/assets/{asset.slug}")


@router.get("/lending")
def list_loans(holder: BuilderPage) -> Response:
    """Builders, stewards, administrators who are signed in: what is out, and what is late."""
    with transaction() as session:
        items = [loan_item(loan) for loan in loans_out(session, holder)]
    page = LoansPage(
        late=tuple(one for one in items if one.is_late),
        out=tuple(one for one in items if not one.is_late),
    )
    return page_response("loans", page)


@router.get("/assets/{slug}/lending")
def read_lending(request: Request, holder: BuilderPage, slug: str) -> Response:
    """Builders, stewards, administrators who are signed in: what one entry lends and borrows."""
    return _page(request, holder, slug)


def _page(
    request: Request,
    holder: Holder,
    slug: str,
    sent: Sent | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    with transaction() as session:
        asset = asset_seen_by(session, holder, slug)
        loans = loans_of(session, asset.id, holder)
    page = LendingPage(
        csrf=form_proof(session_secret(request)),
        name=asset.name,
        slug=slug,
        loans=tuple(loan_item(loan) for loan in loans),
        today=today(),
        borrower=sent.get("borrower") if sent else "",
        what=sent.get("what") if sent else "",
        due_on=sent.get("due_on") if sent else "",
        errors=errors,
    )
    return page_response("lending", page, 422 if errors else 200)


@router.post("/assets/{slug}/lending")
def change_lending(request: Request, holder: BuilderPage, slug: str, sent: SentForm) -> Response:
    """Builders, stewards, administrators who are signed in: lend something, or it is back."""
    try:
        _change(holder, slug, sent)
    except InvalidDraft as reason:
        errors = tuple(FieldError(fault.field, fault.sentence) for fault in reason.faults)
        return _page(request, holder, slug, sent, errors)
    except (AssetUnknown, NotOpen) as reason:
        return _page(request, holder, slug, sent, (FieldError("borrower", str(reason)),))
    return RedirectResponse(f"/assets/{slug}/lending", 303)


def _change(holder: Holder, slug: str, sent: Sent) -> None:
    with transaction() as session:
        asset = asset_seen_by(session, holder, slug)
        if sent.get("back"):
            bring_back(session, _id(sent.get("back")), asset.id, holder, today=today())
            return
        if not sent.get("borrower"):
            raise InvalidDraft([Fault("borrower", "Paste the address of who borrows it.")])
        try:
            due_on = parse_date(sent.get("due_on"))
        except BadField:
            raise InvalidDraft([Fault("due_on", "Write the day like 27/3/2026.")]) from None
        other = asset_seen_at(session, holder, sent.get("borrower"))
        borrower = asset_by_id(session, other.id)
        lend(session, asset, borrower, sent.get("what"), due_on, holder, today=today())


def _id(text: str) -> UUID:
    return uuid_of(text) or UUID(int=0)
