"""An area that the council has drawn: it has a page and files of its own, as a ward has."""

import json
from datetime import date

import pytest
import shapely
from sqlalchemy import text

from geo.borough import read_borough
from register.database.engines import engine_for, transaction
from register.database.urls import embedded_url
from register.places.release_files import Origin, release_from_file
from register.places.releases import load_release
from register.settings import ROOT

HERE = "/neighbourhoods/invented-estate"
FORGET = (
    "DELETE FROM published.boundary AS b USING published.locality AS l "
    "WHERE l.id = b.locality_id AND l.kind = 'neighbourhood'",
    "DELETE FROM published.boundary_release WHERE kind = 'neighbourhood'",
    "DELETE FROM published.locality WHERE kind = 'neighbourhood'",
)


@pytest.fixture
def estate(database, tmp_path):
    """An invented estate around the point where the entries of these tests are."""
    shape = shapely.box(-0.205, 51.597, -0.195, 51.603)
    feature = {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(shape),
        "properties": {"name": "Invented Estate"},
    }
    path = tmp_path / "drawn.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    origin = Origin(date(2026, 1, 1), "Drawn for a test", "OGL-UK-3.0", "Contains OS data.")
    with transaction() as session:
        borough = read_borough(ROOT / "data" / "borough.toml")
        found = release_from_file(session, path, "neighbourhood", origin, borough)
        load_release(session, found.release)
    yield
    with engine_for(embedded_url(database, "postgres"), size=1).begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in FORGET:
            connection.execute(text(statement))
        connection.execute(text("UPDATE published.revision SET number = number + 1"))


@pytest.mark.usefixtures("estate")
def test_a_neighbourhood_has_a_page_a_list_and_files(client, add):
    daily = {"sessions": [{"every": "week", "days": [1, 2, 3, 4, 5, 6, 7], "starts": "10:00"}]}
    hall = add(details=daily).json()
    add(name="Quiet Circle", kind="support-group")
    page = client.get(HERE).text
    assert "Invented Hall" in page
    assert "Quiet Circle" not in page, "a group shown by its ward is in no smaller area"
    for form in ("csv", "geojson", "xlsx"):
        assert f'href="{HERE}/list.{form}"' in page
        assert client.get(f"{HERE}/list.{form}").status_code == 200
    assert "Invented Hall" in client.get(f"{HERE}/list.csv").text
    for end in ("whats-on", "calendar.ics", "network"):
        answer = client.get(f"{HERE}/{end}")
        assert answer.status_code == 200, end
        assert end == "network" or "Invented Hall" in answer.text
    assert "BEGIN:VEVENT" in client.get(f"{HERE}/calendar.ics").text
    for linking in (hall["href"], "/", "/neighbourhoods", "/wards/finchley-church-end"):
        assert f'href="{HERE}"' in client.get(linking).text, linking
    found = client.get("/search?q=hall&locality=neighbourhood:invented-estate").text
    assert "Invented Hall" in found
    assert 'label="Neighbourhood"' in found


def test_where_nothing_is_drawn_nothing_leads_there(client):
    assert "eighbourhoods" not in client.get("/").text
    assert 'label="Neighbourhood"' not in client.get("/search?q=hall").text
    assert "There are none yet." in client.get("/neighbourhoods").text
    gone = client.get(HERE)
    assert gone.status_code == 404
    assert "There is no such place here." in gone.text
