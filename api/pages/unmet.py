"""What people searched for and did not find, by place, for who looks after places."""

from itertools import groupby

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import OverseerPage
from api.pages.shaping import LABELS, locality_href
from api.pages.signing import page_response
from frontend.search_views import UnmetPage, UnmetPlace
from register.database.engines import transaction
from register.search.unmet import UnmetWord, unmet_words

router = APIRouter()
EVERYWHERE = "No place was named"


@router.get("/searches")
def read_unmet_searches(_holder: OverseerPage) -> Response:
    """Stewards, analysts and administrators: single words by place, nothing about who asked."""
    with transaction() as session:
        words = unmet_words(session)
    places = tuple(
        _place(key, list(found)) for key, found in groupby(words, key=lambda word: word.locality)
    )
    return page_response("unmet", UnmetPage(places), current="/searches")


def _place(key: str, words: list[UnmetWord]) -> UnmetPlace:
    first = words[0]
    name = f"{first.place} {LABELS[first.kind]}" if first.place and first.kind else EVERYWHERE
    href = locality_href(first.kind, key.partition(":")[2]) if first.kind else None
    return UnmetPlace(name, href, tuple((word.word, word.times) for word in words))
