"""The map works by keyboard and by mouse, holds no code of others, and is fast with many assets."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from frontend.static_files import BUILT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (BUILT / "site.css").exists(), reason="the styles are not built: run script/bootstrap"
    ),
]
NASTY = "${alert(1)}<img src=x onerror=alert(1)>"
PIN, CLUSTER, POPUP = ".asset-pin", ".asset-cluster", ".leaflet-popup"
STATUS, FOUND = "[data-map-status]", "[data-found]"


def loaded(page: Page, count: str) -> Page:
    expect(page.locator(STATUS)).to_contain_text(f"{count} on the map", timeout=20_000)
    return page


def is_focused(page: Page, selector: str) -> bool:
    return bool(page.evaluate("(css) => document.activeElement.matches(css)", selector))


def shown_count(page: Page) -> int:
    """How many assets the pins and clusters in sight stand for."""
    clusters = page.locator(CLUSTER).all_text_contents()
    return page.locator(PIN).count() + sum(int(text.replace(",", "")) for text in clusters)


def test_assets_and_outlines_show_without_any_tiles(visit: Any, site: str) -> None:
    page = loaded(visit(f"{site}/map"), "149 assets")
    expect(page.locator(STATUS)).to_contain_text("1 has no place on the map")
    expect(page.locator(".area-name.is-ward")).to_have_count(24)
    expect(page.locator(".area-name.is-town_centre")).to_have_count(15)
    assert page.locator(".leaflet-overlay-pane path").count() == 39
    assert shown_count(page) == 149


def test_a_pin_opens_by_keyboard_and_gives_the_focus_back(visit: Any, site: str) -> None:
    page = loaded(visit(f"{site}/asset"), "1 asset")
    pin = page.locator(PIN)
    assert pin.get_attribute("aria-label") == f"{NASTY}, school"
    for key in ("Enter", "Space"):
        pin.focus()
        page.keyboard.press(key)
        link = page.locator(POPUP).get_by_role("link", name=NASTY)
        expect(link).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(POPUP)).to_have_count(0)
        assert is_focused(page, PIN)


def test_a_name_that_is_code_stays_text(visit: Any, site: str) -> None:
    page = loaded(visit(f"{site}/asset"), "1 asset")
    page.locator(PIN).click()
    expect(page.locator(POPUP)).to_contain_text(NASTY)
    assert page.locator(".folium-map img[src='x']").count() == 0
    link = page.locator(POPUP).get_by_role("link", name=NASTY)
    assert link.get_attribute("href") == "/assets/asset-0"


def test_assets_on_one_spot_open_as_a_list(visit: Any, site: str) -> None:
    page = loaded(visit(f"{site}/locality"), "5 assets")
    cluster = page.locator(CLUSTER)
    assert cluster.get_attribute("aria-label") == "5 assets here, open the list"
    cluster.focus()
    page.keyboard.press("Enter")
    popup = page.locator(POPUP)
    expect(popup.locator("li")).to_have_count(5)
    expect(popup).to_contain_text("Somewhere in this ward")
    assert is_focused(page, f"{POPUP} h3")
    page.keyboard.press("Tab")
    assert is_focused(page, f"{POPUP} a")
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    assert is_focused(page, CLUSTER)


def test_a_cluster_zooms_in_and_says_so(visit: Any, site: str) -> None:
    page = loaded(visit(f"{site}/map"), "149 assets")
    cluster = page.locator(f"{CLUSTER}[aria-label$='zoom in']").first
    count = re.match(r"\d+", cluster.get_attribute("aria-label") or "")
    assert count
    cluster.focus()
    page.keyboard.press("Enter")
    expect(page.locator(STATUS)).to_have_text(f"Zoomed in on {count[0]} assets.")
    assert is_focused(page, ".folium-map")


def test_families_and_kinds_are_chosen_by_keyboard(visit: Any, site: str) -> None:
    page = loaded(visit(f"{site}/map"), "149 assets")
    places = page.get_by_role("checkbox", name=re.compile("Places"))
    words = page.locator(".family-choice", has=places).inner_text()
    count = int(re.findall(r"\((\d+)\)", words)[0])
    places.focus()
    page.keyboard.press("Space")
    loaded(page, f"{149 - count} assets")
    assert shown_count(page) == 149 - count
    page.keyboard.press("Space")
    loaded(page, "149 assets")
    select = page.get_by_label("Only one kind")
    select.select_option("library")
    loaded(page, re.findall(r"Libraries \((\d+)\)", select.inner_text())[0] + " assets")
    select.select_option("")
    loaded(page, "149 assets")


def narrow(page: Page, group: str = "", age: str = "") -> Page:
    details = page.locator("details", has=page.locator("#for-group"))
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    page.locator("#for-group").select_option(group)
    page.locator("#for-age").fill(age)
    page.locator("#for-age").press("Enter")
    return page


def test_the_map_follows_for_whom_things_are_without_another_page(visit: Any, site: str) -> None:
    page = loaded(visit(f"{site}/map"), "149 assets")
    page.evaluate("window.isSamePage = true")
    narrow(page, "carers")
    loaded(page, "50 assets")
    assert shown_count(page) == 50
    assert page.url.endswith("/map?group=carers")
    link = page.get_by_role("link", name="See it as a list")
    assert link.get_attribute("href") == "/search?group=carers"
    page.get_by_role("checkbox", name=re.compile("Places")).uncheck()
    expect(page.locator(STATUS)).not_to_contain_text("50 assets")
    page.get_by_role("checkbox", name=re.compile("Places")).check()
    loaded(page, "50 assets")
    narrow(page, "carers", "200")
    expect(page.locator(STATUS)).to_have_text("Write the age in whole years.")
    assert shown_count(page) == 50
    narrow(page)
    loaded(page, "149 assets")
    expect(page.get_by_role("link", name="See it as a list")).to_have_count(0)
    assert page.url.endswith("/map")
    assert page.evaluate("window.isSamePage")


def test_a_postcode_moves_the_map_and_names_the_ward(visit: Any, site: str) -> None:
    page = loaded(visit(f"{site}/map"), "149 assets")
    field = page.get_by_label("What is near a postcode?")
    field.fill("N2 9XX")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("We do not know that postcode.")
    assert field.get_attribute("aria-invalid") == "true"
    assert is_focused(page, "#postcode")
    field.fill("n28ab")
    field.press("Enter")
    expect(page.locator(FOUND)).to_have_text("That is in the ward East Finchley.")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert page.url.endswith("/map")
    link = page.get_by_role("link", name="List what is near n28ab")
    assert link.get_attribute("href") == "/map?postcode=n28ab"


def test_an_answer_to_an_earlier_postcode_does_not_stay(visit: Any, site: str) -> None:
    page = visit(f"{site}/map-found")
    expect(page.locator(FOUND)).to_have_text("That is in the ward East Finchley.")
    near = page.get_by_role("heading", name="Near N2 8AB")
    expect(near).to_be_visible()
    page.locator("#postcode").fill("N28AB")
    page.locator("#postcode").press("Enter")
    expect(near).to_have_count(0)


def test_where_i_am_is_found(visit: Any, site: str) -> None:
    here = {"latitude": 51.59, "longitude": -0.16}
    page = visit(f"{site}/map", geolocation=here, permissions=["geolocation"])
    loaded(page, "149 assets").get_by_role("button", name="Use where I am").click()
    expect(page.locator(FOUND)).to_have_text("That is in the ward East Finchley.")


def test_an_api_that_fails_is_said_in_words(visit: Any, site: str) -> None:
    page = visit(f"{site}/error")
    page.context.route("**/api/v1/assets*", lambda route: route.abort())
    page.goto(f"{site}/map")
    expect(page.locator(STATUS)).to_contain_text("cannot be reached")


def test_pages_say_everything_without_script(visit: Any, site: str) -> None:
    page = visit(f"{site}/locality", java_script_enabled=False)
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.get_by_role("link", name=NASTY).first).to_be_visible()
    expect(page.get_by_role("link", name="Town centres")).to_be_visible()


def test_twenty_thousand_assets_are_shown_in_a_few_seconds(visit: Any, site: str) -> None:
    start = time.monotonic()
    page = loaded(visit(f"{site}/map-big"), "19,999 assets")
    assert time.monotonic() - start < 15
    assert shown_count(page) == 19_999
    start = time.monotonic()
    page.get_by_role("checkbox", name=re.compile("Associations")).uncheck()
    expect(page.locator(STATUS)).not_to_contain_text("19,999", timeout=10_000)
    assert time.monotonic() - start < 6


def test_the_field_form_takes_where_the_phone_is(visit: Any, site: str) -> None:
    here = {"latitude": 51.59, "longitude": -0.16, "accuracy": 11.2}
    page = visit(f"{site}/field", width=320, geolocation=here, permissions=["geolocation"])
    page.get_by_role("button", name="Use where I am").click()
    expect(page.locator("[data-where-status]")).to_contain_text("to about 12 metres")
    assert page.locator("input[name=lon]").input_value() == "-0.160000"
    page.get_by_role("button", name="Forget where I am").click()
    assert page.locator("input[name=lon]").input_value() == ""


def test_enter_in_a_field_never_confirms_a_duplicate(visit: Any, site: str) -> None:
    page = visit(f"{site}/field-known")
    sent: list[str] = []

    def keep(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(status=204)

    page.context.route("**/field", keep)
    page.locator("#name").press("Enter")
    page.wait_for_timeout(300)
    assert len(sent) == 1
    assert "confirmed" not in sent[0]
    page.get_by_role("button", name="No, it is a new one").click()
    page.wait_for_timeout(300)
    assert "confirmed=yes" in sent[-1]


def test_errors_lead_to_their_fields(visit: Any, site: str) -> None:
    page = visit(f"{site}/field-problem")
    page.get_by_role("link", name="Choose a kind").click()
    assert is_focused(page, "#kind")
    expect(page.locator("#name")).to_have_value(NASTY)
