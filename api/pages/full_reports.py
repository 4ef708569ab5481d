"""What analysts download: the full report on a ward, and everything the register holds."""

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import AnalystPage
from api.full_files import TYPES, WHOLE_FORMS, full_register_file, full_ward_file
from api.pages.signing import page_response
from frontend.analyst_views import FullReportsPage, PlaceFiles
from frontend.views import Link
from register.database.engines import transaction
from register.places.questions import current_wards

router = APIRouter()
NAMES = {"xlsx": "XLSX", "csv": "CSV", "geojson": "GeoJSON", "html": "HTML"}


@router.get("/reports/full")
def list_full_reports(_holder: AnalystPage) -> Response:
    """Analysts and administrators: all files that are not public, to choose from."""
    with transaction() as session:
        wards = current_wards(session)
    page = FullReportsPage(
        whole=tuple(Link(NAMES[form], f"/reports/full.{form}") for form in WHOLE_FORMS),
        wards=tuple(
            PlaceFiles(
                name,
                tuple(Link(NAMES[form], f"/reports/wards/{slug}/full.{form}") for form in TYPES),
            )
            for slug, name in wards
        ),
    )
    return page_response("full_reports", page, current="/account")


@router.get("/reports/full.{form}")
def read_full_register(holder: AnalystPage, form: str) -> Response:
    """Analysts and administrators: every entry but people, drafts and closed ones included."""
    return full_register_file(holder, form)


@router.get("/reports/wards/{slug}/full.{form}")
def read_full_ward_report(holder: AnalystPage, slug: str, form: str) -> Response:
    """Analysts and administrators: the report on a ward with all that is not public."""
    return full_ward_file(holder, slug, form)
