"""What is held about a person: administrators look it up, hand it out and erase it."""

import json
from collections.abc import Sequence
from itertools import groupby

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from api.dependencies import AdministratorPage
from api.pages.forms import Sent, SentForm
from api.pages.signing import page_response
from api.sessions import form_proof, session_secret
from frontend.privacy_views import FieldError, HeldItem, PrivacyPage
from register.database.engines import transaction
from register.people.accounts import log_account
from register.privacy.erasing import erase_for_good
from register.privacy.errors import NobodyNamed, NotErasable
from register.privacy.files import files_about
from register.privacy.gathering import everything_about, subject_titles
from register.privacy.holdings import Holding, holdings_of
from register.privacy.known_by import KnownBy, known_by
from register.privacy.retention_rules import retention_rules
from register.settings import settings

router = APIRouter()
SHOWN = 5


@router.get("/privacy")
def read_privacy(request: Request, _holder: AdministratorPage) -> Response:
    """Administrators look up what is held about a person, and see how long things are kept."""
    return _page(request)


def _page(request: Request, sent: Sent | None = None, **values: object) -> Response:
    page = PrivacyPage(
        csrf=form_proof(session_secret(request)),
        rules=tuple((rule.what, f"{rule.days} days from {rule.counted_from}", rule.why)
                    for rule in retention_rules()),
        email=sent.get("email") if sent else "",
        name=sent.get("name") if sent else "",
        **values,  # type: ignore[arg-type]
    )  # fmt: skip
    return page_response("privacy", page, 422 if page.errors else 200, "/account")


@router.post("/privacy")
def find_person(request: Request, holder: AdministratorPage, sent: SentForm) -> Response:
    """Administrators find everything held about somebody, by e-mail address or name."""
    try:
        known = known_by(sent.get("email"), sent.get("name"))
    except NobodyNamed as reason:
        return _page(request, sent, errors=(FieldError("email", str(reason)),))
    with transaction() as session:
        log_account(session, holder.id, "looked for what is held about somebody", holder.actor)
    return _found(request, sent, known)


def _found(
    request: Request, sent: Sent, known: KnownBy, errors: tuple[FieldError, ...] = ()
) -> Response:
    with transaction(is_long=True) as session:
        items = _items(session, holdings_of(session, known))
    folder = settings().data_dir
    found = files_about(known)
    return _page(
        request,
        sent,
        is_found=True,
        items=items,
        files=tuple(str(path.relative_to(folder)) for path in found.naming),
        closed_files=tuple(str(path.relative_to(folder)) for path in found.closed),
        errors=errors,
    )


def _items(session: Session, holdings: Sequence[Holding]) -> tuple[HeldItem, ...]:
    ordered = sorted(holdings, key=lambda one: one.subject)
    titles = subject_titles(session, holdings)
    items = []
    for subject, group in groupby(ordered, key=lambda one: one.subject):
        rows = list(group)
        title, href = titles.get(subject, (subject.capitalize(), ""))
        said = tuple((row.store.words, row.excerpts[0]) for row in rows[:SHOWN])
        items.append(HeldItem(subject, title, href, any(one.is_sure for one in rows), said))
    return tuple(sorted(items, key=lambda one: not one.is_sure))


@router.post("/privacy/export")
def export_person(request: Request, holder: AdministratorPage, sent: SentForm) -> Response:
    """Administrators take out everything held about somebody, as one file."""
    try:
        known = known_by(sent.get("email"), sent.get("name"))
    except NobodyNamed as reason:
        return _page(request, sent, errors=(FieldError("email", str(reason)),))
    with transaction(is_long=True) as session:
        told = everything_about(session, known)
        log_account(session, holder.id, "took out all that is held about somebody", holder.actor)
    said = json.dumps(told, indent=2, ensure_ascii=False, default=str)
    headers = {"Content-Disposition": 'attachment; filename="held-about-a-person.json"'}
    return Response(said, 200, headers, "application/json")


@router.post("/privacy/erase")
def erase_person(request: Request, holder: AdministratorPage, sent: SentForm) -> Response:
    """Administrators erase somebody for good: an address everywhere, a name where they say."""
    try:
        known = known_by(sent.get("email"), sent.get("name"))
    except NobodyNamed as reason:
        return _page(request, sent, errors=(FieldError("email", str(reason)),))
    if sent.get("sure") != "yes":
        wrong = FieldError("sure", "Tick that this is to be erased for good.")
        return _found(request, sent, known, (wrong,))
    subjects = sent.all("subjects")
    if known.way == "name" and not subjects:
        wrong = FieldError("subjects", "Choose where the name means this person.")
        return _found(request, sent, known, (wrong,))
    try:
        with transaction(is_long=True) as session:
            erased = erase_for_good(
                session, known, actor=holder.actor, subjects=subjects, acting=holder.account_id
            )
    except NotErasable as reason:
        return _found(request, sent, known, (FieldError("sure", str(reason)),))
    done = (
        f"Erased from {erased.places} places. {len(erased.assets)} entries have a new version, "
        "which says that something was erased and not what."
    )
    return _page(request, None, done=done)
