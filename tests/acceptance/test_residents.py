"""Residents and the strategy team, on the real files: map, lists, postcodes, reports, downloads."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from shapely.geometry import Point, shape

from frontend.identity import identity
from register.settings import ROOT
from tests.acceptance.conftest import Visit, assert_usable, tab_to
from tests.acceptance.running import Service, running_service

pytestmark = [pytest.mark.browser, pytest.mark.acceptance]
SOURCES = {"gla_community_centres": (13, 890), "osm_places_of_worship": (91, 1665)}
NOTICES = (
    "Contains data from the Greater London Authority (London Datastore).",
    "© OpenStreetMap contributors, under the Open Database Licence.",
)
# The postcode is 40 metres from the centre.
POSTCODE, WARD, CENTRE = "N2 9FH", "East Finchley", "Green Man Community Centre"
ROW = re.compile(r'^"\d+","(.*)","\w*",c\((\S+), (\S+)\)$', re.MULTILINE)
LISTED = re.compile(r'<li><a class="govuk-link" href="/assets/([^"]+)">')
PLACES = ("/wards/east-finchley", "/town-centres/chipping-barnet", "/constituencies/hendon")
PAGES = {
    "home": "/",
    "map": "/map",
    "map-found": f"/map?postcode={POSTCODE.replace(' ', '+')}",
    "map-problem": "/map?postcode=ZZ99+9ZZ",
    "wards": "/wards",
    "ward": "/wards/east-finchley",
    "town-centres": "/town-centres",
    "town-centre": "/town-centres/chipping-barnet",
    "constituency": "/constituencies/hendon",
    "report": "/reports/wards/east-finchley",
    "about": "/about",
    "api": "/api",
    "field": "/field",
    "nothing": "/nothing-here",
}


@pytest.fixture(scope="module")
def service(chromium: Path, real_data: Path) -> Iterator[Service]:
    """The demonstration set, and both real files imported as the command line does it."""
    with running_service() as running:
        for source, (inside, outside) in SOURCES.items():
            line = imported(running, real_data, source)
            assert line == f"new: {inside} changed: 0 unchanged: 0 rejected: 0 outside: {outside}"
        yield running


def imported(service: Service, real_data: Path, source: str) -> str:
    file = real_data / "real" / f"{source}.csv"
    printed = service.command("import", source, file, "--publish")
    return next(line for line in printed.splitlines() if line.startswith("new: "))


def public_assets(service: Service, query: str = "") -> list[dict]:
    return service.json(f"/api/v1/assets?limit=1000{query}")["features"]


def listed_slugs(service: Service, path: str) -> list[str]:
    return LISTED.findall(service.page(path))


def test_a_second_import_changes_nothing(service: Service, real_data: Path) -> None:
    before = public_assets(service)
    for source, (inside, outside) in SOURCES.items():
        line = imported(service, real_data, source)
        assert line == f"new: 0 changed: 0 unchanged: {inside} rejected: 0 outside: {outside}"
    assert public_assets(service) == before
    assert sum("(invented)" not in one["properties"]["name"] for one in before) == 13 + 91


def test_real_places_are_listed_in_the_ward_that_holds_their_point(
    service: Service, real_data: Path
) -> None:
    areas = json.loads((ROOT / "data/wards/wards.geojson").read_text())["features"]
    outlines = {area["properties"]["name"]: shape(area["geometry"]) for area in areas}
    expected: Counter[tuple[str, str]] = Counter()
    text = (real_data / "real" / "osm_places_of_worship.csv").read_text()
    for name, lon, lat in ROW.findall(text):
        point = Point(float(lon), float(lat))
        ward = next((ward for ward, outline in outlines.items() if outline.covers(point)), None)
        if ward:
            expected[(" ".join(name.replace('""', '"').split()), ward)] += 1
    found: Counter[tuple[str, str]] = Counter()
    worship = public_assets(service, "&kind=place-of-worship")
    names = {one["properties"]["slug"]: one["properties"]["name"] for one in worship}
    for link in re.findall(r'href="(/wards/[^"]+)"', service.page("/wards")):
        page = service.page(link)
        ward = re.findall(r"<h1[^>]*>([^<]+)</h1>", page)[0].replace("&amp;", "&")
        here = [names[slug] for slug in LISTED.findall(page) if slug in names]
        found.update((name, ward) for name in here if "(invented)" not in name)
    assert found == expected
    assert found.total() == 91


def test_a_real_place_is_on_the_map_near_its_postcode(service: Service, visitor: Visit) -> None:
    page = visitor().open("/map")
    shown = sum(one["geometry"] is not None for one in public_assets(service))
    expect(page.locator("[data-map-status]")).to_contain_text(f"{shown} assets on the map")
    page.get_by_label("What is near a postcode?").fill(POSTCODE)
    page.keyboard.press("Enter")
    expect(page.locator("[data-found]")).to_contain_text(f"That is in the ward {WARD}")
    page.get_by_label("Only one kind").select_option("community-centre")
    page.get_by_role("button", name=f"{CENTRE}, community centre").click()
    page.locator(".leaflet-popup").get_by_role("link", name=CENTRE).click()
    expect(page.locator("h1")).to_have_text(CENTRE)
    expect(page.locator("main")).to_contain_text(f"{WARD} ward")
    expect(page.locator("main")).to_contain_text(NOTICES[0])


def test_every_page_bears_the_notices_of_its_data(service: Service) -> None:
    for path in PAGES.values():
        page = service.page(path)
        for notice in (*NOTICES, *identity().attribution):
            assert notice in page, f"{path} lacks {notice}"


@pytest.mark.parametrize("path", PLACES)
def test_downloads_hold_exactly_what_is_listed(service: Service, path: str) -> None:
    listed = listed_slugs(service, path)
    assert listed
    text = service.get(f"{path}/list.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert [row["Page"].rpartition("/")[2] for row in rows] == listed
    found = service.json(f"{path}/list.geojson")
    assert [one["properties"]["slug"] for one in found["features"]] == listed
    assert column(service.get(f"{path}/list.xlsx"), "Page", listed) == listed


def column(workbook: bytes, header: str, like: list[str]) -> list[str]:
    """The cells of a column of the sheet List, below its header, as slugs."""
    rows = list(load_workbook(BytesIO(workbook))["List"].iter_rows(values_only=True))
    top = next(at for at, row in enumerate(rows) if header in row)
    place = rows[top].index(header)
    return [str(row[place]).rpartition("/")[2] for row in rows[top + 1 :] if row[place]]


def test_a_town_centre_says_that_its_outline_is_indicative(service: Service) -> None:
    path = "/town-centres/chipping-barnet"
    assert "around this town centre is indicative" in service.page(path)
    assert "indicative: <strong>only a guide" in service.page("/town-centres")
    for form in ("csv", "geojson"):
        assert b"indicative" in service.get(f"{path}/list.{form}")
    sheets = load_workbook(BytesIO(service.get(f"{path}/list.xlsx")))
    for sheet in sheets:
        assert any("indicative" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_a_ward_report_exports_the_real_places(service: Service, tmp_path: Path) -> None:
    listed = listed_slugs(service, "/wards/east-finchley")
    assert any(slug.startswith("green-man-community-centre") for slug in listed)
    for form in ("xlsx", "geojson"):
        service.command("report", "ward", "east-finchley", "--out", tmp_path / f"ward.{form}")
    workbook = (tmp_path / "ward.xlsx").read_bytes()
    assert {"Summary", "List", "Sources"} <= set(load_workbook(BytesIO(workbook)).sheetnames)
    assert column(workbook, "Page", listed) == listed
    sources = load_workbook(BytesIO(workbook))["Sources"].iter_rows(values_only=True)
    told = " ".join(str(cell) for row in sources for cell in row)
    features = json.loads((tmp_path / "ward.geojson").read_text())
    assert [one["properties"]["slug"] for one in features["features"]] == listed
    for notice in NOTICES:
        assert notice in told
        assert notice in features["attribution"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_usable(visitor: Visit, name: str) -> None:
    assert_usable(visitor(320).open(PAGES[name]), name)


@pytest.mark.parametrize("kind", ["residents-association", "library"])
def test_an_asset_page_is_usable(service: Service, visitor: Visit, kind: str) -> None:
    slug = public_assets(service, f"&kind={kind}")[0]["properties"]["slug"]
    page = visitor(320).open(f"/assets/{slug}")
    expect(page.locator("[data-map-status]")).to_contain_text("1 asset on the map")
    assert_usable(page, f"asset-{kind}")


def test_a_postcode_is_answered_without_script(visitor: Visit) -> None:
    page = visitor(320, java_script_enabled=False).open("/")
    page.get_by_label("What is near a postcode?").fill(POSTCODE.lower())
    page.get_by_label("What is near a postcode?").press("Enter")
    expect(page.get_by_role("heading", name=re.compile("nearest first"))).to_be_visible()
    expect(page.get_by_role("link", name=CENTRE)).to_be_visible()
    page.get_by_role("link", name=f"{WARD} ward").click()
    expect(page.locator("h1")).to_have_text(WARD)


def test_the_map_page_lists_everything_without_script(visitor: Visit) -> None:
    page = visitor(320, java_script_enabled=False).open("/map")
    expect(page.locator("noscript p")).to_contain_text("in the lists on this page")
    expect(page.locator(".place-list a")).to_have_count(24)
    page.get_by_role("link", name=WARD).click()
    expect(page.get_by_role("link", name=CENTRE)).to_be_visible()


def test_from_home_to_an_asset_by_keyboard_alone(visitor: Visit) -> None:
    page = visitor().open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("What are you looking for?")).to_be_focused()
    tab_to(page.get_by_label("What is near a postcode?"))
    page.keyboard.type(POSTCODE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/map?postcode=*")
    tab_to(page.get_by_role("link", name=f"{WARD} ward"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/wards/*")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the menu
    tab_to(page.get_by_role("link", name=CENTRE), 60)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(CENTRE)
