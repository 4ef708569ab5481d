"""Which column of a postcode file is which, whatever its maker or vintage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geo.errors import PostcodeFileError

# In order of preference. ONS renames its columns with every vintage: oslaua, laua, lad25cd ...
_NAMES = {
    "postcode": r"pcds|pcd8|pcd2|pcd7|pcd|postcode",
    "easting": r"oseast1m|east1m|eastings?",
    "northing": r"osnrth1m|north1m|northings?",
    "quality": r"osgrdind|gridind|positional_quality(?:_indicator)?|quality",
    "lon": r"long|lon|longitude",
    "lat": r"lat|latitude",
    "district": r"lad[0-9]{2}cd|oslaua|laua|district_code",
    "ward": r"wd[0-9]{2}cd|osward|ward|ward_code",
    "ended": r"doterm|ended",
}
_CODE_POINT_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each value stands in a row (counted from 0; None: the file has no such column)."""

    form: str
    has_header: bool
    postcode: int
    easting: int
    northing: int
    quality: int
    # Code-Point Open says 10 (best) to 90 (none) where ONS says 1 to 9, of the same survey.
    quality_steps: int
    columns: int
    lon: int | None = None
    lat: int | None = None
    district: int | None = None
    ward: int | None = None
    ended: int | None = None


def layout_of(first_row: Sequence[str], name: str) -> Layout:
    """The layout that a file's first row shows; ``name`` is for the sentence when none does."""
    if first_row and re.fullmatch(r"[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}", first_row[0]):
        return _code_point_layout(len(first_row), name)
    return _named_layout([cell.strip().lower() for cell in first_row], name)


def _code_point_layout(columns: int, name: str) -> Layout:
    if columns != _CODE_POINT_COLUMNS:
        raise PostcodeFileError(
            f"{name} looks like Code-Point Open but has {columns} columns instead of "
            f"{_CODE_POINT_COLUMNS}: download a release of 2011 or later"
        )
    return Layout("OS Code-Point Open", False, 0, 2, 3, 1, 10, columns, district=8, ward=9)


def _named_layout(header: Sequence[str], name: str) -> Layout:
    at = {what: _find(header, pattern) for what, pattern in _NAMES.items()}
    postcode, quality = at.pop("postcode"), at.pop("quality")
    easting, northing = at.pop("easting"), at.pop("northing")
    if postcode is None or quality is None or easting is None or northing is None:
        raise PostcodeFileError(
            f"{name} is not a postcode file that we know: it needs columns for the postcode, "
            "easting, northing and positional quality, as in ONSPD, NSPL or Code-Point Open"
        )
    steps = 10 if header[quality].startswith("positional") else 1
    codes = ", ".join(header[i] for i in (at["ward"], at["district"]) if i is not None)
    form = f"postcode directory with columns {codes or 'for places only'}"
    return Layout(form, True, postcode, easting, northing, quality, steps, len(header), **at)


def _find(header: Sequence[str], pattern: str) -> int | None:
    for choice in pattern.split("|"):
        found = [i for i, title in enumerate(header) if re.fullmatch(choice, title)]
        if found:
            return max(found, key=lambda i: header[i])
    return None
