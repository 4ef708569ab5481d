"""What people offer, as pages, reports and the API tell it: in rounded counts, of wards only."""

import pytest

WARD = "finchley-church-end"


@pytest.fixture
def people(add):
    details = {"skill_area": "gardening"}
    for number in range(9):
        made = add(name=f"Invented Person {number}", kind="skill-or-gift", details=details)
        assert made.status_code == 201, made.text


def test_rounded_counts_are_told_and_nobody_by_name(client, people):
    told = client.get(f"/api/v1/localities/ward/{WARD}/gifts").json()
    [gift] = told["gifts"]
    assert gift == {"kind": "skill-or-gift", "skill_area": "gardening", "at_least": 5}
    for address in (
        f"/wards/{WARD}",
        f"/reports/wards/{WARD}",
        *(f"/reports/wards/{WARD}/report.{form}" for form in ("html", "geojson")),
    ):
        page = client.get(address).text
        assert "At least 5 people offer: gardening" in page, address
        assert "Invented Person" not in page


def test_only_wards_have_counts(client, people):
    for place in ("ward/nowhere", "town_centre/edgware", "borough/barnet"):
        assert client.get(f"/api/v1/localities/{place}/gifts").status_code == 404
    assert client.get("/api/v1/localities/ward/hendon/gifts").json()["gifts"] == []
    assert "people offer" not in client.get("/constituencies/finchley-and-golders-green").text
