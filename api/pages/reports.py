"""Reports on wards and other places, as pages and files, and what a locality's page lists."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.dependencies import ReaderDep, anybody
from api.finished import HTML, finished
from api.pages.shaping import PATHS, kind_groups, locality_map
from frontend.rendering import render, today
from frontend.views import Download, Fact, Freshness, MissingKind, ReportPage, ReportRow
from register.places.errors import LocalityNotFound
from register.publishing.exports import ListedAsset, Listing, listing
from register.publishing.pages import locality_rows
from register.settings import settings
from reports.building import locality_report_for_web
from reports.downloads import MEDIA_TYPES, file_name, locality_csv, locality_geojson, locality_xlsx
from reports.values import CountRow, Figure, LocalityReport, Origin
from reports.writing import WRITERS

router = APIRouter()

KINDS = {path: kind for kind, path in PATHS.items()}
FORMS = {"xlsx": "XLSX", "csv": "CSV", "geojson": "GeoJSON", "html": "one page of HTML"}
HINTS = {
    "xlsx": "summary, list, comparison and sources",
    "csv": "the list, plain rows",
    "geojson": "the list, for maps",
    "html": "to print or to send",
}


@router.get("/reports/{path}/{slug}")
@anybody
async def read_report(reader: ReaderDep, path: str, slug: str) -> Response:
    """The public report on a ward, or on another sort of place, from what is public only."""
    key = _key(path, slug)
    report = await locality_report_for_web(reader, key, today())
    rows = await locality_rows(reader, key)
    page = report_page(report, rows.locality)
    body = render("report", page=page, current=f"/{path}", **vars(rows.site))
    return finished(report.listing.revision, body, HTML)


def _key(path: str, slug: str) -> str:
    if path not in KINDS or "\x00" in slug:  # PostgreSQL takes no NUL
        raise LocalityNotFound("There is no such report. Choose one on the page of the place.")
    return f"{KINDS[path]}:{slug}"


@router.get("/reports/{path}/{slug}/report.{form}")
@anybody
async def read_report_file(reader: ReaderDep, path: str, slug: str, form: str) -> Response:
    """The same report as a file: XLSX, CSV, GeoJSON or one page of HTML."""
    if form not in FORMS:
        raise LocalityNotFound("There is no report in this form. Choose one on the report's page.")
    report = await locality_report_for_web(reader, _key(path, slug), today())
    body = await run_in_threadpool(_written, report, form)
    media_type = MEDIA_TYPES.get(form, HTML)
    name = f"{report.area.kind.replace('_', '-')}-{report.area.slug}-report.{form}"
    return _file(report.listing.revision, body, media_type, name)


@router.get("/{path}/{slug}/list.{form}")
@anybody
async def read_list_file(reader: ReaderDep, path: str, slug: str, form: str) -> Response:
    """Exactly what the page of a ward, or of another sort of place, lists, as a file."""
    if path not in KINDS or form not in MEDIA_TYPES:
        raise LocalityNotFound("There is no such file here. Choose one on the page of the place.")
    found = await listing(reader, f"{KINDS[path]}:{slug}")
    body = await run_in_threadpool(_listed, found, form)
    return _file(found.revision, body, MEDIA_TYPES[form], file_name(found, form))


def _written(report: LocalityReport, form: str) -> bytes:
    target = BytesIO()
    WRITERS[f".{form}"](target, report, settings().site_url, None)
    return target.getvalue()


def _listed(found: Listing, form: str) -> bytes:
    site_url = settings().site_url
    if form == "xlsx":
        return locality_xlsx(found, site_url, today())
    if form == "csv":
        return b"".join(locality_csv(found, site_url))
    return b"".join(locality_geojson(found, site_url, today()))


def _file(revision: int, body: bytes, media_type: str, name: str) -> Response:
    disposition = f'attachment; filename="{name}"'
    return finished(revision, body, media_type, content_disposition=disposition)


def report_page(report: LocalityReport, locality: dict[str, Any]) -> ReportPage:
    """The view of a report; ``locality`` gives the box of its map."""
    area = report.area
    href = f"/reports/{PATHS[area.kind]}/{area.slug}"
    return ReportPage(
        name=area.name,
        kind_label=report.kind_label,
        kind_plural=PATHS[area.kind].replace("-", " "),
        produced_on=report.produced_on,
        asset_count=report.asset_count,
        serves_count=report.serves_count,
        borough_count=report.borough_count,
        map=locality_map(locality, f"Map of {area.name}"),
        facts=tuple(_fact(figure) for figure in report.figures),
        residents=report.residents,
        families=(*_rows(report.families), *_rows([report.total])),
        kinds=_rows(report.kinds),
        missing=tuple(MissingKind(kind.label, kind.elsewhere) for kind in report.absent),
        scarce=tuple(
            f"{kind.label}: {kind.count} here, about {kind.expected:.0f} at the borough's rate"
            for kind in report.scarce
        ),
        freshness=tuple(
            Freshness(band.label, band.count, band.percent) for band in report.freshness
        ),
        groups=kind_groups(_listed_rows(report.assets)),
        also_serves=kind_groups(_listed_rows(report.serving)),
        downloads=tuple(
            Download(name, f"{href}/report.{form}", HINTS[form]) for form, name in FORMS.items()
        ),
        place_href=f"/{PATHS[area.kind]}/{area.slug}",
        is_indicative=area.is_indicative,
        notes=report.notes,
        sources=tuple(_source(origin) for origin in report.origins),
        gifts=report.gifts,
        served=tuple(
            ReportRow(row.label, row.count, None, row.borough_count, None, declared=row.declared)
            for row in report.served
            if row.is_served
        ),
        unserved=_unserved(report),
    )


def _unserved(report: LocalityReport) -> tuple[str, ...]:
    """By heading, so that seventy groups are ten lines; only whom some other place serves."""
    missing = [row for row in report.served if not row.is_served and row.elsewhere]
    themes = dict.fromkeys(row.theme for row in missing)
    return tuple(
        f"{theme}: {', '.join(row.label for row in missing if row.theme == theme)}"
        for theme in themes
    )


def _fact(figure: Figure) -> Fact:
    value = f"{figure.value:,.0f}" if figure.value >= 100 else f"{figure.value:g}"
    rank = f", number {figure.rank} of {figure.ranked} (1 is the highest)" if figure.rank else ""
    return Fact(figure.label, value + rank, figure.is_estimate)


def _rows(rows: Iterable[CountRow]) -> tuple[ReportRow, ...]:
    return tuple(
        ReportRow(
            row.label, row.count, row.per_1000, row.borough_count, row.borough_per_1000, row.family
        )
        for row in rows
    )


def _listed_rows(assets: Iterable[ListedAsset]) -> list[dict[str, Any]]:
    shown = ("slug", "name", "kind", "family", "precision", "postcode", "located", "checked_on")
    return [{name: getattr(asset, name) for name in shown} for asset in assets]


def _source(origin: Origin) -> str:
    parts = (origin.what, origin.name, origin.licence, origin.attribution)
    return ". ".join(part.rstrip(".") for part in parts if part) + "."
