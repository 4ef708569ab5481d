"""CSV as councils, charities and Excel really write it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from importers.readers.errors import BrokenText, EmptyFile, UnclearColumns
from importers.readers.limits import Limits
from importers.readers.tables import ExtraCells, Record, Table, checked_headers
from importers.readers.texts import text_encoding

if TYPE_CHECKING:
    from _csv import Reader

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}

_SEPARATOR_LINE = re.compile('"?sep=([,;\t|])"?\r?\n?', re.IGNORECASE)
_ROWS_TO_TRY = 30


def open_csv(path: Path, limits: Limits, extra_cells: ExtraCells = "set aside") -> Table:
    """The table of a CSV file; the file is read row by row while the table is."""
    encoding = text_encoding(path, limits)
    separator, skipped = _separator(path, encoding)
    raw = path.open("rb")
    file = TextIOWrapper(raw, encoding=encoding, newline="")
    try:
        reader = _reader(file, separator, skipped)
        headers = checked_headers(path.name, _header_cells(path.name, reader), limits)
    except BaseException:
        file.close()
        raise
    table = Table(
        name=path.name,
        format="csv",
        headers=headers,
        records=iter(()),
        limits=limits,
        extra_cells=extra_cells,
        separator=separator,
        notes=[
            f"read as {ENCODINGS.get(encoding, 'UTF-16')}, {SEPARATORS[separator]} between columns"
        ],
        on_close=file.close,
        bytes_read=raw.tell,
    )
    table.records = _records(table, reader, skipped)
    return table


def _reader(file: TextIO, separator: str, skipped: int) -> Reader:
    for _ in range(skipped):
        file.readline()
    # Strict, because a quotation mark that is never closed would swallow rows in silence.
    return csv.reader(file, delimiter=separator, strict=True)


def _header_cells(name: str, reader: Reader) -> list[str]:
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                return cells
    except csv.Error as reason:
        raise UnclearColumns(f"The headings of {name} cannot be read: {reason}.") from None
    raise EmptyFile(f"{name} has no headings and no rows: check that it was saved whole.")


def _records(table: Table, reader: Reader, skipped: int) -> Iterator[Record]:
    """Each record with the line it begins on, though cells may hold line ends."""
    line = reader.line_num + skipped + 1
    while True:
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + skipped + 1
            return
        except csv.Error as reason:
            _put_aside(table, line, str(reason))
            line = reader.line_num + skipped + 1


def _put_aside(table: Table, line: int, reason: str) -> None:
    if "unexpected end of data" in reason or "field limit" in reason:
        raise BrokenText(
            f"{table.name}: a quotation mark opened on or after line {line} is never closed. "
            "Close it, or save the file again as CSV from a spreadsheet program."
        )
    table.put_aside(line, "A quotation mark stands in the middle of a cell: write it twice.")


def _separator(path: Path, encoding: str) -> tuple[str, int]:
    """What separates the columns, and how many lines to skip ("sep=;" is Excel's own note)."""
    with path.open(encoding=encoding, newline="") as file:
        if stated := _SEPARATOR_LINE.fullmatch(file.readline()):
            return stated[1], 1
    likely = [mark for mark in SEPARATORS if _widths(path, encoding, mark)[:1] > [1]]
    if len(likely) > 1:
        likely = [mark for mark in likely if len(set(_widths(path, encoding, mark))) == 1]
    if len(likely) > 1 or (not likely and _has_several(path, encoding)):
        raise UnclearColumns(
            f"It is not clear what separates the columns of {path.name}: "
            "save it as CSV with commas, or put sep=; (or what it is) on a line above the headings."
        )
    return (likely[0] if likely else ","), 0


def _has_several(path: Path, encoding: str) -> bool:
    return any(_widths(path, encoding, mark)[:1] > [1] for mark in SEPARATORS)


def _widths(path: Path, encoding: str, separator: str) -> list[int]:
    """How many cells the headings and the first rows have, if this mark separates them."""
    with path.open(encoding=encoding, newline="") as file:
        rows = csv.reader(file, delimiter=separator)
        try:
            return [len(row) for row in islice(rows, _ROWS_TO_TRY) if any(row)]
        except csv.Error:
            return []
