"""A report as a workbook: summary, list, what is missing, sources, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from register.assets.full_questions import FullListing
from register.spreadsheets.cells import Cell
from register.spreadsheets.xlsx_files import Sheet, write_workbook
from reports.full import NOT_PUBLIC, full_notes, full_sheets
from reports.sheets import list_sheet, sources_sheet, top_lines
from reports.values import CountRow, LocalityReport

_SUMMARY = (
    "Section",
    "What",
    "Here",
    "Here, per 1,000 residents",
    "Borough",
    "Borough, per 1,000 residents",
    "Based elsewhere, serving here",
    "What it counts",
)
_MISSING = (
    "Kind",
    "What we found",
    "Here",
    "Expected at the borough's rate",
    "Other places that have it",
    "Other places",
    "In most other places",
    "Based elsewhere, serving here",
    "Here, per 1,000 residents",
    "Borough, per 1,000 residents",
)

_SERVED = (
    "Theme",
    "People",
    "Entries here that say so",
    "Of these, said by the group itself",
    "Entries in the borough that say so",
    "Other places that have any",
    "Other places",
)


def write_report_workbook(
    target: BinaryIO, report: LocalityReport, site_url: str, full: FullListing | None = None
) -> None:
    """Write the workbook; with ``full`` every sheet says that it is not public."""
    top = top_lines(report.title, report.listing, report.produced_on)
    if full is not None:
        top = (NOT_PUBLIC, *top)
    sheets = [
        Sheet("Summary", _SUMMARY, summary_rows(report), top, [16, 40, 12, 14, 12, 14, 14, 70]),
        list_sheet(report.listing, site_url, top),
        Sheet("Missing", _MISSING, missing_rows(report), top, [36, 30]),
        Sheet("For whom", _SERVED, served_sheet_rows(report), top, [30, 44, 10]),
        sources_sheet(report.listing, report.origins, top),
        Sheet("Notes", ["Note"], _note_rows(report, full), top, [140]),
        *(full_sheets(full, top) if full is not None else ()),
    ]
    write_workbook(target, sheets, title=report.title)


def summary_rows(report: LocalityReport) -> list[list[Cell]]:
    """Facts, totals, counts and freshness; rates to four figures after the point."""
    rows: list[list[Cell]] = [
        [
            "Place",
            figure.label + (" (estimate)" if figure.is_estimate else ""),
            figure.value,
            None,
            figure.borough_value,
            None,
            None,
            f"{figure.what} Source: {figure.source}.".strip()
            + (
                f" Number {figure.rank} of {figure.ranked}; number 1 is the highest."
                if figure.rank
                else ""
            ),
        ]
        for figure in report.figures
    ]
    rows.append(_counted("Total", report.total, "Public assets, each once, where it is located"))
    rows += [_counted("Family", row, "Public assets of the family") for row in report.families]
    rows += [_counted("Kind", row, "Public assets of the kind") for row in report.kinds]
    rows += [["People", sentence, *[None] * 6] for sentence in report.gifts]
    rows += [
        ["Last checked", band.label, band.count, None, None, None, None,
         f"{band.percent:.0f}% of the assets located here"]
        for band in report.freshness
    ]  # fmt: skip
    return rows


def served_sheet_rows(report: LocalityReport) -> list[list[Cell]]:
    """Who entries say they are for; 0 where none here says so."""
    return [
        [
            row.theme,
            row.label,
            row.count,
            row.declared,
            row.borough_count,
            row.elsewhere,
            row.others,
        ]
        for row in report.served
    ]


def missing_rows(report: LocalityReport) -> Iterable[Sequence[Cell]]:
    """Kinds with none here, then kinds with far fewer than the borough's rate would give."""
    for absent in report.absent:
        yield [
            absent.label,
            "none located here",
            0,
            None,
            absent.elsewhere,
            absent.others,
            absent.is_common,
            absent.serves_count,
        ]
    for scarce in report.scarce:
        yield [
            scarce.label,
            "far fewer than usual",
            scarce.count,
            round(scarce.expected, 1),
            *(None, None, None, None),
            round(scarce.per_1000, 4),
            round(scarce.borough_per_1000, 4),
        ]


def _counted(section: str, row: CountRow, what: str) -> list[Cell]:
    return [
        section,
        row.label,
        row.count,
        _rounded(row.per_1000),
        row.borough_count,
        _rounded(row.borough_per_1000),
        row.serves_count,
        what,
    ]


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 4)


def _note_rows(report: LocalityReport, full: FullListing | None) -> list[list[Cell]]:
    return [[note] for note in (*(full_notes(full) if full else ()), *report.notes)]
