"""A boundary file that somebody gives us, made into a checked release of this borough."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.borough import Borough
from geo.boundaries import Boundary, check_boundaries, cut_to, inside
from geo.boundary_files import BoundaryFile, Choices, read_boundaries
from geo.errors import InvalidBoundaries
from geo.facts import read_facts, without_name
from geo.releases import TILING_KINDS, Release
from geo.tiling import TOLERANCE_M2

PUBLISHED_COLUMNS = ("classification",)
OUTLINE = """
SELECT ST_AsBinary(b.boundary) FROM published.boundary AS b
JOIN published.boundary_release AS r ON r.id = b.release_id
WHERE r.kind = 'borough' AND r.is_current
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """Since when the outlines count, where they are from, and what their licence asks.

    ``facts`` is a CSV of figures by code, as ``geo.facts`` reads it.
    """

    valid_from: date
    source: str
    licence: str
    attribution: str
    is_indicative: bool = False
    facts: Path | None = None


@dataclass(frozen=True, slots=True)
class FoundRelease:
    """A release ready to load, with what was recognised in its file."""

    release: Release
    file: BoundaryFile
    left_out: int

    def described(self) -> str:
        """A sentence for the report."""
        left_out = f"; {self.left_out} of them are elsewhere and left out" if self.left_out else ""
        return self.file.described() + left_out


def release_from_file(
    session: Session,
    path: Path,
    kind: str,
    origin: Origin,
    borough: Borough,
    choices: Choices | None = None,
    tolerance_m2: float = TOLERANCE_M2,
) -> FoundRelease:
    """Read the areas of this borough from a file, which may hold a whole country's, and check them.

    Raises BoundaryFileError and InvalidBoundaries, with what to do.
    """
    file = read_boundaries(path, kind, _of_district(choices or Choices(), kind, borough))
    ours = _with_facts(_ours(session, file, kind, borough), origin.facts)
    check_boundaries(ours, must_tile=kind in TILING_KINDS, tolerance_m2=tolerance_m2)
    release = Release(
        kind=kind,
        valid_from=origin.valid_from,
        boundaries=ours,
        source=origin.source,
        licence=origin.licence,
        attribution=origin.attribution,
        is_indicative=origin.is_indicative,
    )
    return FoundRelease(release, file, len(file.boundaries) - len(ours))


def _of_district(choices: Choices, kind: str, borough: Borough) -> Choices:
    is_of_wards = kind == "ward" and choices.district_code is None
    return replace(choices, district_code=borough.code) if is_of_wards else choices


def _ours(session: Session, file: BoundaryFile, kind: str, borough: Borough) -> list[Boundary]:
    if kind == "borough":
        ours = [b for b in file.boundaries if b.code == borough.code or len(file.boundaries) == 1]
    elif (outline := session.scalar(text(OUTLINE))) is None:
        ours = list(file.boundaries)
    elif kind == "constituency":
        ours = cut_to(file.boundaries, shapely.from_wkb(outline))
    else:
        ours = inside(file.boundaries, shapely.from_wkb(outline))
    if not ours:
        raise InvalidBoundaries(
            f"{file.name} has no {kind.replace('_', ' ')} in {borough.name}: check that it is the "
            "right file and its coordinates are right"
        )
    return ours


def _with_facts(boundaries: list[Boundary], path: Path | None) -> list[Boundary]:
    """Facts are published: columns that nobody chose, such as who last edited a row, are not."""
    figures = read_facts(path) if path else {}
    return [
        replace(
            b,
            facts={key: b.facts[key] for key in PUBLISHED_COLUMNS if b.facts.get(key)}
            | without_name(figures.get(b.code or "", {})),
        )
        for b in boundaries
    ]
