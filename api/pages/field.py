"""The builder's form: see what may be known already, save once."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from api.dependencies import BuilderPage
from api.finished import HTML, OWN_PAGES_ONLY
from api.pages.field_values import draft_from, field_errors
from api.pages.forms import SENT_BEFORE, SentForm, uuid_of
from api.pages.kind_choices import kind_choices
from api.pages.session_values import typed_sessions, with_room
from api.pages.shaping import kind_or_unnamed, list_item, locality_links
from api.sessions import form_proof, session_secret
from frontend.rendering import render
from frontend.views import (
    AddedPage,
    FieldError,
    FieldPage,
    FieldValues,
    LikelyDuplicate,
)
from register.assets.drafts import Fault, InvalidDraft, checked_draft
from register.database.engines import transaction
from register.people.holders import Holder
from register.proposals.additions import (
    Addition,
    DifferentContent,
    OutsideBorough,
    add_asset,
    look_at,
)
from register.proposals.for_whom_texts import joined_groups
from register.publishing.pages import site_known

router = APIRouter()


def typed_values(
    kind: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    postcode: Annotated[str, Form()] = "",
    lon: Annotated[str, Form()] = "",
    lat: Annotated[str, Form()] = "",
    accuracy_metres: Annotated[str, Form()] = "",
    summary: Annotated[str, Form()] = "",
    website: Annotated[str, Form()] = "",
    phone: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    precision: Annotated[str, Form()] = "",
    contact_name: Annotated[str, Form()] = "",
    audience: Annotated[str, Form()] = "public",
    lawful_basis: Annotated[str, Form()] = "public_task",
    consent_on: Annotated[str, Form()] = "",
    consent_how: Annotated[str, Form()] = "",
    origin: Annotated[str, Form()] = "website",
    age_from: Annotated[str, Form()] = "",
    age_to: Annotated[str, Form()] = "",
    groups: Annotated[list[str] | None, Form()] = None,
    for_note: Annotated[str, Form()] = "",
    for_said_by: Annotated[str, Form()] = "",
) -> FieldValues:
    """What was typed, as it was typed but for spaces around it."""
    typed = (kind, name, postcode, lon, lat, accuracy_metres, summary, website, phone, email)
    more = (precision, contact_name, audience, lawful_basis, consent_on, consent_how, origin)
    for_whom = (age_from, age_to, joined_groups(groups or []), for_note, for_said_by)
    return FieldValues(*(value.strip() for value in (*typed, *more, *for_whom)))


Typed = Annotated[FieldValues, Depends(typed_values)]
Word = Annotated[str, Form()]


def _page(template: str, page: object, status: int = 200) -> Response:
    with transaction() as session:
        site = site_known(session)
    body = render(template, page=page, current="/field", **vars(site))
    return Response(body, status, OWN_PAGES_ONLY, HTML)


@router.get("/field")
def read_field_form(request: Request, holder: BuilderPage) -> Response:
    """The form, for builders, stewards and administrators who are signed in."""
    return _form(request, holder, FieldValues(), str(uuid4()))


def _form(
    request: Request,
    holder: Holder,
    values: FieldValues,
    submission: str,
    errors: tuple[FieldError, ...] = (),
    duplicates: tuple[LikelyDuplicate, ...] = (),
) -> Response:
    shown = replace(values, sessions=with_room(values.sessions))
    page = FieldPage(
        csrf=form_proof(session_secret(request)),
        submission=submission,
        families=kind_choices(),
        values=shown,
        errors=errors,
        duplicates=duplicates,
        signed_in_as=holder.label,
    )
    return _page("field", page, 422 if errors else 200)


def _submission_id(text: str) -> str:
    return str(uuid_of(text) or uuid4())


@router.post("/field")
def save_field_form(
    request: Request,
    holder: BuilderPage,
    values: Typed,
    sent: SentForm,
    submission: Word = "",
    confirmed: Word = "",
) -> Response:
    """Builders, stewards and administrators who are signed in. Nothing typed is ever lost."""
    wanted = _submission_id(submission)
    values = replace(values, sessions=typed_sessions(sent))
    try:
        return _save(request, holder, values, wanted, is_confirmed=confirmed == "yes")
    except InvalidDraft as reason:
        return _form(request, holder, values, wanted, field_errors(reason.faults))
    except OutsideBorough as reason:
        faults = [Fault("postcode", str(reason))]
        return _form(request, holder, values, wanted, field_errors(faults))
    except DifferentContent:
        faults = [Fault("name", SENT_BEFORE)]
        return _form(request, holder, values, str(uuid4()), field_errors(faults))


def _save(
    request: Request, holder: Holder, values: FieldValues, submission: str, *, is_confirmed: bool
) -> Response:
    draft = checked_draft(draft_from(values))
    with transaction() as session:
        seen = look_at(session, draft)
    if seen.doubles and not is_confirmed:
        return _form(request, holder, values, submission, duplicates=_duplicates(seen))
    with transaction() as session:
        addition = add_asset(
            session,
            draft,
            holder=holder,
            door="field",
            request_id=UUID(submission),
        )
    return _page("field_added", _added(values, addition))


def _duplicates(seen: Addition) -> tuple[LikelyDuplicate, ...]:
    unsaid = {"postcode": None, "family": "", "checked_on": None}
    items = [list_item({**row, **unsaid}) for row in seen.doubles]
    return tuple(LikelyDuplicate(item.name, item.kind, item.href, item.place) for item in items)


def _added(values: FieldValues, addition: Addition) -> AddedPage:
    ward = next((place["name"] for place in addition.localities if place["kind"] == "ward"), "")
    public = {
        "street": "the street, not the house",
        "postcode": "the middle of the postcode",
        "ward": f"somewhere in {ward}",
        "none": "no place at all",
        "never": "nothing. Nobody can find it",
    }.get(addition.precision, "")
    placed = "where you stood" if addition.placed_by == "point" else f"at {values.postcode.upper()}"
    return AddedPage(
        name=values.name,
        kind=kind_or_unnamed(values.kind)[0],
        is_published=addition.asset_id is not None,
        href=f"/assets/{addition.slug}"
        if addition.slug and addition.precision != "never"
        else None,
        placed=placed,
        localities=locality_links(addition.localities),
        public_place=public,
    )
