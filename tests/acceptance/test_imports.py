"""A steward of the whole borough looks at an import, publishes one and discards another."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.acceptance.conftest import Visit, Visitor, assert_usable
from tests.acceptance.running import Service, running_service

pytestmark = [pytest.mark.browser, pytest.mark.acceptance]
PASSWORD = "green kettles sing at dusk"
HEAD = ["Name", "Kind", "Reference", "Summary", "Longitude", "Latitude"]


@pytest.fixture(scope="module")
def service(chromium: Path) -> Iterator[Service]:
    with running_service("--empty") as running:
        yield running


def written(folder: Path, *rows: tuple[str, str, str]) -> Path:
    """A list with one hall a row: reference, name, summary; and one that will not do."""
    file = folder / "halls.csv"
    with file.open("w", newline="") as target:
        out = csv.writer(target)
        out.writerow(HEAD)
        for ref, name, summary in rows:
            out.writerow([name, "hall", ref, summary, "-0.1720", "51.6000"])
        out.writerow(["Invented Castle", "castle in the air", "X1", "", "-0.17", "51.6"])
    return file


def signed_in(service: Service, visitor: Visit, **options: object) -> Visitor:
    printed = service.command(
        "account", "add", "borough@example.org", "--role", "steward", "--name", "Invented Steward"
    )
    [code] = re.findall(r"Code of the invitation: (\S+)", printed)
    one = visitor(**options)
    page = one.open("/invitation")
    page.get_by_label("Code of your invitation").fill(code)
    page.get_by_label("Choose a password (optional)").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("link", name="What waits for a decision")).to_be_visible()
    return one


def test_imports_are_looked_at_and_published_or_discarded_as_a_whole(
    service: Service, visitor: Visit, tmp_path: Path
) -> None:
    first = written(tmp_path, ("R1", "Invented Hall", "Old words"))
    service.command("import", "spreadsheet", first, "--publish")
    second = written(
        tmp_path, ("R1", "Invented Hall", "New words"), ("R2", "Invented Second Hall", "")
    )
    service.command("import", "spreadsheet", second)
    steward = signed_in(service, visitor)

    page = steward.open("/queue")
    page.get_by_role("link", name="Imports: 1 waiting for a decision").click()
    assert_usable(page, "runs")
    page.get_by_role("link", name=re.compile("halls.csv")).first.click()
    expect(page.get_by_text("1 new entry and 1 change wait")).to_be_visible()
    expect(page.get_by_role("table", name="What changes in Invented Hall")).to_contain_text(
        "Old words"
    )
    expect(page.get_by_text(re.compile("castle in the air")).first).to_be_visible()
    expect(page.get_by_text("2 assets on the map.")).to_be_visible()
    assert_usable(page, "run")
    stranger = visitor(320, java_script_enabled=False)
    found = service.json("/api/v1/assets")["features"]
    assert [one["properties"]["name"] for one in found] == ["Invented Hall"]

    page.get_by_role("button", name="Discard it").click()
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_role("link", name="Say why, so that others know it later.")).to_be_visible()
    assert_usable(page, "run_discard")
    page.get_by_label("Why").fill("The wrong file")
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_text("It is discarded.")).to_be_visible()
    expect(page.get_by_text("Why: The wrong file")).to_be_visible()
    opened = stranger.open(f"/assets/{found[0]['properties']['slug']}")
    expect(opened.get_by_text("Old words").first).to_be_visible()

    printed = service.command("import", "spreadsheet", second)
    assert "new: 1 changed: 1 unchanged: 0 rejected: 1 outside: 0" in printed
    page = steward.open("/runs")
    page.get_by_role("link", name=re.compile("halls.csv")).first.click()
    page.get_by_role("button", name="Publish all of it").click()
    expect(page.get_by_role("heading", name="Publish all of this import?")).to_be_visible()
    assert_usable(page, "run_publish")
    page.get_by_role("button", name="Publish all of it").click()
    expect(page.get_by_text("It is public now.")).to_be_visible()
    opened = stranger.open(f"/assets/{found[0]['properties']['slug']}")
    expect(opened.get_by_text("New words").first).to_be_visible()
    assert len(service.json("/api/v1/assets")["features"]) == 2
