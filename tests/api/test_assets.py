"""Assets over HTTP: what is added is found by every question, as finely as its kind allows."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from register.database.engines import transaction

HALL = {"bbox": "-0.21,51.59,-0.19,51.61"}


def names(answer):
    assert answer.status_code == 200, answer.text
    return [feature["properties"]["name"] for feature in answer.json()["features"]]


def test_a_new_asset_says_where_it_was_placed(add):
    answer = add()
    assert answer.status_code == 201
    found = answer.json()
    assert found["placed_by"] == "point"
    assert [place["key"] for place in found["localities"]][:2] == [
        "ward:finchley-church-end",
        "constituency:finchley-and-golders-green",
    ]
    assert found["likely_duplicates"] == []


@pytest.mark.parametrize(
    "question",
    [
        HALL,
        {"kind": "hall"},
        {"family": "places"},
        {"locality": "ward:finchley-church-end"},
        {"near": "-0.2,51.6", "radius": "50"},
        {"q": "invented"},
        {"updated_since": "2026-01-01T00:00:00Z"},
    ],
)
def test_it_is_found_by_every_question(client, add, question):
    add()
    assert names(client.get("/api/v1/assets", params=question)) == ["Invented Hall"]


@pytest.mark.parametrize(
    "question",
    [
        {"bbox": "-0.11,51.59,-0.10,51.61"},
        {"kind": "park"},
        {"family": "voice"},
        {"locality": "ward:hendon"},
        {"near": "-0.21,51.6", "radius": "500"},
        {"q": "heated swimming pool"},
        {"updated_since": "2099-01-01T00:00:00Z"},
    ],
)
def test_it_is_not_found_by_other_questions(client, add, question):
    add()
    assert names(client.get("/api/v1/assets", params=question)) == []


def test_pages_follow_each_other_and_leave_nothing_out(client, add):
    for number in range(7):
        add(name=f"Invented Hall {number}")
    seen, following = [], "/api/v1/assets?limit=3&kind=hall"
    while following:
        answer = client.get(following)
        seen += names(answer)
        following = answer.json().get("next")
    assert sorted(seen) == [f"Invented Hall {number}" for number in range(7)]


def test_a_postcode_places_by_its_own_ward(add):
    found = add(lon=None, lat=None, postcode="n28ab").json()
    assert found["placed_by"] == "postcode"
    assert found["localities"][0]["key"] == "ward:east-finchley"


def test_an_informal_group_is_public_only_by_ward(client, add):
    added = add(kind="litter-pick-team", address="7 Invented Road", lat=51.601).json()
    feature = client.get(f"/api/v1/assets/{added['id']}").json()
    lon, lat = feature["geometry"]["coordinates"]
    assert feature["properties"]["precision"] == "ward"
    assert abs(lon + 0.2) + abs(lat - 51.601) > 0.001
    assert feature["properties"]["address"] == ""
    assert {key.split(":")[0] for key in feature["properties"]["localities"]} == {
        "ward",
        "constituency",
        "borough",
    }
    ward = client.get(f"/api/v1/localities/containing?lon={lon}&lat={lat}").json()
    assert ward["localities"][0]["key"] == "ward:finchley-church-end"


def test_a_postcode_is_answered_as_its_point_is(client):
    path = "/api/v1/localities/containing"
    answer = client.get(f"{path}?postcode=N2+8AB")
    assert answer.status_code == 200
    found = answer.json()
    at = found["point"]
    by_point = client.get(f"{path}?lon={at['lon']}&lat={at['lat']}").json()
    assert found["localities"][0]["key"] == "ward:east-finchley"
    by_key = {one["key"]: one for one in found["localities"]}
    assert by_key == {one["key"]: one for one in by_point["localities"]}


def test_a_page_promises_no_map_for_what_has_no_place(client, add):
    """It serves a ward and stands nowhere: there is no place that is kept private."""
    group = {"kind": "community-group", "serves": ["ward:finchley-church-end"]}
    page = client.get(add(lon=None, lat=None, **group).json()["href"]).text
    assert "We do not show where this is on the map." in page
    assert "We show only the ward" not in page
    assert "We show only the ward" in client.get(add(**group).json()["href"]).text


def test_a_person_is_never_public_one_by_one(client, add):
    added = add(kind="skill-or-gift", name="Invented Person plays the harp").json()
    assert client.get(f"/api/v1/assets/{added['id']}").status_code == 404
    assert names(client.get("/api/v1/assets")) == []


def test_a_contact_is_public_only_when_its_audience_is(client, add):
    contacts = [
        {"phone": "020 7946 0002", "email": "hall@example.org", "audience": "public"},
        {"name": "Invented Secretary", "phone": "020 7946 0001", "audience": "stewards"},
    ]
    added = add(contacts=contacts).json()
    answer = client.get(f"/api/v1/assets/{added['id']}").text
    assert "020 7946 0002" in answer
    assert "hall@example.org" not in answer
    assert "Invented Secretary" not in answer
    assert "7946 0001" not in answer


def test_sending_twice_adds_once(client, add):
    request_id = str(uuid4())
    first, second = add(request_id=request_id), add(request_id=request_id)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert len(names(client.get("/api/v1/assets"))) == 1
    other = add(request_id=request_id, name="Another Hall")
    assert other.status_code == 409
    assert "kept" in other.json()["detail"]


def test_a_likely_double_is_named(add):
    add()
    doubles = add(name="The Invented Hall", lon=-0.2003).json()["likely_duplicates"]
    assert [double["name"] for double in doubles] == ["Invented Hall"]


def test_every_acknowledged_addition_has_its_event(add):
    added = add().json()
    with transaction() as session:
        rows = session.execute(
            text("SELECT action, door, actor FROM register.event WHERE asset_id = :id"),
            {"id": added["id"]},
        ).all()
    assert [(row.action, row.door) for row in rows] == [("added", "api")]
    assert rows[0].actor.startswith("token ")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"lon": 51.6, "lat": -0.2}, "swapped it would be inside"),
        ({"lon": -0.5, "lat": 51.2}, "outside the borough"),
        ({"lon": None, "lat": None, "postcode": "N2 8ZZ"}, "not in the table of postcodes"),
        ({"lon": None, "lat": None, "postcode": "hello"}, "postcode"),
        ({"lon": None, "lat": None}, "It has no place"),
        ({"lat": None}, "both longitude and latitude"),
        ({"kind": "haal"}, "Did you mean hall?"),
        ({"name": ""}, "fill it in"),
        ({"name": "a\x00b"}, "NUL"),
        ({"status": "published"}, "no such field"),
        ({"serves": ["ward:atlantis"]}, "no area called atlantis"),
        ({"details": {"capacity": "many"}}, "whole number"),
        ({"details": {"wings": "2"}}, "not a detail"),
        ({"contacts": [{"website": "javascript:alert(1)"}]}, "https://"),
        ({"contacts": [{"email": "x@example.org", "lawful_basis": "consent"}]}, "when and how"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(client, add, values, sentence):
    answer = add(**values)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert sentence in answer.json()["detail"]
    assert names(client.get("/api/v1/assets")) == []


@pytest.mark.parametrize(
    "question",
    [
        "bbox=1,2,3",
        "bbox=51.5,-0.3,51.7,-0.1",
        "near=51.6,-0.2",
        "near=x",
        "radius=-1",
        "limit=0",
        "limit=1001",
        "after=1",
        "kind=haal",
        "family=haal",
        "updated_since=yesterday",
        "q=%00",
        "locality=ward:atlantis",
    ],
)
def test_a_question_that_makes_no_sense_is_refused(client, question):
    answer = client.get(f"/api/v1/assets?{question}")
    assert answer.status_code in (404, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_a_longitude_of_zero_is_a_place(client):
    assert client.get("/api/v1/assets?near=0,51.5&radius=10").status_code == 200


def test_answers_carry_the_notices_that_the_licences_ask_for(client, add):
    add()
    notices = client.get("/api/v1/sources").json()["attribution"]
    assert notices
    for form in ("geojson", "json"):
        answer = client.get("/api/v1/assets", params={"f": form}).json()
        assert answer["attribution"] == notices
    assert "/api/v1/sources" in client.get("/api/v1/openapi.json").json()["info"]["description"]


def test_sources_say_their_licences(client, emptied):
    with transaction() as session:
        session.execute(
            text(
                "INSERT INTO published.source (slug, name, url, licence, attribution)"
                " VALUES ('invented', 'Invented', '', 'OGL 3.0', 'Contains invented data.')"
            )
        )
    [found] = client.get("/api/v1/sources").json()["sources"]
    assert found["licence"] == "OGL 3.0"
    assert found["attribution"] == "Contains invented data."


def test_the_areas_of_a_postcode_are_kept_until_something_is_published(client):
    asked = "/api/v1/localities/containing?postcode=N2+8AB"
    first = client.get(asked)
    assert first.headers["cache-control"] != "no-store"
    again = client.get(asked, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
