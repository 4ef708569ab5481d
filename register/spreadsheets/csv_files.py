"""CSV that Excel opens rightly and nothing runs in: UTF-8 with BOM, CRLF, guarded cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import BinaryIO

from register.spreadsheets.cells import Cell, guarded, shown

_ROWS_A_CHUNK = 500
_BOM = "\ufeff".encode()


def csv_chunks(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in pieces of 500 rows, for an answer that streams. Memory stays small."""
    yield _BOM + _encoded([headers])
    remaining = iter(rows)
    while chunk := list(islice(remaining, _ROWS_A_CHUNK)):
        yield _encoded(chunk)


def write_csv(target: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write the file to an open binary file."""
    for chunk in csv_chunks(headers, rows):
        target.write(chunk)


def _encoded(rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(
        [_cell(value) for value in row] for row in rows
    )
    return text.getvalue().encode("utf-8", "replace")


def _cell(value: Cell) -> str:
    """Numbers cannot run: -0.19 stays one. Our own reader refuses a file with a NUL."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return guarded(shown(value)).replace("\0", "\ufffd")
