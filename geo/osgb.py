"""British National Grid (EPSG:27700, metres) to WGS 84 (degrees) and back.

PROJ carries no OSTN15 grid of its own, so a place may be off by up to 2 m: good enough to say
which street a thing is in, not on which side of a ward's border it stands to the metre.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
from pyproj import Transformer
from pyproj.enums import TransformDirection

from geo.errors import InvalidPoint
from geo.points import LonLat, uk_point

Numbers = npt.NDArray[np.float64]

WGS84 = 4326
OSGB = 27700
# The extent of the national grid's squares, HL to TW.
WIDEST_EASTING, FURTHEST_NORTHING = 700_000, 1_300_000


# One fixed way, EPSG:1314. Left to choose, PROJ takes another operation for points a little off
# shore, 130 m away, and yet another on a machine that has the OSTN15 grid.
_TO_WGS84 = (
    "+proj=pipeline +step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 "
    "+y_0=-100000 +ellps=airy +step +proj=push +v_3 +step +proj=cart +ellps=airy +step "
    "+proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 "
    "+convention=position_vector +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 "
    "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
)


@cache
def _to_wgs84() -> Transformer:
    """Making a transformer costs milliseconds, using it microseconds."""
    return Transformer.from_pipeline(_TO_WGS84)


def wgs84_from_osgb(eastings: npt.ArrayLike, northings: npt.ArrayLike) -> tuple[Numbers, Numbers]:
    """Arrays of eastings and northings in metres to longitudes and latitudes in degrees."""
    return _moved(TransformDirection.FORWARD, eastings, northings)


def osgb_from_wgs84(lons: npt.ArrayLike, lats: npt.ArrayLike) -> tuple[Numbers, Numbers]:
    """Arrays of longitudes and latitudes in degrees to eastings and northings in metres."""
    return _moved(TransformDirection.INVERSE, lons, lats)


def _moved(
    direction: TransformDirection, xs: npt.ArrayLike, ys: npt.ArrayLike
) -> tuple[Numbers, Numbers]:
    x, y = _to_wgs84().transform(
        np.asarray(xs, dtype=np.float64), np.asarray(ys, dtype=np.float64), direction=direction
    )
    return np.asarray(x), np.asarray(y)


def uk_point_from_osgb(easting: float, northing: float) -> LonLat:
    """One place from its grid reference in metres; refuses what is not on the grid.

    >>> at = uk_point_from_osgb(530_000, 180_000)
    >>> round(at.lon, 3), round(at.lat, 3)
    (-0.128, 51.504)
    """
    if not (0 < easting < WIDEST_EASTING and 0 < northing < FURTHEST_NORTHING):
        raise InvalidPoint(f"{easting:g}, {northing:g} is not an easting and northing in metres")
    lons, lats = wgs84_from_osgb([easting], [northing])
    return uk_point(float(lons[0]), float(lats[0]))
