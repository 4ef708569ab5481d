"""Reports on town centres and constituencies: the same evidence as of wards, with its notices."""

import re

import pytest

AT = {"lon": -0.2, "lat": 51.65}  # in a ward, a town centre and a constituency
PLACES = [
    ("wards", "high-barnet", "wards"),
    ("town-centres", "chipping-barnet", "town centres"),
    ("constituencies", "chipping-barnet", "constituencies"),
]
INDICATIVE = "indicative"


def main_of(page):
    return page.text[page.text.index("<main") : page.text.index("</main>")]


@pytest.fixture
def entries(client, add):
    """A centre in High Barnet for carers, and one elsewhere for refugees."""
    add(name="Here", kind="library", postcode="EN5 5XY", lon=-0.2015, lat=51.6535,
        for_whom={"groups": ["carers"], "said_by": "group"})  # fmt: skip
    add(name="There", kind="hall", lon=-0.2275, lat=51.584, for_whom={"groups": ["refugees"]})
    add(name="Far", kind="hall", lon=-0.2745, lat=51.614, for_whom={"groups": ["refugees"]})


@pytest.mark.parametrize(("path", "slug", "plural"), PLACES)
def test_who_is_not_served_is_told_of_every_sort_of_place(client, entries, path, slug, plural):
    place = client.get(f"/{path}/{slug}")
    assert f'href="/reports/{path}/{slug}"' in place.text
    answer = client.get(f"/reports/{path}/{slug}")
    assert answer.status_code == 200
    page = main_of(answer)
    assert "1 asset is located here, of 3 in the borough" in page
    assert re.search(r"Carers</th>\s*<td[^>]*>1</td>\s*<td[^>]*>1</td>\s*<td[^>]*>1</td>", page)
    if plural != "town centres":  # nothing is in any other town centre
        assert f"Other {plural} have these" in page
        assert "Refugees" in page[page.index("Nobody here says") :]
    assert f"/reports/{path}/{slug}/report.xlsx" in page


@pytest.mark.parametrize("form", ["html", "csv", "geojson", "xlsx"])
@pytest.mark.parametrize(("path", "slug", "plural"), PLACES)
def test_each_is_a_file_too(client, entries, path, slug, plural, form):
    answer = client.get(f"/reports/{path}/{slug}/report.{form}")
    assert answer.status_code == 200
    kind = {"wards": "ward", "town centres": "town-centre", "constituencies": "constituency"}
    assert f"{kind[plural]}-{slug}-report.{form}" in answer.headers["content-disposition"]


def test_only_of_town_centres_the_outline_is_said_to_be_indicative(client, entries):
    said = {path: INDICATIVE in main_of(client.get(f"/reports/{path}/{slug}"))
            for path, slug, _ in PLACES}  # fmt: skip
    assert said["town-centres"]
    html = client.get("/reports/town-centres/chipping-barnet/report.html").text
    assert INDICATIVE in html
    assert INDICATIVE in client.get("/reports/town-centres/chipping-barnet/report.geojson").text


@pytest.mark.parametrize(
    "address",
    [
        "/reports/streets/high-road",
        "/reports/ward/high-barnet",
        "/reports/borough/barnet",
        "/reports/town-centres/nowhere",
        "/reports/town-centres/high-barnet",
        "/reports/constituencies/%00",
        "/reports/constituencies/chipping-barnet/report.exe",
        "/reports/streets/high-road/report.csv",
    ],
)
def test_what_is_not_there_is_said_so(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "There is no" in answer.text
