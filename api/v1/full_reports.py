"""Full reports and exports for programs of analysts, by token."""

from typing import Literal

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from api.dependencies import Analyst, Responses
from api.full_files import TYPES, WHOLE_FORMS, full_register_file, full_ward_file

router = APIRouter(prefix="/reports", tags=["reports"])
FILE: Responses = {200: {"content": {TYPES[form].partition(";")[0]: {} for form in TYPES}}}
WHOLE: Responses = {200: {"content": {TYPES[form].partition(";")[0]: {} for form in WHOLE_FORMS}}}


@router.get(
    "/full.{form}",
    summary="Everything the register holds",
    response_class=StreamingResponse,
    responses=WHOLE,
)
def read_full_register(holder: Analyst, form: Literal["xlsx", "csv"]) -> StreamingResponse:
    """For analysts and administrators, with a token. Not public: do not pass it on.

    Every entry but people, drafts and closed ones included, with its true place and where each
    came from. Contacts and what people say is missing are in XLSX only.
    """
    return full_register_file(holder, form)


@router.get(
    "/wards/{slug}/full.{form}",
    summary="The full report on a ward",
    response_class=StreamingResponse,
    responses=FILE,
)
def read_full_ward_report(
    holder: Analyst, slug: str, form: Literal["xlsx", "csv", "geojson", "html"]
) -> StreamingResponse:
    """For analysts and administrators, with a token. Not public: do not pass it on.

    The report on a ward with drafts, closed and private entries. Contacts are in XLSX only.
    """
    return full_ward_file(holder, slug, form)
