"""Who an entry belongs with: said and ended by people who are signed in."""

from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from api.dependencies import BuilderPage
from api.pages.forms import Sent, SentForm
from api.pages.relation_words import CHOICES, SHOWN, said_of
from api.pages.signing import page_response
from api.sessions import form_proof, session_secret
from frontend.belonging_views import FieldError, LinkLine, LinksPage
from frontend.proposal_views import SuggestedPage
from frontend.views import Link
from register.assets.current import (
    AssetUnknown,
    CurrentAsset,
    current_assets,
)
from register.assets.drafts import InvalidDraft
from register.assets.precision import NEVER, shown_precision
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.people.holders import Holder
from register.proposals.errors import NothingToChange, NotOpen
from register.proposals.privacy import sight_of
from register.proposals.seeing import asset_seen_at, asset_seen_by
from register.proposals.submitting import Outcome, Wish, submit
from register.relations.checking import FIELD, others_in

router = APIRouter()
NAMES = {one.value for one in CHOICES}


def seen_version(sent: Sent, asset: CurrentAsset) -> int:
    """The version that the form was about."""
    version = sent.get("seen_version")
    return int(version) if version.isdecimal() and len(version) < 9 else asset.version


def done_page(outcome: Outcome, name: str, slug: str, done: str) -> Response:
    """What became of a change: done, or waiting for a steward."""
    page = SuggestedPage(
        done=done if outcome.version is not None else "A steward will look at it first.",
        href=f"/assets/{slug}",
        back=Link(name, f"/assets/{slug}"),
    )
    return page_response("suggested", page)


@router.get("/assets/{slug}/links")
def read_links(request: Request, holder: BuilderPage, slug: str) -> Response:
    """Builders, stewards, administrators who are signed in; what is hidden only who decides."""
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
        lines = _lines(session, holder, asset)
    page = LinksPage(
        csrf=form_proof(session_secret(request)),
        name=asset.name,
        slug=slug,
        version=asset.version,
        lines=lines,
        choices=CHOICES,
        relation=sent.get("relation") if sent else "",
        other=sent.get("other") if sent else "",
        shown=sent.get("shown") if sent else "usual",
        errors=errors,
    )
    return page_response("links", page, 422 if errors else 200)


def _lines(session: Session, holder: Holder, asset: CurrentAsset) -> tuple[LinkLine, ...]:
    asked = list(others_in(sight_of(holder, asset).of_fields(asset.fields)))
    others = current_assets(session, [other for _, other, _ in asked])
    return tuple(
        LinkLine(
            name,
            said_of(name.removeprefix(FIELD).partition(":")[0], is_from=True),
            Link(others[other].name, f"/assets/{others[other].slug}"),
            SHOWN[shown],
        )
        for name, other, shown in asked
        if shown_precision(others[other].fields) != NEVER
        or not sight_of(holder, others[other]).is_hidden
    )


@router.post("/assets/{slug}/links")
def change_links(request: Request, holder: BuilderPage, slug: str, sent: SentForm) -> Response:
    """Builders, stewards, administrators who are signed in. What they may not do at once waits."""
    errors = []
    if not sent.get("end"):
        if sent.get("relation") not in NAMES:
            errors.append(FieldError("relation", "Choose how the two belong together"))
        if not sent.get("other"):
            errors.append(FieldError("other", "Paste the address of the other entry's page"))
        if sent.get("shown") not in SHOWN:
            errors.append(FieldError("shown", "Choose who may see it"))
    if errors:
        return _page(request, holder, slug, sent, tuple(errors))
    try:
        outcome, name = _change(holder, slug, sent)
    except (AssetUnknown, InvalidDraft, NotOpen, NothingToChange) as reason:
        field = "lines" if sent.get("end") else "other"
        return _page(request, holder, slug, sent, (FieldError(field, str(reason)),))
    return done_page(outcome, name, slug, "It is written down.")


def _change(holder: Holder, slug: str, sent: Sent) -> tuple[Outcome, str]:
    with transaction() as session:
        asset = asset_seen_by(session, holder, slug)
        wish = _ended(asset, sent) if sent.get("end") else _new(session, holder, asset, sent)
    done = in_transaction(lambda s: submit(s, wish, holder=holder, door="field"))
    return done, asset.name


def _ended(asset: CurrentAsset, sent: Sent) -> Wish:
    return Wish("change", asset.id, {sent.get("end"): None}, seen_version(sent, asset))


def _new(session: Session, holder: Holder, asset: CurrentAsset, sent: Sent) -> Wish:
    """Told by this entry of the other, or the other way round."""
    other = asset_seen_at(session, holder, sent.get("other"))
    relation = sent.get("relation")
    told_by, of = (other, asset.id) if relation.startswith("~") else (asset, other.id)
    version = told_by.version if told_by is other else seen_version(sent, asset)
    return _said(told_by.id, relation.lstrip("~"), of, sent.get("shown"), version)


def _said(asset_id: UUID, relation: str, other: UUID, shown: str, version: int) -> Wish:
    return Wish("change", asset_id, {f"{FIELD}{relation}:{other}": shown}, version)
