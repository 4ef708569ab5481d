"""Boxes in a query string."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.boxes import BBox
from geo.errors import InvalidBBox
from geo.points import LonLat


@given(st.floats(-8, 1), st.floats(50, 60), st.floats(0.001, 0.7), st.floats(0.001, 0.8))
def test_a_box_that_is_written_is_read_back(west, south, width, height):
    box = BBox(west, south, west + width, south + height)
    assert BBox.parse(",".join(map(repr, box))) == box
    assert box.contains(LonLat(west, south))
    assert not box.contains(LonLat(west - 0.1, south))


@given(st.text())
def test_any_text_is_a_box_or_a_sentence(text):
    with suppress(InvalidBBox):
        assert BBox.parse(text).west < 180


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "four numbers"),
        ("1,2,3", "four numbers"),
        ("a,b,c,d", "'a' is not a number"),
        ("nan,51,0,52", "'nan' is not a number"),
        ("51.46,-0.12,51.50,-0.06", "longitude first"),
        ("0.1,51,-0.1,52", "in degrees"),
        ("-0.1,52,0.1,51", "in degrees"),
        ("530000,180000,540000,190000", "in degrees"),
    ],
)
def test_a_bad_box_is_refused_with_the_reason(text, said):
    with pytest.raises(InvalidBBox, match=said):
        BBox.parse(text)
