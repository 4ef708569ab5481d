"""The places that the register starts with, as the database answers for them."""

import json

from sqlalchemy import text

from register.places.loading import FirstLoaded, load_places_from_data
from register.places.questions import known_releases

AGREEING = """
SELECT count(*) FROM published.postcode AS p
JOIN published.locality AS l ON l.kind = 'ward' AND l.code = p.ward_code
JOIN published.boundary AS b ON b.locality_id = l.id
JOIN published.boundary_release AS r ON r.id = b.release_id AND r.is_current
WHERE ST_Covers(b.boundary, p.location)
"""
FEATURES = """
SELECT b.feature, b.summary FROM published.boundary AS b
JOIN published.locality AS l ON l.id = b.locality_id WHERE l.key = :key
"""


def test_every_kind_is_loaded_and_current(session):
    assert {(r.kind, r.areas, r.is_current) for r in known_releases(session)} == {
        ("ward", 24, True),
        ("town_centre", 15, True),
        ("constituency", 4, True),
        ("borough", 1, True),
    }


def test_loading_again_changes_nothing(session):
    revision = session.scalar(text("SELECT number FROM published.revision"))
    assert load_places_from_data(session) == FirstLoaded(0, 0)
    assert session.scalar(text("SELECT number FROM published.revision")) == revision


def test_postcodes_fall_in_the_ward_that_their_row_names(session):
    assert session.scalar(text("SELECT count(*) FROM published.postcode")) == 8_919
    assert session.scalar(text(AGREEING)) >= 8_905


def test_names_are_unique_within_a_kind_only(session):
    kinds = session.scalars(text("SELECT kind FROM published.locality WHERE slug = 'hendon'"))
    assert sorted(kinds) == ["constituency", "ward"]


def test_a_ward_is_finished_geojson_with_and_without_its_outline(session):
    feature, summary = session.execute(text(FEATURES), {"key": "ward:east-finchley"}).one()
    whole, short = json.loads(feature), json.loads(summary)
    assert whole["properties"] == short["properties"]
    assert whole["id"] == "ward:east-finchley"
    assert whole["geometry"]["type"] == "MultiPolygon"
    assert short["geometry"] is None
    said = whole["properties"]
    assert (said["code"], said["hectares"], said["residents_estimate"]) == (
        "E05013636",
        245.7,
        16_394,
    )
    assert said["valid_from"] == "2022-05-05"
    assert said["is_indicative"] is False
    assert said["facts"]["constituency_name"] == "Finchley and Golders Green"


def test_town_centres_say_that_they_are_indicative(session):
    feature, _ = session.execute(text(FEATURES), {"key": "town_centre:edgware"}).one()
    said = json.loads(feature)["properties"]
    assert (said["is_indicative"], said["facts"]["classification"]) == (True, "Major")
    assert said["residents_estimate"] is None
