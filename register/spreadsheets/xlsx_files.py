"""XLSX workbooks whose texts stay texts: several sheets, each with notices above its table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from register.spreadsheets.cells import Cell, guarded_for_workbook, shown
from register.spreadsheets.errors import TooManyRows

LONGEST_CELL = 32_767  # in UTF-16 code units: Excel's own limit
MOST_ROWS = 1_048_576
LONGEST_SHEET_NAME = 31

_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. ``notices`` stand above it, one a row; ``widths`` are in characters, by column.

    ``is_wrapped``: long texts go over several lines instead of being hidden by their neighbour.
    """

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    notices: Sequence[str] = ()
    widths: Sequence[float] = ()
    is_wrapped: bool = False


@dataclass(frozen=True, slots=True)
class Formats:
    """The few looks that our workbooks use."""

    header: Format
    notice: Format
    wrapped: Format
    day: Format
    moment: Format


def write_workbook(
    target: Path | BinaryIO, sheets: Sequence[Sheet], *, title: str, language: str = "en-GB"
) -> int:
    """Write the sheets in order; answer how many cells were too long and had to be cut.

    Rows are streamed to disk as they come, so that memory stays small.
    """
    cut = 0
    with safe_workbook(target, title=title, language=language, is_streamed=True) as (book, looks):
        names = _sheet_names([sheet.name for sheet in sheets])
        for name, sheet in zip(names, sheets, strict=True):
            cut += write_sheet(book.add_worksheet(name), sheet, looks)
    return cut


@contextmanager
def safe_workbook(
    target: Path | BinaryIO, *, title: str, language: str = "en-GB", is_streamed: bool = False
) -> Iterator[tuple[Workbook, Formats]]:
    """A workbook that never turns text into formulas, links or numbers; closed at the end.

    With ``is_streamed``, rows must be written from the top down.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": is_streamed,
    }
    book = Workbook(str(target) if isinstance(target, Path) else target, options)
    book.set_properties({"title": title})
    book.set_custom_property("Language", language)
    try:
        yield book, _formats(book)
    except BaseException:
        book.filename = BytesIO()  # closing writes the file: here only to drop the streamed rows
        book.close()
        raise
    book.close()


def write_text(
    sheet: Worksheet, row: int, column: int, text: str, look: Format | None = None
) -> bool:
    """Write a text as a text; answer whether it was too long and had to be cut."""
    safe = guarded_for_workbook(_NOT_IN_XML.sub("\ufffd", text))
    shortened = _cut(safe)
    sheet.write_string(row, column, shortened, look)
    return shortened is not safe


def _formats(book: Workbook) -> Formats:
    head = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "bottom": 1}
    return Formats(
        header=book.add_format(head),
        notice=book.add_format({"italic": True}),
        wrapped=book.add_format({"text_wrap": True, "valign": "top"}),
        day=book.add_format({"num_format": "dd/mm/yyyy"}),
        moment=book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
    )


def write_sheet(sheet: Worksheet, content: Sheet, looks: Formats) -> int:
    """Write a table from the top of an empty sheet; answer how many cells were cut."""
    cut = 0
    for column, header in enumerate(content.headers):
        sheet.set_column(column, column, _width(content, column, header))
    for row, notice in enumerate(content.notices):
        cut += write_text(sheet, row, 0, notice, looks.notice)
    top, look = len(content.notices), looks.wrapped if content.is_wrapped else None
    for column, header in enumerate(content.headers):
        cut += write_text(sheet, top, column, header, looks.header)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    bottom = top
    for bottom, values in enumerate(content.rows, start=top + 1):
        if bottom >= MOST_ROWS:
            raise TooManyRows(f"“{content.name}” has too many rows for XLSX: export it as CSV.")
        for column, value in enumerate(values):
            cut += _write_cell(sheet, bottom, column, value, looks, look)
    if content.headers:
        sheet.autofilter(top, 0, bottom, len(content.headers) - 1)
    return cut


def _write_cell(
    sheet: Worksheet, row: int, column: int, value: Any, looks: Formats, look: Format | None
) -> bool:
    if value is None or value == "":
        return False
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and _fits(value):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        # Excel knows no time zones: the clock is shown as it stands.
        sheet.write_datetime(row, column, value.replace(tzinfo=None), looks.moment)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, looks.day)
    else:
        return write_text(sheet, row, column, shown(value), look)
    return False


def _fits(number: Any) -> bool:
    """Whether Excel keeps every digit: it holds 15, and neither infinity nor not-a-number."""
    return bool(abs(number) < 10**15)


def _cut(text: str) -> str:
    if len(text) * 2 <= LONGEST_CELL or len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return text
    note = " … [cut: a cell of XLSX holds no more; the CSV has all of it]"
    room = (LONGEST_CELL - len(note)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + note


def _width(content: Sheet, column: int, header: str) -> float:
    if column < len(content.widths):
        return content.widths[column]
    return min(40, max(12, len(header) + 3))


def _sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names that Excel takes: short, without []:*?/\\ and different from each other."""
    names: list[str] = []
    for text in wanted:
        stem = _NOT_IN_A_SHEET_NAME.sub(" ", text).strip(" '")[:LONGEST_SHEET_NAME] or "Sheet"
        name, number = stem, 2
        while name.casefold() in {other.casefold() for other in names}:
            name = f"{stem[: LONGEST_SHEET_NAME - 4]} {number}"
            number += 1
        names.append(name)
    return names
