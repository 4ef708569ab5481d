"""Which column of a boundary file holds the code, the name and the district."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from geo.errors import BoundaryFileError

# ONS's names: WD24CD with WD24NM, beside LAD24CD of the district that the ward lies in.
_ONS_PREFIX = {"ward": "wd", "constituency": "pcon", "borough": "lad"}
_CODES = ("code", "gss_code", "ward_code")
_NAMES = ("name", "ward_name", "ward", "title")


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns as the file spells them; None where it has none."""

    code: str | None
    name: str
    district: str | None


def find_columns(
    titles: Collection[str], kind: str, code: str | None = None, name: str | None = None
) -> Columns:
    """Take the columns that were named, else find ours, else ONS's of this kind.

    Raises BoundaryFileError, listing the columns, when a name or a choice is not clear.
    """
    found_code = _named(titles, code) if code else _code(titles, kind)
    found_name = _named(titles, name) if name else _name(titles, kind, found_code)
    district = None if kind == "borough" else _newest(titles, "lad", "cd")
    return Columns(found_code, found_name, district)


def _named(titles: Collection[str], wanted: str) -> str:
    for title in titles:
        if title.lower() == wanted.lower():
            return title
    raise BoundaryFileError(f"There is no column {wanted!r}: the file has {_listed(titles)}")


def _code(titles: Collection[str], kind: str) -> str | None:
    own = _first(titles, _CODES)
    if own or (prefix := _ONS_PREFIX.get(kind)) is None:
        return own
    return _newest(titles, prefix, "cd")


def _name(titles: Collection[str], kind: str, code: str | None) -> str:
    beside_code = _first(titles, [code.lower().removesuffix("cd") + "nm"]) if code else None
    found = beside_code or _first(titles, _NAMES)
    if found is None and (prefix := _ONS_PREFIX.get(kind)):
        found = _newest(titles, prefix, "nm")
    if found is None:
        raise BoundaryFileError(
            "Which column holds the names is not clear: say it with --name-column (and "
            f"--code-column); the file has {_listed(titles)}"
        )
    return found


def _first(titles: Collection[str], wanted: Collection[str]) -> str | None:
    by_lower = {title.lower(): title for title in titles}
    return next((by_lower[title] for title in wanted if title in by_lower), None)


def _newest(titles: Collection[str], prefix: str, ending: str) -> str | None:
    found = [t for t in titles if re.fullmatch(rf"{prefix}[0-9]{{2}}{ending}", t.lower())]
    return max(found, default=None)


def _listed(titles: Collection[str]) -> str:
    return ", ".join(titles) or "no columns at all"
