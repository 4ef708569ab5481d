"""Boundary files as councils' GIS and ONS give them, read into areas with code and name."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from geo.boundaries import Boundary, as_multipolygon
from geo.boundary_columns import Columns, find_columns
from geo.boundary_sources import Table, read_table
from geo.errors import BoundaryFileError, InvalidBoundaries


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person who loads a file says, where finding out is not enough."""

    layer: str | None = None
    code_column: str | None = None
    name_column: str | None = None
    # Keep only this district's rows, where the file has a column of districts.
    district_code: str | None = None


@dataclass(frozen=True, slots=True)
class BoundaryFile:
    """The areas of a file, in WGS 84, and what was taken from where."""

    name: str
    epsg: int
    columns: Columns
    boundaries: Sequence[Boundary]

    def described(self) -> str:
        """A sentence for the report."""
        code = f"code from {self.columns.code}" if self.columns.code else "no codes"
        return (
            f"{self.name}: {len(self.boundaries)} areas in EPSG:{self.epsg}, "
            f"name from {self.columns.name}, {code}"
        )


def read_boundaries(path: Path, kind: str, choices: Choices | None = None) -> BoundaryFile:
    """Read the areas of a GeoJSON, GeoPackage or Shapefile (also zipped).

    Whether they may be used is another question: ``geo.boundaries.check_boundaries``.
    Raises BoundaryFileError, or InvalidBoundaries where a shape is not an area.
    """
    choices = choices or Choices()
    table = read_table(path, choices.layer)
    columns = find_columns(table.columns, kind, choices.code_column, choices.name_column)
    rows = _wanted(table, columns, choices.district_code)
    boundaries = tuple(_boundary(table, columns, row) for row in rows)
    if not boundaries:
        raise BoundaryFileError(f"{path.name} has no areas of the district that was asked for")
    return BoundaryFile(path.name, table.epsg, columns, boundaries)


def _wanted(table: Table, columns: Columns, district_code: str | None) -> Iterator[int]:
    districts = table.columns[columns.district] if columns.district and district_code else None
    for row in range(len(table.shapes)):
        if districts is None or districts[row] == district_code:
            yield row


def _boundary(table: Table, columns: Columns, row: int) -> Boundary:
    name = _text(table.columns[columns.name][row])
    code = _text(table.columns[columns.code][row]) if columns.code else ""
    used = {columns.name, columns.code}
    facts = {k: _plain(v[row]) for k, v in table.columns.items() if k not in used}
    try:
        shape = as_multipolygon(table.shapes[row])
    except InvalidBoundaries as reason:
        raise InvalidBoundaries(f"{name or f'Row {row + 1}'}: {reason}") from None
    return Boundary(name, shape, code or None, facts)


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _plain(value: Any) -> Any:
    """A value that JSON can hold: no NumPy types, no dates, no NaN for a missing number."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, (int, float, bool, type(None))) else str(value)
