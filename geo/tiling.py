"""Whether areas lie side by side as wards must: no overlaps, no gaps between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.osgb import osgb_from_wgs84

TOLERANCE_M2 = 100.0
# A slit that is open to the outside is found by closing it: as wide as this, in metres.
_WIDEST_SLIT_METRES = 10.0


def hectares(shape: BaseGeometry) -> float:
    """The area on the national grid of a shape in WGS 84."""
    return float(_metres([shape])[0].area) / 10_000


def tiling_faults(
    names: Sequence[str], shapes: Sequence[BaseGeometry], tolerance_m2: float
) -> list[str]:
    """Sentences about each overlap and each gap larger than the tolerance; shapes in WGS 84."""
    flat = _metres(shapes)
    return [*_overlaps(names, flat, tolerance_m2), *_gaps(names, flat, tolerance_m2)]


def _metres(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    def moved(at: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(osgb_from_wgs84(at[:, 0], at[:, 1]))

    return list(shapely.transform(np.array(shapes, dtype=object), moved))


def _overlaps(
    names: Sequence[str], shapes: Sequence[BaseGeometry], tolerance_m2: float
) -> Iterator[str]:
    ones, others = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    for one, other in sorted(zip(ones.tolist(), others.tolist(), strict=True)):
        if one < other:
            area = shapes[one].intersection(shapes[other]).area
            if area > tolerance_m2:
                yield f"{names[one]} and {names[other]} overlap by {area:,.0f} m²"


def _gaps(
    names: Sequence[str], shapes: Sequence[BaseGeometry], tolerance_m2: float
) -> Iterator[str]:
    tree = shapely.STRtree(shapes)
    for gap in _uncovered(shapes):
        beside = sorted(tree.query(gap.buffer(1), predicate="intersects").tolist())
        if gap.area > tolerance_m2 and len(beside) > 1:
            between = ", ".join(names[i] for i in beside)
            yield f"there is a gap of {gap.area:,.0f} m² between {between}"


def _uncovered(shapes: Sequence[BaseGeometry]) -> Iterator[BaseGeometry]:
    """Holes of the whole, and slits too narrow to be a real shore."""
    whole = shapely.union_all(shapes)
    half = _WIDEST_SLIT_METRES / 2
    closed = whole.buffer(half, join_style="mitre").buffer(-half, join_style="mitre")
    filled = shapely.union_all(shapely.polygons(_shells(closed)))
    yield from shapely.get_parts(filled.difference(whole))


def _shells(shape: BaseGeometry) -> list[BaseGeometry]:
    return [shapely.get_exterior_ring(part) for part in shapely.get_parts(shape)]
