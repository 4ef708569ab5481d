"""A community builder with a token: signs in, sees what is known already, adds, and finds it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.conftest import Visit, Visitor, assert_usable, tab_to
from tests.acceptance.running import Service, running_service

pytestmark = [pytest.mark.browser, pytest.mark.acceptance]
HERE = {"latitude": 51.5905, "longitude": -0.1660, "accuracy": 12}  # in East Finchley
WARD = "/wards/east-finchley"
KNOWN = "Bookmark House Library (invented)"


@pytest.fixture(scope="module")
def service(chromium: Path) -> Iterator[Service]:
    """The demonstration set, among which the builder's duplicates are."""
    with running_service() as running:
        yield running


@pytest.fixture(scope="module")
def key(service: Service) -> str:
    """A token as the coordinator hands it over."""
    printed = service.command("token", "create", "--role", "builder", "--label", "Ada")
    return printed.splitlines()[-1].strip()


def sign_in(one: Visitor, key: str) -> Page:
    page = one.open("/field")
    page.get_by_label("Your key").fill(key)
    page.get_by_role("button", name="Sign in with a key").click()
    expect(page.get_by_role("heading", name="Add an asset")).to_be_visible()
    return page


def names_of(service: Service) -> list[str]:
    features = service.json("/api/v1/assets?limit=1000")["features"]
    return [one["properties"]["name"] for one in features]


def test_where_i_am_with_a_likely_duplicate(service: Service, visitor: Visit, key: str) -> None:
    one = visitor(320, geolocation=HERE, permissions=["geolocation"])
    page = sign_in(one, key)
    assert_usable(page, "form")
    page.get_by_label("What is it called?").fill("Bookmark House Library")
    page.get_by_label("What kind of thing is it?").select_option("library")
    page.get_by_role("button", name="Use where I am").click()
    expect(page.locator("[data-where-status]")).to_contain_text("to about 12 metres")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    expect(page.get_by_role("link", name=KNOWN, exact=True)).to_be_visible()
    assert_usable(page, "form-duplicates", (320,))
    assert "Bookmark House Library" not in names_of(service)
    page.get_by_role("button", name="No, it is a new one: save it").click()
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Where you stood, in East Finchley ward")
    assert_usable(page, "form-saved")
    page.get_by_role("link", name="See its page").click()
    expect(page.locator("[data-map-status]")).to_contain_text("1 asset on the map")
    expect(page.locator("[data-map-status]")).to_be_visible()
    page = one.open(WARD)
    expect(page.get_by_role("link", name="Bookmark House Library", exact=True)).to_be_visible()
    assert names_of(service).count("Bookmark House Library") == 1


def test_a_postcode_by_keyboard_alone(service: Service, visitor: Visit, key: str) -> None:
    one = visitor(320)
    page = one.open("/field")
    tab_to(page.get_by_label("Your key"))
    page.keyboard.type(key)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Add an asset")).to_be_visible()
    for label, typed in {
        "What is it called?": "Zebra Crossing Choir",
        "What kind of thing is it?": "Cultural",
        "Postcode": "n2 8ab",
        "What does it do?": "Sings by the road.",
    }.items():
        tab_to(page.get_by_label(label))
        page.keyboard.type(typed)
    tab_to(page.locator("form.field-form > button").last)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    expect(page.locator("main")).to_contain_text("At N2 8AB, in East Finchley ward")
    expect(page.locator("main")).to_contain_text("Everyone else sees: somewhere in East Finchley")
    assert "Zebra Crossing Choir" in service.page(WARD)
    page = one.open("/map?postcode=N2+8AB")
    page.get_by_label("Only one kind").select_option("cultural-group")
    pin = page.get_by_role("button", name="Zebra Crossing Choir, cultural group")
    pin.focus()
    page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup").get_by_role("link", name="Zebra Crossing Choir")
    expect(popup).to_be_focused()


def test_without_script_a_postcode_is_enough(service: Service, visitor: Visit, key: str) -> None:
    page = sign_in(visitor(320, java_script_enabled=False), key)
    expect(page.get_by_role("button", name="Use where I am")).not_to_be_visible()
    page.get_by_label("What is it called?").fill(KNOWN.replace("Bookmark", "Bookmarks"))
    page.get_by_label("What kind of thing is it?").select_option("library")
    page.get_by_label("Postcode").fill("N2 8BP")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("link", name=KNOWN, exact=True)).to_be_visible()
    page.get_by_label("What is it called?").fill("Unheard-of Xylophone Museum")
    page.get_by_role("button", name="Check again and save").click()
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    assert "Unheard-of Xylophone Museum" in service.page(WARD)


def test_what_is_wrong_is_said_beside_the_field(visitor: Visit, key: str) -> None:
    one = visitor(320)
    page = one.open("/field")
    page.get_by_label("Your key").fill("not-a-key")
    page.get_by_role("button", name="Sign in with a key").click()
    expect(page.get_by_role("alert").first).to_contain_text("key")
    assert_usable(page, "sign-in-problem")
    page = sign_in(one, key)
    page.get_by_label("Postcode").fill("ZZ99 9ZZ")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("link", name="Enter what it is called")).to_be_visible()
    assert_usable(page, "form-problem")
    assert page.get_by_label("Postcode").input_value() == "ZZ99 9ZZ"
