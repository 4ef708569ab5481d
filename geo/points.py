"""Points in WGS 84: longitude first, finite, and inside the United Kingdom."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from geo.errors import InvalidPoint, NotInUK

# West, south, east, north: Northern Ireland's coast, the Isles of Scilly, Lowestoft and Unst.
UK = (-8.7, 49.8, 1.8, 60.9)

# float() alone would also take "1_0", "nan", "infinity" and digits of other scripts.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


class LonLat(NamedTuple):
    """A place in degrees, WGS 84, longitude first as in GeoJSON."""

    lon: float
    lat: float


def uk_point(lon: float, lat: float) -> LonLat:
    """The point, if it is in the UK; a swapped pair is refused, never mended in silence.

    >>> uk_point(-0.15, 51.6)
    LonLat(lon=-0.15, lat=51.6)
    """
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise InvalidPoint(f"{lon}, {lat} is not a place: give longitude and latitude as numbers")
    if is_in_uk(lon, lat):
        return LonLat(lon, lat)
    hint = "; swapped it would be inside: give longitude first" if is_in_uk(lat, lon) else ""
    raise NotInUK(f"{lon:g}, {lat:g} is outside the UK{hint}")


def is_in_uk(lon: float, lat: float) -> bool:
    """Whether the pair is inside the rectangle around the UK."""
    west, south, east, north = UK
    return west <= lon <= east and south <= lat <= north


def parse_lonlat(text: str) -> LonLat:
    """Read ``lon,lat`` as in a query string.

    >>> parse_lonlat("-0.15,51.6")
    LonLat(lon=-0.15, lat=51.6)
    """
    parts = text.split(",")
    if len(parts) != 2:
        raise InvalidPoint(f"{text!r} is not a place: write longitude,latitude, as -0.12,51.50")
    return parse_point(*parts)


def parse_point(lon_text: str, lat_text: str) -> LonLat:
    """Read the two cells of a row; bad text is one rejected row, not a failed run."""
    return uk_point(parse_number(lon_text, "longitude"), parse_number(lat_text, "latitude"))


def parse_number(text: str, what: str = "number") -> float:
    """A finite number from text; ``what`` names it in the sentence."""
    cleaned = text.strip()
    if _NUMBER.fullmatch(cleaned):
        number = float(cleaned)
        if math.isfinite(number):
            return number
    raise InvalidPoint(f"{text[:40]!r} is not a {what}: write a number such as 51.507")
