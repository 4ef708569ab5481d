"""A resident looks for something, without script and on a small screen, on the real service."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.acceptance.conftest import Visit, assert_usable
from tests.acceptance.running import Service, running_service

pytestmark = [pytest.mark.browser, pytest.mark.acceptance]


@pytest.fixture(scope="module")
def service(chromium: Path) -> Iterator[Service]:
    with running_service() as running:
        yield running


def test_a_resident_searches_without_script(visitor: Visit) -> None:
    page = visitor(320, java_script_enabled=False).open("/")
    page.get_by_label("What are you looking for?").fill("frendly netball for women")
    page.get_by_label("What are you looking for?").press("Enter")
    page.wait_for_url("**/search?q=*")
    first = page.locator(".asset-list a").first
    expect(first).to_have_text("Ladybird Netball (invented)")
    page.get_by_text("More choices").click()
    page.get_by_label("For whom").select_option(label="Women")
    page.get_by_role("button", name="Search with these choices").click()
    expect(page.locator(".asset-list a")).to_have_count(1)
    page.locator(".asset-list a").first.click()
    expect(page.locator("h1")).to_have_text("Ladybird Netball (invented)")


def test_what_is_not_there_is_met_with_ways_on(visitor: Visit) -> None:
    visit = visitor(320)
    page = visit.open("/search?q=zeppelin+hendon&day=sunday")
    expect(page.get_by_role("heading", name="We found nothing for that")).to_be_visible()
    page.get_by_role("link", name="Look on any day").click()
    page.wait_for_url("**/search?q=zeppelin*")
    expect(page.locator("#results").get_by_role("link", name="missing")).to_be_visible()


def test_what_was_found_is_shown_on_a_map(visitor: Visit) -> None:
    page = visitor(1280).open("/search?q=library")
    page.get_by_role("link", name="See these on a map").click()
    expect(page.locator("[data-map-status]")).to_contain_text("on the map")
    assert_usable(page, "search")
