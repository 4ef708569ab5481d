"""Opens a file of rows, whatever it is."""

from __future__ import annotations

from pathlib import Path

from importers.readers.csv_tables import open_csv
from importers.readers.limits import LIMITS, Limits
from importers.readers.signatures import file_format
from importers.readers.tables import ExtraCells, Table
from importers.readers.workbooks import open_workbook


def open_table(
    path: Path, *, extra_cells: ExtraCells = "set aside", limits: Limits = LIMITS
) -> Table:
    """The table of a CSV, XLSX or ODS file, to be read once, row by row::

        with open_table(path) as table:
            for line, row in table:
                ...

    ``line`` counts from 1 for the headings; ``row`` maps each heading to text. Rows that do not fit
    the headings land in ``table.set_aside``; with ``extra_cells="join"`` what is beyond the last
    heading is put back together in the last column (for files that forget to quote it).
    Raises UnreadableFile, whose message says what to do.
    """
    found = file_format(path)
    if found == "csv":
        return open_csv(path, limits, extra_cells)
    return open_workbook(path, found, limits, extra_cells)
