"""The filled cells of a spreadsheet's row under our own names, with the headings matched once."""

from collections.abc import Callable, Mapping, Sequence

from importers.column_matching import matched_columns
from importers.readers.tables import Row
from importers.spreadsheet_columns import Column
from register.kinds.names import plain
from register.spreadsheets.cells import unguarded

Cells = Mapping[str, str]
_HARMLESS = ("reference", "name", "kind", "postcode")
CellReader = Callable[[Row], tuple[Cells, Cells, list[str]]]


def cell_reader(headers: tuple[str, ...]) -> CellReader:
    """Takes out of a row: its cells by column, those of details apart, and what is wrong.

    The apostrophe that our own exports put before what could run as a formula is taken away.
    Raises InvalidColumns where the headings will not do.
    """
    columns = matched_columns(headers)
    fields = [(header, column.name) for header, column in columns.fields]
    choices = {c.name: (c, _by_plain(c)) for _, c in columns.fields if c.choices}

    def read(row: Row) -> tuple[Cells, Cells, list[str]]:
        cells = _filled(row, fields)
        faults = []
        for name, (column, known) in choices.items():
            if name not in cells:
                continue
            if (value := known.get(plain(cells[name]))) is not None:
                cells[name] = value
            else:
                faults.append(_not_one_of(column))
                del cells[name]
        return cells, _filled(row, columns.details), faults

    return read


def _filled(row: Row, fields: Sequence[tuple[str, str]]) -> dict[str, str]:
    cells = {}
    for header, name in fields:
        text = row.pop(header)
        if text and (text := text.strip()):  # most cells of a long list are empty
            cells[name] = unguarded(text)
    return cells


def _by_plain(column: Column) -> dict[str, str]:
    return {plain(choice): choice.replace(" ", "_") for choice in column.choices}


def _not_one_of(column: Column) -> str:
    """The cell is not quoted: in a row that slipped by one column it may name a person."""
    return f"{column.header}: this is not one of: {', '.join(column.choices)}."


def harmless_headers(headers: tuple[str, ...]) -> list[str]:
    """The headings under which a rejected row is found again and that name no person."""
    fields = matched_columns(headers).fields
    return [header for header, column in fields if column.name in _HARMLESS]
