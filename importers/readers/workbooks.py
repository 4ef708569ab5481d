"""XLSX and ODS, read by a process with limits of memory and time; merged cells are not guessed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from importers.readers.errors import BrokenWorkbook, FileTooLarge, UnclearColumns
from importers.readers.limits import Limits
from importers.readers.signatures import FileFormat
from importers.readers.tables import ExtraCells, Record, Table, checked_headers

_PROCESS = Path(__file__).with_name("workbook_process.py")
_MOST_MERGED_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class _Reading:
    """The process that reads, and how to end it."""

    name: str
    process: subprocess.Popen[str]

    def messages(self) -> Iterator[Any]:
        """What the process says, up to its end; refuses when it does not come so far."""
        for line in self.process.stdout or ():
            message = json.loads(line)
            if message == "end":
                return
            if isinstance(message, dict) and "refused" in message:
                raise BrokenWorkbook(f"{self.name} cannot be read: {message['refused']}.")
            yield message
        raise BrokenWorkbook(
            f"{self.name} takes too much memory or time to open: save the sheet as CSV."
        )

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def open_workbook(
    path: Path, format: FileFormat, limits: Limits, extra_cells: ExtraCells = "set aside"
) -> Table:
    """The table on the sheet called Assets or Data, or on the first sheet that has one."""
    if path.stat().st_size > limits.workbook_bytes:
        raise FileTooLarge(
            f"{path.name} has more than {limits.workbook_bytes // 1_000_000} MB: save it as CSV."
        )
    reading = _Reading(path.name, _started(path, limits))
    try:
        messages = reading.messages()
        about = next(messages)
        merged = _merged_rows(path.name, about)
        headers = checked_headers(path.name, about["cells"], limits)
    except BaseException:
        reading.end()
        raise
    table = Table(
        name=path.name,
        format=format,
        headers=headers,
        records=iter(()),
        limits=limits,
        extra_cells=extra_cells,
        notes=_notes(about),
        on_close=reading.end,
    )
    table.records = _records(table, messages, merged)
    return table


def _started(path: Path, limits: Limits) -> subprocess.Popen[str]:
    command = [sys.executable, "-I", str(_PROCESS), str(path.resolve()), json.dumps(asdict(limits))]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="ascii",
    )


def _records(table: Table, messages: Iterator[Any], merged: dict[int, str]) -> Iterator[Record]:
    for line, cells in messages:
        if line in merged:
            table.put_aside(
                line,
                f"Cells {merged[line]} are merged, so it is not clear to which row "
                "or column their text belongs: unmerge them and fill in each cell.",
            )
        else:
            yield line, cells


def _merged_rows(name: str, about: dict[str, Any]) -> dict[int, str]:
    """The range that touches a row, for each row below the headings."""
    merged: dict[int, str] = {}
    for first_row, first_column, last_row, last_column in about["merges"]:
        if last_row < about["line"]:
            continue  # a title above the headings
        shown = f"{_letters(first_column)}{first_row}:{_letters(last_column)}{last_row}"
        if first_row <= about["line"]:
            raise UnclearColumns(
                f"The headings of {name} have merged cells ({shown}): "
                "unmerge them, so that each column has its own heading."
            )
        for row in range(first_row, min(last_row, first_row + _MOST_MERGED_ROWS) + 1):
            merged.setdefault(row, shown)
    return merged


def _letters(column: int) -> str:
    """The letters of a column, as spreadsheets count: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, left = divmod(column - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters


def _notes(about: dict[str, Any]) -> list[str]:
    read = [f"read the sheet “{about['sheet']}”"]
    others = ", ".join(f"“{name}”" for name in about["others"])
    return [*read, f"did not read the sheets {others}"] if others else read
