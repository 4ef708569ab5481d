"""What must be true of areas before they are used."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.boundaries import Boundary, as_multipolygon, check_boundaries, inside, locality_slug
from geo.errors import InvalidBoundaries
from geo.releases import joined
from geo.tiling import hectares

STEP = 0.01  # about 1.1 km north, 0.7 km east


def area(name, west, south=51.5, width=STEP, height=STEP, code=None, **facts):
    shape = as_multipolygon(shapely.box(west, south, west + width, south + height))
    return Boundary(name, shape, code, facts)


LEFT, RIGHT = area("Left", -0.20, code="E1"), area("Right", -0.19, code="E2")


def refused(*boundaries, must_tile=True):
    with pytest.raises(InvalidBoundaries) as reason:
        check_boundaries(boundaries, must_tile=must_tile)
    return str(reason.value)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Totteridge & Woodside", "totteridge-and-woodside"),
        ("Colindale / The Hyde", "colindale-the-hyde"),
        ("King's Cross", "kings-cross"),
        ("St John\u2019s Wood", "st-johns-wood"),
        ("Ynys Môn", "ynys-mon"),
        ("  ", ""),
    ],
)
def test_a_slug_is_the_name_in_plain_letters(name, slug):
    assert locality_slug(name) == slug


@given(st.text())
def test_a_slug_is_its_own_slug(name):
    assert locality_slug(locality_slug(name)) == locality_slug(name)


def test_areas_side_by_side_are_taken():
    check_boundaries([LEFT, RIGHT], must_tile=True)


def test_an_overlap_is_refused_with_its_size_and_whose_it_is():
    wide = area("Wide", -0.20, width=STEP * 1.1)
    said = refused(wide, RIGHT)
    assert "Wide and Right overlap by" in said
    assert 70_000 < float(said.split("overlap by ")[1].split(" m²")[0].replace(",", "")) < 90_000
    check_boundaries([wide, RIGHT], must_tile=False)


def test_a_gap_inside_is_refused_with_those_around_it():
    ring = shapely.box(-0.20, 51.5, -0.17, 51.53) - shapely.box(-0.19, 51.51, -0.18, 51.52)
    west, east = (shapely.box(at, 51.5, at + 0.015, 51.53) for at in (-0.20, -0.185))
    halves = {"West": ring & west, "East": ring & east}
    said = refused(*(Boundary(name, as_multipolygon(half)) for name, half in halves.items()))
    assert "there is a gap of" in said
    assert "between East, West" in said or "between West, East" in said


def test_a_slit_open_to_the_outside_is_refused():
    five_metres = 0.00007
    assert "gap" in refused(LEFT, area("Right", -0.19 + five_metres))


def test_rounding_is_let_pass():
    a_centimetre = 1e-7
    check_boundaries([LEFT, area("Right", -0.19 + a_centimetre)], must_tile=True)
    check_boundaries([LEFT, area("Right", -0.19 - a_centimetre)], must_tile=True)


def test_a_broken_outline_is_named():
    bow_tie = shapely.Polygon([(-0.2, 51.5), (-0.1, 51.6), (-0.1, 51.5), (-0.2, 51.6)])
    said = refused(Boundary("Bow tie", as_multipolygon(bow_tie)), RIGHT)
    assert "the outline of Bow tie is broken (Self-intersection" in said


def test_codes_and_names_are_unique():
    assert "2 areas have the code E1" in refused(LEFT, area("Right", -0.19, code="E1"))
    assert "2 areas have the name 'left'" in refused(LEFT, area("LEFT ", -0.19))
    assert "no name" in refused(LEFT, area("?", -0.19))


def test_what_is_empty_or_elsewhere_is_refused():
    assert "there are none" in refused()
    assert "Empty has no area" in refused(Boundary("Empty", as_multipolygon(None)))
    assert "Swapped is not inside the UK" in refused(area("Swapped", 51.5, south=-0.2))


def test_a_long_list_of_faults_is_cut():
    assert "and 2 more" in refused(*(Boundary(f"a{n}", as_multipolygon(None)) for n in range(12)))


@pytest.mark.parametrize("shape", [shapely.Point(0, 51), shapely.LineString([(0, 51), (1, 51)])])
def test_points_and_lines_are_no_areas(shape):
    with pytest.raises(InvalidBoundaries, match=f"this is a {shape.geom_type}"):
        as_multipolygon(shape)


def test_a_district_is_picked_out_of_a_country():
    beyond = area("Beyond", -0.18)
    straddling = area("Straddling", -0.184)
    outline = joined("Town", None, [LEFT, RIGHT]).shape
    assert inside([LEFT, RIGHT, beyond, straddling], outline) == [LEFT, RIGHT]


def test_joined_areas_add_up():
    one = area("One", -0.20, residents=100, deprivation_score=10.0)
    two = area("Two", -0.19, residents=300, deprivation_score=30.0)
    whole = joined("Whole", "E9", [one, two])
    assert whole.facts == {"residents": 400, "deprivation_score": 25.0}
    assert hectares(whole.shape) == pytest.approx(hectares(one.shape) + hectares(two.shape))
    assert joined("Whole", "E9", [one, area("Three", -0.19)]).facts == {}


def test_hectares_are_of_the_ground_not_of_degrees():
    assert hectares(LEFT.shape) == pytest.approx(77.2, rel=0.01)
