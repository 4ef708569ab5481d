"""What people said is missing, and their ideas: the list that is kept for each area."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.dependencies import OverseerPage
from api.pages.field_words import area_names
from api.pages.queue_words import ACTIONS, VOICE_BECAME
from api.pages.shaping import LABELS
from api.pages.signing import page_response
from frontend.analyst_views import MissingPage, VoiceItem
from frontend.choices import Choice
from frontend.words import counted
from register.database.engines import transaction
from register.people.holders import Holder
from register.proposals.rights import DECIDERS
from register.proposals.voices import Voice, VoicePlace, voice_places, voices

router = APIRouter()
PAGE = 50
ABOUT = ("missing", "idea")


@router.get("/missing")
def read_missing(
    holder: OverseerPage,
    place: Annotated[str, Query(max_length=100)] = "",
    about: Annotated[str, Query(max_length=20)] = "",
    before_at: datetime | None = None,
    before_id: UUID | None = None,
) -> Response:
    """Stewards where they decide, analysts and administrators everywhere; nobody's address."""
    if not (holder.may_use("proposals:write") or holder.may_use("reports:read")):
        raise HTTPException(403, "The key that you signed in with is not for this.")
    before = (before_at, before_id) if before_at and before_id else None
    about = about if about in ABOUT else ""
    with transaction() as session:
        places = voice_places(session, holder)
        chosen = next((one for one in places if one.key == place), None)
        key = chosen.key if chosen else ""
        found = voices(session, holder, place=key, action=about, before=before, limit=PAGE + 1)
    page = MissingPage(
        places=tuple(_choice(one, key) for one in places),
        actions=tuple(Choice(one, ACTIONS[one], one == about) for one in ABOUT),
        items=tuple(_item(one, holder) for one in found[:PAGE]),
        heading=f"{chosen.name} {LABELS[chosen.kind]}" if chosen else "",
        next_href=_next(found[PAGE - 1], key, about) if len(found) > PAGE else "",
    )
    return page_response("missing", page, current="/missing")


def _choice(one: VoicePlace, key: str) -> Choice:
    said = counted(one.count, "entry", "entries") if one.count else "nothing yet"
    return Choice(one.key, f"{one.name} ({LABELS[one.kind]}): {said}", one.key == key)


def _item(one: Voice, holder: Holder) -> VoiceItem:
    may_decide = holder.role in DECIDERS and holder.may_use("proposals:write")
    return VoiceItem(
        what=ACTIONS[one.action],
        places=area_names(one.localities),
        said_on=one.submitted_at.date(),
        status=VOICE_BECAME[one.status],
        words=one.words,
        decided_on=one.decided_at.date() if one.decided_at else None,
        answer=one.public_answer,
        href=f"/queue/{one.id}" if may_decide else "",
    )


def _next(last: Voice, place: str, about: str) -> str:
    asked = {"place": place, "about": about} | {
        "before_at": last.submitted_at.isoformat(),
        "before_id": str(last.id),
    }
    return f"/missing?{urlencode(asked)}"
