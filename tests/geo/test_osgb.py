"""Grid references to degrees and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InvalidPoint
from geo.osgb import osgb_from_wgs84, uk_point_from_osgb, wgs84_from_osgb


@given(st.floats(60_000, 660_000), st.floats(10_000, 1_200_000))
def test_there_and_back_is_the_same_place(easting, northing):
    eastings, northings = osgb_from_wgs84(*wgs84_from_osgb([easting], [northing]))
    assert abs(eastings[0] - easting) < 0.01
    assert abs(northings[0] - northing) < 0.01


def test_a_known_place_is_where_it_should_be():
    """Caister water tower, the worked example of OS's guide to coordinate systems (OSTN15)."""
    easting, northing = osgb_from_wgs84([1.716073973], [52.658007833])
    assert abs(easting[0] - 651_409.804) < 5
    assert abs(northing[0] - 313_177.450) < 5


def test_arrays_keep_their_order():
    lons, lats = wgs84_from_osgb(np.array([525_216, 526_651]), np.array([197_547, 195_385]))
    assert lons[0] < lons[1]
    assert lats[0] > lats[1]


@pytest.mark.parametrize("pair", [(0, 0), (-0.15, 51.6), (530_000, 1e9), (float("nan"), 1)])
def test_what_is_not_on_the_grid_is_refused(pair):
    with pytest.raises(InvalidPoint, match="easting and northing"):
        uk_point_from_osgb(*pair)
