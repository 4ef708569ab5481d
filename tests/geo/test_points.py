"""Points: longitude first, finite, in the UK."""

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InvalidPoint, NotInUK
from geo.points import UK, LonLat, parse_lonlat, parse_point, uk_point

LONS = st.floats(UK[0], UK[2])
LATS = st.floats(UK[1], UK[3])


@given(LONS, LATS)
def test_every_point_in_the_uk_is_taken_as_it_is(lon, lat):
    assert uk_point(lon, lat) == LonLat(lon, lat)


@given(LONS, LATS)
def test_every_swapped_pair_is_refused_with_a_hint(lon, lat):
    with pytest.raises(NotInUK, match="swapped it would be inside"):
        uk_point(lat, lon)


def test_the_meridian_is_a_place():
    assert uk_point(0.0, 51.48) == (0.0, 51.48)


def test_nowhere_is_not_in_the_uk():
    with pytest.raises(NotInUK, match=r"0, 0 is outside the UK$"):
        uk_point(0, 0)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_refused(bad):
    with pytest.raises(InvalidPoint):
        uk_point(bad, 51.5)
    with pytest.raises(InvalidPoint):
        uk_point(-0.1, bad)


@pytest.mark.parametrize(
    "bad", ["", "n/a", "nan", "inf", "-Infinity", "1_0", "٥١", "51,5", "1e999"]
)
def test_text_that_is_no_number_is_an_error_of_ours(bad):
    with pytest.raises(InvalidPoint, match="is not a latitude"):
        parse_point("-0.1", bad)


def test_reading_a_query_string():
    assert parse_lonlat(" -0.15 , 51.6") == (-0.15, 51.6)
    for bad in ("-0.15", "-0.15,51.6,3", ""):
        with pytest.raises(InvalidPoint, match="longitude,latitude"):
            parse_lonlat(bad)


@given(st.text())
def test_no_text_gets_past_as_anything_else(text):
    with suppress(InvalidPoint, NotInUK):
        assert parse_lonlat(text)
