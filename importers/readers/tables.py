"""A table of rows from a file, whatever its format: the one thing that importers read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Self

from importers.readers.errors import EmptyFile, FileTooLarge, UnclearColumns
from importers.readers.limits import Limits
from importers.readers.signatures import FileFormat

Row = dict[str, str]
Record = tuple[int, Sequence[str]]
ExtraCells = Literal["set aside", "join"]


class SetAside(NamedTuple):
    """A row that could not be read, with the line it begins on and why. Never its content."""

    line: int
    reason: str


@dataclass(slots=True)
class Table(AbstractContextManager["Table"]):
    """Rows one at a time, once. Use it with ``with``, so that the file is closed.

    ``set_aside`` fills while the rows are read; ``notes`` say how the file was understood;
    ``bytes_read`` says how far a CSV has been read (0 for workbooks).
    """

    name: str
    format: FileFormat
    headers: tuple[str, ...]
    records: Iterator[Record]
    limits: Limits
    extra_cells: ExtraCells = "set aside"
    separator: str = ","
    notes: list[str] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    on_close: Callable[[], None] = lambda: None
    bytes_read: Callable[[], int] = lambda: 0

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        headers, width = self.headers, len(self.headers)
        for line, cells in self.records:
            if len(cells) == width:
                if any(cells):
                    yield line, dict(zip(headers, cells, strict=True))
            elif (fitted := self._fitted(line, cells)) is not None:
                yield line, dict(zip(headers, fitted, strict=True))

    def put_aside(self, line: int, reason: str) -> None:
        """Note a row that cannot be used; too many of them mean that the file is not a table."""
        self.set_aside.append(SetAside(line, reason))
        if len(self.set_aside) > self.limits.set_aside_rows:
            raise UnclearColumns(
                f"More than {self.limits.set_aside_rows:,} rows of {self.name} do not fit its "
                "headings: check what separates the columns."
            )

    def close(self) -> None:
        """Close the file, or end the process that reads it."""
        self.on_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _fitted(self, line: int, cells: Sequence[str]) -> Sequence[str] | None:
        width = len(self.headers)
        if not any(cells):
            return None
        if len(cells) < width:
            return [*cells, *[""] * (width - len(cells))]
        if self.extra_cells == "join":
            return [*cells[: width - 1], self.separator.join(cells[width - 1 :])]
        if any(cells[width:]):
            reason = f"This row has {len(cells)} cells and the headings are {width}: "
            self.put_aside(line, reason + "look for a stray comma or a missing quotation mark.")
            return None
        return cells[:width]


def checked_headers(name: str, cells: Iterable[str], limits: Limits) -> tuple[str, ...]:
    """The headings, trimmed; a blank one between others becomes "column 3", by its number."""
    trimmed = [" ".join(cell.split()) for cell in cells]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    if not trimmed:
        raise EmptyFile(f"{name} has no headings: put them in the first row.")
    if len(trimmed) > limits.columns:
        raise FileTooLarge(
            f"{name} has {len(trimmed):,} columns, {limits.columns} at most: leave out the others."
        )
    headers = tuple(text or f"column {at}" for at, text in enumerate(trimmed, start=1))
    for at, header in enumerate(headers):
        if header.casefold() in {other.casefold() for other in headers[:at]}:
            raise UnclearColumns(f"{name} has two columns called “{header[:60]}”: rename one.")
    return headers
