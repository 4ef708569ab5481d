"""Where a point or a postcode is."""

from datetime import date

import pytest
from sqlalchemy import text

from geo.errors import InvalidPostcode
from geo.points import LonLat
from register.places.errors import LocalityNotFound, PostcodeNotFound
from register.places.questions import (
    localities_containing,
    localities_of_postcode,
    locality_by_key,
    postcode_by_name,
)

EAST_FINCHLEY = LonLat(-0.1638, 51.5891)
OUTSIDE = LonLat(-0.1278, 51.5074)


def keys(found):
    return [locality.key for locality in found]


def test_a_point_lies_in_one_of_each_kind(session):
    found = localities_containing(session, EAST_FINCHLEY)
    assert keys(found) == [
        "ward:east-finchley",
        "town_centre:east-finchley",
        "constituency:finchley-and-golders-green",
        "borough:barnet",
    ]
    assert [locality.is_indicative for locality in found] == [False, True, False, False]


def test_a_point_elsewhere_lies_in_none(session):
    assert localities_containing(session, OUTSIDE) == []


def test_before_a_release_there_was_nothing_and_since_then_there_is(session):
    assert localities_containing(session, EAST_FINCHLEY, date(2022, 5, 4)) == []
    on_the_day = localities_containing(session, EAST_FINCHLEY, date(2022, 5, 5))
    assert keys(on_the_day) == ["ward:east-finchley", "borough:barnet"]


def test_a_postcode_goes_by_its_own_ward_code(session):
    found = localities_of_postcode(session, "en40nh")
    assert keys(found) == ["ward:high-barnet", "constituency:chipping-barnet", "borough:barnet"]


def test_a_postcode_whose_point_is_over_the_border_keeps_its_ward(session):
    strays = session.execute(
        text("""
        SELECT p.postcode, l.key FROM published.postcode AS p
        JOIN published.locality AS l ON l.kind = 'ward' AND l.code = p.ward_code
        JOIN published.boundary AS b ON b.locality_id = l.id
        WHERE NOT ST_Covers(b.boundary, p.location)
        """)
    ).all()
    assert strays
    for postcode, ward in strays:
        assert ward in keys(localities_of_postcode(session, postcode))


def test_a_postcode_however_it_is_written(session):
    assert postcode_by_name(session, " en4 ONH ").postcode == "EN4 0NH"
    with pytest.raises(PostcodeNotFound, match="EN4 9ZZ is not in the table"):
        postcode_by_name(session, "EN4 9ZZ")
    with pytest.raises(InvalidPostcode):
        postcode_by_name(session, "EN4")


def test_a_locality_by_its_key(session):
    found = locality_by_key(session, "ward:totteridge-and-woodside")
    assert (found.name, found.code) == ("Totteridge & Woodside", "E05013646")
    with pytest.raises(LocalityNotFound, match="ward:atlantis"):
        locality_by_key(session, "ward:atlantis")
