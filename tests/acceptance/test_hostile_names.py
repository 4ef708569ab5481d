"""Names that are code, through every door out: text on pages, text in files, the same again in."""

import csv
from collections import Counter
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.acceptance.conftest import Visit
from tests.acceptance.running import Service, running_service

pytestmark = [pytest.mark.browser, pytest.mark.acceptance]
NAMES = {
    "<img src=x onerror=alert(1)>": (-0.1800, 51.5900),
    "${alert(1)}": (-0.1650, 51.5960),
    '=HYPERLINK("http://evil.example","x")': (-0.1720, 51.6000),
    "</script><script>alert(1)</script>": (-0.1700, 51.5900),
    "@SUM(1+1)*cmd|' /C calc'!A0": (-0.1620, 51.5880),
}
WARD = "east-finchley"


@pytest.fixture(scope="module")
def service(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """An empty register into which somebody has imported a spreadsheet of hostile names."""
    file = tmp_path_factory.mktemp("hostile") / "groups.csv"
    with file.open("w", newline="") as target:
        rows = csv.writer(target)
        rows.writerow(["Name", "Kind", "Reference", "Summary", "Longitude", "Latitude"])
        for number, (name, (lon, lat)) in enumerate(NAMES.items()):
            rows.writerow([name, "community centre", f"R{number}", name, lon, lat])
    with running_service("--empty") as running:
        printed = running.command("import", "spreadsheet", file, "--publish")
        assert f"new: {len(NAMES)} changed: 0 unchanged: 0 rejected: 0 outside: 0" in printed
        yield running


@pytest.fixture
def slugs(service: Service) -> dict[str, str]:
    """The slug of each name; looking twice finds the first ones only."""
    features = service.json("/api/v1/assets?limit=1000")["features"]
    return {one["properties"]["name"]: one["properties"]["slug"] for one in features}


def assert_inert(page: Page) -> None:
    assert page.locator("img[src='x'], main script, .folium-map script").count() == 0
    assert page.locator("a[href*='evil.example']").count() == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_popup_of_the_map_shows_it_as_text(service: Service, visitor: Visit, name: str) -> None:
    page = visitor().open("/map?postcode=N2+8AB")
    pin = page.locator(".asset-pin").and_(
        page.get_by_role("button", name=f"{name}, community centre", exact=True)
    )
    pin.focus()  # as a keyboard does it: another pin may lie over it
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup").get_by_role("link", name=name)).to_be_visible()
    assert_inert(page)


def test_pages_show_them_as_text(service: Service, visitor: Visit, slugs: dict[str, str]) -> None:
    one = visitor()
    for path in (f"/wards/{WARD}", f"/reports/wards/{WARD}", "/map?postcode=N2+8AB"):
        page = one.open(path)
        for name in NAMES:
            expect(page.locator("main").get_by_role("link", name=name).first).to_be_visible()
        assert_inert(page)
    for name in NAMES:
        page = one.open(f"/assets/{slugs[name]}")
        expect(page.locator("h1")).to_have_text(name)
        assert name in page.title()
        assert_inert(page)


def test_the_report_as_a_file_shows_them_as_text(
    service: Service, visitor: Visit, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    service.command("report", "ward", WARD, "--out", file)
    one = visitor()
    one.page.goto(file.as_uri())
    for name in NAMES:
        expect(one.page.get_by_role("link", name=name, exact=True)).to_be_visible()
    assert_inert(one.page)
    one.troubles.remove(f"asks another host: {file.as_uri()}")  # itself, and nothing else


@pytest.mark.parametrize("path", [f"/wards/{WARD}/list", f"/reports/wards/{WARD}/report"])
def test_no_cell_of_a_file_is_a_formula(service: Service, path: str) -> None:
    workbook = load_workbook(BytesIO(service.get(f"{path}.xlsx")))
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert {cell.value for cell in cells if cell.value in NAMES} == set(NAMES)
    assert not any(cell.hyperlink and "evil" in str(cell.hyperlink.target) for cell in cells)
    rows = csv.reader(StringIO(service.get(f"{path}.csv").decode("utf-8-sig")))
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))] == []


def test_what_was_exported_comes_back_unchanged(service: Service, tmp_path: Path) -> None:
    """Last of the module: the exports' references are the register's own, so they are new rows."""
    exported = {form: tmp_path / f"export.{form}" for form in ("csv", "xlsx")}
    for form, file in exported.items():
        file.write_bytes(service.get(f"/wards/{WARD}/list.{form}"))
    count = len(NAMES)
    printed = service.command("import", "spreadsheet", exported["csv"], "--publish")
    assert f"new: {count} changed: 0 unchanged: 0 rejected: 0 outside: 0" in printed
    features = service.json("/api/v1/assets?limit=1000")["features"]
    assert Counter(one["properties"]["name"] for one in features) == dict.fromkeys(NAMES, 2)
    places = {(one["properties"]["name"], *one["geometry"]["coordinates"]) for one in features}
    assert places == {(name, *at) for name, at in NAMES.items()}
    printed = service.command("import", "spreadsheet", exported["xlsx"], "--publish")
    assert f"new: 0 changed: 0 unchanged: {count} rejected: 0 outside: 0" in printed
