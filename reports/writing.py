"""Writes a report to a file, in the form that the file's ending names."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO

from geo.errors import AssetsError
from register.assets.full_questions import FullListing
from register.spreadsheets.csv_files import write_csv
from reports.columns import list_headers, list_rows
from reports.full import NOT_PUBLIC, full_features, full_headers, full_notes, full_rows
from reports.geojson import collection_chunks, list_features, list_members
from reports.page import report_page
from reports.values import LocalityReport
from reports.workbook import write_report_workbook

Writer = Callable[[BinaryIO, LocalityReport, str, FullListing | None], None]


class UnknownReportForm(AssetsError):
    """A file ending that no report is written in."""


class ReportNotWritten(AssetsError):
    """The file cannot be made where it was asked for."""


def write_report(
    file: Path, report: LocalityReport, site_url: str, full: FullListing | None = None
) -> None:
    """Write the file whole or not at all; readable by its owner only when it is ``full``.

    Raises UnknownReportForm and ReportNotWritten.
    """
    write = writer_for(file)
    try:
        with NamedTemporaryFile(dir=file.absolute().parent, prefix=".report-", delete=False) as new:
            draft = Path(new.name)
            try:
                write(new.file, report, site_url, full)  # type: ignore[arg-type]
                draft.chmod(0o600 if full is not None else 0o666 & ~_umask())
                draft.replace(file)
            finally:
                draft.unlink(missing_ok=True)
    except OSError as reason:
        raise ReportNotWritten(f"{file} cannot be written: {reason.strerror}.") from None


def writer_for(file: Path) -> Writer:
    """What writes a file of this ending; raises UnknownReportForm."""
    writer = WRITERS.get(file.suffix.lower())
    if writer is None:
        endings = ", ".join(WRITERS)
        raise UnknownReportForm(f"{file.name} has no ending that is known: use one of {endings}.")
    return writer


def report_members(report: LocalityReport, full: FullListing | None = None) -> dict[str, Any]:
    """What a GeoJSON report says of itself, its counts included."""
    members = list_members(report.listing, report.produced_on)
    marking = {"marking": NOT_PUBLIC} if full else {}
    return {
        **marking,
        **members,
        "title": report.title,
        "notes": [*(full_notes(full) if full else ()), *report.notes],
        "counts": {
            "located_here": report.asset_count,
            "serving_here": report.serves_count,
            "borough": report.borough_count,
            "residents_estimate": report.area.residents,
            "kinds": {row.slug: row.count for row in report.kinds},
        },
        "people": list(report.gifts),
        "numberReturned": len(full.assets) if full else members["numberReturned"],
    }


def _csv(target: BinaryIO, report: LocalityReport, site_url: str, full: FullListing | None) -> None:
    if full is not None:
        write_csv(target, full_headers(), full_rows(full))
    else:
        write_csv(target, list_headers(report.listing), list_rows(report.listing, site_url))


def _geojson(
    target: BinaryIO, report: LocalityReport, site_url: str, full: FullListing | None
) -> None:
    features = list_features(report.listing, site_url) if full is None else full_features(full)
    for chunk in collection_chunks(report_members(report, full), features):
        target.write(chunk)


def _html(
    target: BinaryIO, report: LocalityReport, site_url: str, full: FullListing | None
) -> None:
    target.write(report_page(report, site_url, full))


def _umask() -> int:
    """The mask of new files; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


WRITERS: dict[str, Writer] = {
    ".xlsx": write_report_workbook,
    ".csv": _csv,
    ".geojson": _geojson,
    ".html": _html,
}
