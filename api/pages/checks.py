"""Entries that wait for somebody to go and look, for stewards in their wards and for builders."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import BuilderPage
from api.pages.field_words import area_names
from api.pages.shaping import kind_or_unnamed
from api.pages.signing import page_response
from frontend.review_views import ChecksPage, DueItem
from frontend.words import counted
from register.database.engines import transaction
from register.verification.waiting import WaitingEntry, count_waiting, waiting_entries

router = APIRouter()
PAGE = 50


@router.get("/checks")
def read_checks(
    holder: BuilderPage, after_at: datetime | None = None, after_id: UUID | None = None
) -> Response:
    """Stewards see what is due in their wards and kinds; builders what is due and public."""
    after = (after_at, after_id) if after_at and after_id else None
    with transaction() as session:
        found = waiting_entries(session, holder, after, PAGE)
        count = count_waiting(session, holder)
    following = ""
    if len(found) == PAGE:
        last = found[-1]
        asked = {"after_at": last.since.isoformat(), "after_id": str(last.asset_id)}
        following = f"/checks?{urlencode(asked)}"
    page = ChecksPage(tuple(_item(one) for one in found), count, following)
    return page_response("checks", page, 200, "/checks")


def _item(one: WaitingEntry) -> DueItem:
    asked = f"Asked {counted(one.mails, 'time', 'times')} by mail, no answer"
    return DueItem(
        name=one.name,
        kind=kind_or_unnamed(one.kind)[0],
        href=f"/assets/{one.slug}/check",
        places=area_names(one.localities),
        since=one.since.date(),
        why=asked if one.mails else "Nobody can be asked by mail",
    )
