"""Reads one workbook in a process of its own, whose memory and time have limits.

Run as a script with the path and the limits; it writes lines of JSON: first what the sheet is, then
``[row number, [texts]]`` for each row that is not empty, at last "end". A workbook can be a few
kilobytes and unpack to more than the machine holds, and the parser would end the process that
opened it: so that process must not be the one that serves people.
"""

from __future__ import annotations

import datetime
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

_USUAL_NAMES = ("assets", "data")
_ROWS_TO_LOOK_FOR_HEADINGS = 20
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "

Merge = tuple[int, int, int, int]


class Refused(Exception):
    """A sentence for the person, without the name of the file."""


def main() -> int:
    """Read the workbook named on the command line; 0 when all rows were written."""
    path, limits = sys.argv[1], json.loads(sys.argv[2])
    memory, seconds = limits["workbook_memory_bytes"], limits["workbook_seconds"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _check_archive(path, limits)
        _write_rows(path, limits)
    except Refused as reason:
        _say({"refused": str(reason)})
    except PasswordError:
        _say({"refused": "it has a password: save it without one"})
    except MemoryError:
        _say({"refused": "it takes too much memory to open: save the sheet as CSV"})
    except (CalamineError, zipfile.BadZipFile, expat.ExpatError, ValueError, OSError, KeyError):
        _say({"refused": "it is damaged or is no workbook: open it and save it again"})
    else:
        return 0
    return 3


def _check_archive(path: str, limits: dict[str, int]) -> None:
    """Refuse by what the archive says of itself; what lies about itself meets the limits above."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    names = {entry.filename for entry in entries}
    if len(entries) > limits["workbook_entries"] or len(names) < len(entries):
        raise Refused("it is packed in an unusual way: save the sheet as CSV")
    is_bomb = unpacked > max(packed, 1) * limits["workbook_ratio"] and unpacked > 20_000_000
    if unpacked > limits["workbook_unpacked_bytes"] or is_bomb:
        raise Refused("it unpacks to far more than its size: save the sheet as CSV")


def _write_rows(path: str, limits: dict[str, int]) -> None:
    with load_workbook(path) as book:
        name, others = _chosen_sheet(book)
        sheet = book.get_sheet_by_name(name)
        merges = _merges(sheet, path, book.sheet_names.index(name))
        rows = enumerate(sheet.iter_rows(), start=1)
        start, headings = _headings(rows)
        _say({"sheet": name, "others": others, "line": start, "cells": headings, "merges": merges})
        written = 0
        for line, cells in rows:
            texts = [_text(cell) for cell in cells]
            if any(texts):
                written += 1
                if written > limits["workbook_rows"]:
                    raise Refused(f"it has more than {limits['workbook_rows']:,} rows: save as CSV")
                _say([line, texts])
    _say("end")


def _chosen_sheet(book: CalamineWorkbook) -> tuple[str, list[str]]:
    """The sheet called Assets or Data, or else the first one with two filled rows."""
    visible = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    filled = [name for name in visible if book.get_sheet_by_name(name).height > 1]
    named = [name for name in filled or visible if name.strip().casefold() in _USUAL_NAMES]
    chosen = (named or filled or visible)[:1]
    if not chosen:
        raise Refused("it has no visible sheet: put the table on one")
    return chosen[0], [] if named else [name for name in filled if name != chosen[0]]


def _headings(rows: Iterator[tuple[int, list[Any]]]) -> tuple[int, list[str]]:
    """The first row with two filled cells: titles and notices stand alone in theirs."""
    single: tuple[int, list[str]] | None = None
    for line, cells in rows:
        texts = [_text(cell) for cell in cells]
        filled = sum(1 for text in texts if text.strip())
        if filled >= 2:
            return line, texts
        if filled and single is None:
            single = line, texts
        if line >= _ROWS_TO_LOOK_FOR_HEADINGS:
            break
    raise Refused(
        "it has no headings: put them in the first row of the sheet"
        if single is None
        else "its first rows have only one filled cell each: put the headings in the first row"
    )


def _merges(sheet: CalamineSheet, path: str, at: int) -> list[Merge]:
    """Merged ranges as first row, first column, last row, last column, counted from 1."""
    ranges = sheet.merged_cell_ranges
    if ranges is None:
        return _open_document_merges(path, at)
    return [(r1 + 1, c1 + 1, r2 + 1, c2 + 1) for (r1, c1), (r2, c2) in ranges]


def _open_document_merges(path: str, wanted_sheet: int) -> list[Merge]:
    """calamine does not tell the merges of an ODS: they are attributes of its cells."""
    merges: list[Merge] = []
    sheet, row, column, rows_here = -1, 1, 1, 1

    def started(tag: str, attributes: dict[str, str]) -> None:
        nonlocal sheet, row, column, rows_here
        if tag == f"{_TABLE}table":
            sheet, row, rows_here = sheet + 1, 1, 0
        elif tag == f"{_TABLE}table-row":
            row, column = row + rows_here, 1
            rows_here = int(attributes.get(f"{_TABLE}number-rows-repeated", 1))
        elif tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            rows = int(attributes.get(f"{_TABLE}number-rows-spanned", 1))
            columns = int(attributes.get(f"{_TABLE}number-columns-spanned", 1))
            if sheet == wanted_sheet and (rows > 1 or columns > 1):
                merges.append((row, column, row + rows - 1, column + columns - 1))
            column += int(attributes.get(f"{_TABLE}number-columns-repeated", 1))

    def refuse(*_: Any) -> None:
        raise Refused("it declares entities of its own, which no table needs: save it as CSV")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = started
    parser.EntityDeclHandler = refuse
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
        parser.ParseFile(content)
    return merges


def _text(value: Any) -> str:
    """The value as a person sees it in the sheet; dates in ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time()
        return value.date().isoformat() if is_day else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    return str(value)


def _say(message: Any) -> None:
    sys.stdout.write(json.dumps(message) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
