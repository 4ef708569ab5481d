"""Loading the table of postcodes, and the assets that stand where it says."""

import pytest
from sqlalchemy import text

from geo.postcode_rows import PostcodeRow
from register.places.postcodes import load_postcodes
from register.places.questions import postcode_by_name

LOCATION = "SELECT ST_X(location), ST_Y(location) FROM register.asset WHERE id = :id"
WARD = """
SELECT l.key FROM register.membership AS m JOIN published.locality AS l ON l.id = m.locality_id
WHERE l.kind = 'ward' AND m.asset_id = :id
"""
EDGE = PostcodeRow("EN4 0NH", 1, 1, -0.19, 51.66, "E05013644", "E09000003", 1, None)


def count(session):
    return session.scalar(text("SELECT count(*) FROM published.postcode"))


def test_rows_are_added_changed_and_left_alone(session):
    new = EDGE._replace(postcode="ZZ1 1AA")
    first = load_postcodes(session, [EDGE, new], keep_others=True)
    assert (first.new, first.changed, first.unchanged, first.dropped) == (1, 1, 0, 0)
    again = load_postcodes(session, [EDGE, new], keep_others=True)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert count(session) == 8_920


def test_what_the_file_does_not_name_is_dropped(session):
    loaded = load_postcodes(session, [EDGE])
    assert (loaded.dropped, count(session)) == (8_918, 1)


def test_ended_and_placeless_postcodes_are_counted_and_left_out(session):
    rows = [
        EDGE._replace(postcode="ZZ1 1AA", lon=None, lat=None, quality=9),
        EDGE._replace(postcode="ZZ1 1AB", ended_on="2001-01-01"),
    ]
    loaded = load_postcodes(session, rows, keep_others=True)
    assert (loaded.without_place, loaded.ended, loaded.new) == (1, 1, 0)


def test_a_postcode_given_twice_counts_once_by_its_better_place(session):
    worse = EDGE._replace(postcode="ZZ1 1AA", quality=6, lon=-0.5)
    better = EDGE._replace(postcode="ZZ1 1AA", quality=1)
    assert load_postcodes(session, [worse, better], keep_others=True).new == 1
    kept = "SELECT ST_X(location) FROM published.postcode WHERE postcode = 'ZZ1 1AA'"
    assert session.scalar(text(kept)) == pytest.approx(-0.19)


def test_assets_move_with_their_postcode_and_others_stay(session, stored):
    ids = stored(
        {"name": "By postcode", "postcode": "EN4 0NH"},
        {"name": "By point", "postcode": "EN4 0NH", "lon": -0.2, "lat": 51.65},
    )
    moved = EDGE._replace(lon=-0.1638, lat=51.5891, ward_code="E05013636")
    assert load_postcodes(session, [moved], keep_others=True).assets_moved == 1
    by_postcode, by_point = {"id": ids["By postcode"]}, {"id": ids["By point"]}
    assert session.execute(text(LOCATION), by_postcode).one() == (-0.1638, 51.5891)
    assert session.scalars(text(WARD), by_postcode).all() == ["ward:east-finchley"]
    assert session.execute(text(LOCATION), by_point).one() == (-0.2, 51.65)
    logged = "SELECT reason, version FROM register.event WHERE action = 'changed'"
    assert session.execute(text(logged)).all() == [("The postcode's place changed", 2)]


def test_a_new_ward_code_alone_moves_an_asset_to_that_ward(session, stored):
    asset = {"id": stored({"name": "By postcode", "postcode": "EN4 0NJ"})["By postcode"]}
    assert session.scalars(text(WARD), asset).all() == ["ward:high-barnet"]
    at = postcode_by_name(session, "EN4 0NJ").at
    same = EDGE._replace(postcode="EN4 0NJ", lon=at.lon, lat=at.lat, ward_code="E05013635")
    assert load_postcodes(session, [same], keep_others=True).assets_moved == 0
    assert session.scalars(text(WARD), asset).all() == ["ward:east-barnet"]
