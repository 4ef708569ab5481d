"""What an entry offers and needs: added, changed and taken off by people who are signed in."""

from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import BuilderPage
from api.pages.forms import Sent, SentForm
from api.pages.links import done_page, seen_version
from api.pages.offer_words import offer_item
from api.pages.signing import page_response
from api.sessions import form_proof, session_secret
from frontend import words
from frontend.belonging_views import FieldError, OfferFormPage, OfferLine, OfferValues
from frontend.choices import Choice
from register.assets.current import CurrentAsset
from register.assets.drafts import Fault, InvalidDraft
from register.assets.values import OFFER_KEY
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.kinds.fields import BadField, parse_date
from register.offers.kinds import offer_kinds
from register.people.holders import Holder
from register.proposals.errors import NothingToChange, NotOpen
from register.proposals.seeing import asset_seen_by
from register.proposals.submitting import Outcome, Wish, submit

router = APIRouter()
FIELD = "offers."
DAYS = ("from_on", "until_on")
FIELDS = tuple(vars(OfferValues()))
YES_NO = {"yes": True, "no": False}


@router.get("/assets/{slug}/offers")
def read_offer_form(request: Request, holder: BuilderPage, slug: str, change: str = "") -> Response:
    """For builders, stewards and administrators who are signed in."""
    return _page(request, holder, slug, change[:32])


def _page(
    request: Request,
    holder: Holder,
    slug: str,
    change: str = "",
    sent: Sent | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    with transaction() as session:
        asset = asset_seen_by(session, holder, slug)
    page = offer_page(request, asset, change, sent, errors)
    return page_response("offer_form", page, 422 if errors else 200)


def offer_page(
    request: Request,
    asset: CurrentAsset,
    change: str = "",
    sent: Sent | None = None,
    errors: tuple[FieldError, ...] = (),
    **more: Any,
) -> OfferFormPage:
    """The form about an entry as it is, with one of its offers in it, or what was typed."""
    known = _known(asset)
    typed = OfferValues()
    if sent and not sent.get("end"):
        typed = OfferValues(**{name: sent.get(name) for name in vars(typed)})
    elif change in known:
        typed = _values(known[change])
    return OfferFormPage(
        csrf=form_proof(session_secret(request)),
        name=asset.name,
        slug=asset.slug,
        version=asset.version,
        lines=tuple(OfferLine(key, offer_item(said)) for key, said in known.items()),
        kinds=tuple(Choice(k.slug, f"{k.offer}, or: {k.need}") for k in offer_kinds().kinds),
        typed=typed,
        changing=change if change in known else "",
        errors=errors,
        **more,
    )


def _known(asset: CurrentAsset) -> dict[str, dict[str, Any]]:
    return {
        name.removeprefix(FIELD): said
        for name, said in sorted(asset.fields.items())
        if name.startswith(FIELD)
    }


def _values(said: dict[str, Any]) -> OfferValues:
    shown = {name: str(value) for name, value in said.items()}
    if "has_certificate" in said:
        shown["has_certificate"] = "yes" if said["has_certificate"] else "no"
    for day in DAYS:
        if day in said:
            shown[day] = words.numbers(parse_date(said[day]))
    return OfferValues(**shown)


@router.post("/assets/{slug}/offers")
def change_offers(request: Request, holder: BuilderPage, slug: str, sent: SentForm) -> Response:
    """Builders, stewards, administrators who are signed in. What they may not do at once waits."""
    try:
        outcome, name = _change(holder, slug, sent)
    except (InvalidDraft, NotOpen, NothingToChange) as reason:
        return _page(request, holder, slug, sent.get("key"), sent, offer_errors(reason))
    return done_page(outcome, name, slug, "It is written down.")


def offer_errors(reason: InvalidDraft | NotOpen | NothingToChange) -> tuple[FieldError, ...]:
    """What is wrong, each at its field; what is about no field at the words."""
    if not isinstance(reason, InvalidDraft):
        return (FieldError("words", str(reason)),)
    fields = ((fault.field.rpartition(".")[2], fault.sentence) for fault in reason.faults)
    return tuple(FieldError(name if name in FIELDS else "words", said) for name, said in fields)


def _change(holder: Holder, slug: str, sent: Sent) -> tuple[Outcome, str]:
    with transaction() as session:
        asset = asset_seen_by(session, holder, slug)
    wish = Wish("change", asset.id, offer_values(sent), seen_version(sent, asset))
    return in_transaction(lambda s: submit(s, wish, holder=holder, door="field")), asset.name


def offer_values(sent: Sent) -> dict[str, Any]:
    """The field that the form changes, and what it shall be; raises InvalidDraft."""
    if end := sent.get("end"):
        return {f"{FIELD}{end}": None}
    key = sent.get("key")
    key = key if OFFER_KEY.fullmatch(key) else uuid4().hex[:12]
    return {f"{FIELD}{key}": _typed(sent)}


def _typed(sent: Sent) -> dict[str, Any]:
    """An offer as a draft's values; raises InvalidDraft with every field that is not right."""
    faults = []
    for name, sentence in (
        ("way", "Choose whether it is offered or needed."),
        ("kind", "Choose what it is."),
        ("words", "Say in a few words what it is."),
    ):
        if not sent.get(name):
            faults.append(Fault(name, sentence))
    typed: dict[str, Any] = {
        name: sent.get(name) for name in ("way", "kind", "words", "hours", "skills")
    }
    for day in DAYS:
        try:
            typed[day] = parse_date(sent.get(day)).isoformat() if sent.get(day) else None
        except BadField:
            faults.append(Fault(day, "Write the day like 27/3/2026, or leave it empty."))
    typed["has_certificate"] = YES_NO.get(sent.get("has_certificate"))
    if faults:
        raise InvalidDraft(faults)
    return typed
