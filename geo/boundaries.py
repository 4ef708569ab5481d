"""Areas of a kind of locality, and what must be true of them before they are used."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.errors import InvalidBoundaries
from geo.points import UK
from geo.tiling import TOLERANCE_M2, tiling_faults

_MOST_FAULTS_SAID = 10


@dataclass(frozen=True, slots=True)
class Boundary:
    """The outline of one locality in WGS 84, with whatever is published about it."""

    name: str
    shape: MultiPolygon
    code: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The name as it stands in addresses of pages."""
        return locality_slug(self.name)


def locality_slug(name: str) -> str:
    """A name in lower case letters, digits and hyphens.

    >>> locality_slug("Hammersmith & Fulham"), locality_slug("King's Cross")
    ('hammersmith-and-fulham', 'kings-cross')
    """
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "-", plain.decode().lower().replace("'", "")).strip("-")


def check_boundaries(
    boundaries: Sequence[Boundary], *, must_tile: bool, tolerance_m2: float = TOLERANCE_M2
) -> None:
    """Refuse areas that cannot be used, saying every fault, which area has it and how large.

    ``must_tile``: like wards, they may neither overlap nor leave gaps. Small differences up to
    ``tolerance_m2`` come from rounding and are let pass. Raises InvalidBoundaries.
    """
    faults = [*_faults_of_names(boundaries), *_faults_of_shapes(boundaries)]
    if must_tile and not faults:
        faults = tiling_faults(
            [b.name for b in boundaries], [b.shape for b in boundaries], tolerance_m2
        )
    if faults:
        more = len(faults) - _MOST_FAULTS_SAID
        said = faults[:_MOST_FAULTS_SAID] + ([f"and {more} more"] if more > 0 else [])
        raise InvalidBoundaries(f"These boundaries cannot be used: {'; '.join(said)}")


def _faults_of_names(boundaries: Sequence[Boundary]) -> Iterator[str]:
    if not boundaries:
        yield "there are none"
    codes = Counter(b.code for b in boundaries if b.code)
    yield from (f"{n} areas have the code {code}" for code, n in codes.items() if n > 1)
    slugs = Counter(b.slug for b in boundaries)
    yield from (f"{n} areas have the name {slug!r}" for slug, n in slugs.items() if n > 1)
    if "" in slugs:
        yield "an area has no name in letters or digits"


def _faults_of_shapes(boundaries: Sequence[Boundary]) -> Iterator[str]:
    uk = shapely.box(*UK)
    for boundary in boundaries:
        if boundary.shape.is_empty:
            yield f"{boundary.name} has no area"
        elif not boundary.shape.is_valid:
            reason = shapely.is_valid_reason(boundary.shape)
            yield f"the outline of {boundary.name} is broken ({reason}): mend it in a GIS"
        elif not uk.covers(boundary.shape):
            yield f"{boundary.name} is not inside the UK: check its coordinate system"


def inside(boundaries: Sequence[Boundary], outline: BaseGeometry) -> list[Boundary]:
    """The areas of which more than half lies in the outline: a borough's out of a country's."""
    shapely.prepare(outline)
    near = [b for b in boundaries if outline.intersects(b.shape)]
    return [b for b in near if b.shape.intersection(outline).area > b.shape.area / 2]


def cut_to(boundaries: Sequence[Boundary], outline: BaseGeometry) -> list[Boundary]:
    """The parts of areas that lie in the outline, as of constituencies that reach beyond it.

    Outlines drawn by different hands never quite agree: parts under a hundredth are left out.
    """
    parts = ((b, shapely.force_2d(b.shape.intersection(outline))) for b in boundaries)
    return [
        replace(b, shape=_polygons(part)) for b, part in parts if part.area > b.shape.area / 100
    ]


def _polygons(shape: BaseGeometry) -> MultiPolygon:
    return MultiPolygon([p for p in shapely.get_parts(shape) if isinstance(p, shapely.Polygon)])


def as_multipolygon(shape: BaseGeometry | None) -> MultiPolygon:
    """A polygon or several, flat; raises InvalidBoundaries for points, lines and collections."""
    if shape is None or shape.is_empty:
        return MultiPolygon()
    flat = shapely.force_2d(shape)
    if isinstance(flat, MultiPolygon):
        return flat
    if isinstance(flat, shapely.Polygon):
        return MultiPolygon([flat])
    raise InvalidBoundaries(f"areas are needed, and this is a {flat.geom_type}")
