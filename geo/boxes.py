"""Boxes in WGS 84, as ``bbox`` in a query string: west,south,east,north."""

from __future__ import annotations

from typing import NamedTuple, Self

from geo.errors import InvalidBBox, InvalidPoint
from geo.points import LonLat, is_in_uk, parse_number


class BBox(NamedTuple):
    """A box in degrees, WGS 84."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``bbox=`` from a query string.

        >>> BBox.parse("-0.12,51.46,-0.06,51.50")
        BBox(west=-0.12, south=51.46, east=-0.06, north=51.5)
        """
        parts = text.split(",")
        if len(parts) != 4:
            raise InvalidBBox(f"bbox needs four numbers, west,south,east,north: {text[:80]!r}")
        try:
            west, south, east, north = (parse_number(part) for part in parts)
        except InvalidPoint as reason:
            raise InvalidBBox(f"bbox needs four numbers, west,south,east,north: {reason}") from None
        if is_in_uk(south, west) and is_in_uk(north, east):
            raise InvalidBBox(f"bbox must be west,south,east,north, longitude first: {text[:80]!r}")
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise InvalidBBox(f"bbox must be west,south,east,north in degrees: {text[:80]!r}")
        return cls(west, south, east, north)

    def contains(self, at: LonLat) -> bool:
        """Whether the point is inside or on the edge."""
        return self.west <= at.lon <= self.east and self.south <= at.lat <= self.north
