"""The typed row of a postcode, made from the cells of any layout, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import nan
from typing import NamedTuple

import numpy as np

from geo.errors import PostcodeFileError
from geo.osgb import wgs84_from_osgb
from geo.points import UK
from geo.postcode_layouts import Layout

NO_GRID_REFERENCE = 9
# ONS writes the North Pole where it knows no place, and x99999999 where a code does not apply.
_NO_LAT = 99.0
_NO_CODE = "99999999"
# Northern Ireland's grid references are on the Irish grid: never to be read as British ones.
_IRISH_GRID = "BT"


class PostcodeRow(NamedTuple):
    """A postcode; metres in EPSG:27700, degrees in WGS 84; None where the file does not know.

    ``quality`` is ONS's: 1 best to 8, 9 for no place. ``ended_on`` is the first of its last month.
    """

    postcode: str
    easting: int | None
    northing: int | None
    lon: float | None
    lat: float | None
    ward_code: str | None
    district_code: str | None
    quality: int | None
    ended_on: date | None


def typed_rows(
    batch: Sequence[Sequence[str]], layout: Layout, name: str, first_line: int
) -> Iterator[PostcodeRow]:
    """Rows from cells; a cell that cannot be read stops the file, naming its line."""
    rows = []
    for line, cells in enumerate(batch, start=first_line):
        if not cells:
            continue
        try:
            rows.append(_row(cells, layout))
        except (ValueError, IndexError):
            raise PostcodeFileError(
                f"{name}, line {line} is not a postcode row: {','.join(cells)[:80]!r}; "
                "nothing was loaded, download the file again"
            ) from None
    return iter(_placed(rows, name))


def _row(cells: Sequence[str], layout: Layout) -> PostcodeRow:
    if len(cells) != layout.columns:
        raise ValueError
    postcode = _postcode(cells[layout.postcode])
    quality = _whole(cells[layout.quality])
    grade = None if quality is None else quality // layout.quality_steps
    easting, northing = _whole(cells[layout.easting]), _whole(cells[layout.northing])
    if grade == NO_GRID_REFERENCE or not easting or postcode.startswith(_IRISH_GRID):
        easting = northing = None
    lon, lat = _degrees(cells, layout.lon), _degrees(cells, layout.lat)
    if lon is None or lat is None or lat > _NO_LAT:
        lon = lat = None
    ward, district = _code(cells, layout.ward), _code(cells, layout.district)
    ended = _month(cells[layout.ended]) if layout.ended is not None else None
    return PostcodeRow(postcode, easting, northing, lon, lat, ward, district, grade, ended)


def _placed(rows: list[PostcodeRow], name: str) -> list[PostcodeRow]:
    """The file's own degrees where it has them (they are surveyed), ours where it has not."""
    unplaced = [i for i, row in enumerate(rows) if row.lon is None and row.easting is not None]
    lons, lats = wgs84_from_osgb(
        [rows[i].easting or nan for i in unplaced], [rows[i].northing or nan for i in unplaced]
    )
    for i, lon, lat in zip(unplaced, lons.tolist(), lats.tolist(), strict=True):
        rows[i] = rows[i]._replace(lon=round(lon, 6), lat=round(lat, 6))
    _refuse_foreign(rows, name)
    return rows


def _refuse_foreign(rows: list[PostcodeRow], name: str) -> None:
    placed = [row for row in rows if row.lon is not None]
    lons = np.array([row.lon for row in placed], dtype=np.float64)
    lats = np.array([row.lat for row in placed], dtype=np.float64)
    west, south, east, north = UK
    within = (lons >= west) & (lons <= east) & (lats >= south) & (lats <= north)
    if not within.all():
        wrong = placed[int(np.argmin(within))]
        raise PostcodeFileError(
            f"{name} puts {wrong.postcode} at {wrong.lon}, {wrong.lat}, outside the UK: "
            "its coordinates are not in the columns that name them"
        )


def _postcode(text: str) -> str:
    """Lenient on purpose: the maker of the file knows better than any rule what exists."""
    compact = text.replace(" ", "").upper()
    if not (5 <= len(compact) <= 7 and compact.isalnum() and compact[-3].isdigit()):
        raise ValueError
    return f"{compact[:-3]} {compact[-3:]}"


def _whole(text: str) -> int | None:
    return int(text) if text.strip() else None


def _degrees(cells: Sequence[str], at: int | None) -> float | None:
    return float(cells[at]) if at is not None and cells[at].strip() else None


def _code(cells: Sequence[str], at: int | None) -> str | None:
    code = cells[at].strip() if at is not None else ""
    return code if code and not code.endswith(_NO_CODE) else None


def _month(text: str) -> date | None:
    """ONS dates are YYYYMM."""
    return date(int(text[:4]), int(text[4:6]), 1) if text.strip() else None
