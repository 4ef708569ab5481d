"""I checked it: what a builder or steward found at an entry, in a few presses."""

from typing import cast
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import BuilderPage
from api.pages.forms import SENT_BEFORE, Sent, SentForm, submission_of
from api.pages.signing import page_response
from api.sessions import form_proof, session_secret
from frontend.review_views import CheckedPage, CheckPage, FieldError, PastCheck
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.events.actors import actor_names
from register.people.holders import Holder
from register.proposals.receipts import DifferentContent
from register.proposals.seeing import asset_seen_by
from register.proposals.suggesting import LONGEST_WORDS
from register.verification.checking import Check, Checked, check_asset, checks_of
from register.verification.recording import Method, Outcome

router = APIRouter()
METHODS = ("visit", "phone", "owner")
OUTCOMES = ("correct", "changed", "gone", "no_answer")
HOW = {
    "visit": "went there",
    "phone": "phoned",
    "email_link": "by the link in a mail",
    "owner": "heard it from the group",
    "source": "saw it in its source",
}
FOUND = {
    "correct": "It was right",
    "changed": "Something had changed",
    "gone": "Said to be gone",
    "no_answer": "Nobody answered",
}


@router.get("/assets/{slug}/check")
def read_check_form(request: Request, holder: BuilderPage, slug: str) -> Response:
    """The form, for builders, stewards and administrators who are signed in."""
    return _form(request, holder, slug)


def _form(
    request: Request,
    holder: Holder,
    slug: str,
    sent: Sent | None = None,
    errors: tuple[FieldError, ...] = (),
    *,
    is_other: bool = False,
) -> Response:
    with transaction() as session:
        asset = asset_seen_by(session, holder, slug)
        found = checks_of(session, asset.id)
        names = actor_names(session, (one.checked_by for one in found))
    page = CheckPage(
        csrf=form_proof(session_secret(request)),
        submission=(sent.get("submission") if sent and not is_other else "") or str(uuid4()),
        name=asset.name,
        slug=slug,
        method=sent.get("method") if sent else "",
        outcome=sent.get("outcome") if sent else "",
        words=sent.get("words") if sent else "",
        checks=tuple(
            PastCheck(
                one.checked_at,
                "The group" if one.checked_by == "contact" else names[one.checked_by],
                HOW[one.method],
                FOUND[one.outcome],
            )
            for one in found
        ),
        errors=errors,
    )
    return page_response("check", page, 422 if errors else 200)


@router.post("/assets/{slug}/check")
def save_check(request: Request, holder: BuilderPage, slug: str, sent: SentForm) -> Response:
    """Builders, stewards, administrators who are signed in. "It has gone" waits for a steward."""
    errors = []
    if sent.get("outcome") not in OUTCOMES:
        errors.append(FieldError("outcome", "Choose what you found"))
    if sent.get("method") not in METHODS:
        errors.append(FieldError("method", "Choose how you checked"))
    if len(sent.get("words")) > LONGEST_WORDS:
        errors.append(FieldError("words", "This is too long: use at most 2,000 characters"))
    if errors:
        return _form(request, holder, slug, sent, tuple(errors))
    if sent.get("outcome") == "changed":
        # It counts as checked once what they say on the form that asks what changed is applied.
        return RedirectResponse(f"/suggest/{slug}?checked={sent.get('method')}", 303)
    try:
        done = _check(holder, slug, sent)
    except DifferentContent:
        other = (FieldError("outcome", SENT_BEFORE),)
        return _form(request, holder, slug, sent, other, is_other=True)
    return page_response("checked", _page(done, sent))


def _check(holder: Holder, slug: str, sent: Sent) -> tuple[str, Checked]:
    with transaction() as session:
        asset = asset_seen_by(session, holder, slug)
    check = Check(
        asset.id,
        cast(Method, sent.get("method")),
        cast(Outcome, sent.get("outcome")),
        sent.get("words"),
    )
    submission = submission_of(sent)
    done = in_transaction(lambda s: check_asset(s, check, holder, "field", submission))
    return asset.name, done


def _page(done: tuple[str, Checked], sent: Sent) -> CheckedPage:
    name, checked = done
    said = {
        "correct": ("Thank you", "Everybody sees now that it was checked today."),
        "no_answer": ("Thank you", "We wrote down that nobody answered. Please try again later."),
        "gone": ("Thank you", "A steward will look at it before it is taken off the list."),
    }[sent.get("outcome")]
    if checked.is_closed:
        said = ("It is closed", "It is off the list now.")
    return CheckedPage(name, checked.slug, *said, is_closed=checked.is_closed)
