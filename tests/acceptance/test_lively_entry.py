"""An entry with everything on it: sessions typed in the street, relations, offers, a check."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.conftest import Visit, Visitor, assert_usable
from tests.acceptance.running import Service, running_service
from tests.acceptance.test_builder import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.acceptance]
WARD = "/wards/east-finchley"
TUESDAY = {"every": "week", "weeks": 1, "days": [2], "starts": "10:00", "ends": "12:00"}
LONG_NAME = "The Friends of the Very Long and Winding Brook with Otters"


@pytest.fixture(scope="module")
def service(chromium: Path) -> Iterator[Service]:
    with running_service("--empty") as running:
        yield running


def key_of(service: Service, role: str) -> str:
    printed = service.command("token", "create", "--role", role, "--label", "Ada")
    return printed.splitlines()[-1].strip()


def fill_session(page: Page) -> None:
    """Tuesdays from 10 to 12, in term time, into the first session of the form."""
    page.get_by_text("Add a session").first.click()
    session = page.get_by_role("group", name="Session 1")
    session.get_by_label("How often?").select_option(label="Every week")
    session.get_by_label("Tuesday").check()
    session.get_by_label("Starts at").fill("10am")
    session.get_by_label("Ends at").fill("12")
    session.get_by_label("Anything else?").fill("Term time only")


def test_a_builder_types_sessions_in_the_street(service: Service, visitor: Visit) -> None:
    one: Visitor = visitor(320)
    page = sign_in(one, key_of(service, "builder"))
    page.get_by_label("What is it called?").fill("Invented Toddler Singing")
    page.get_by_label("What kind of thing is it?").select_option("community-group")
    page.get_by_label("Postcode").fill("N2 8AB")
    fill_session(page)
    assert_usable(page, "form-session", (320,))
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    page.get_by_role("link", name="See its page").click()
    main = page.locator("main")
    expect(main).to_contain_text("Every Tuesday, 10 am to 12 noon. Term time only")
    expect(main).to_contain_text(re.compile(r"Next on Tuesday \d+ \w+.*, 10 am to 12 noon\."))
    assert_usable(page, "asset-session")


def test_a_session_that_is_wrong_is_said_beside_it(service: Service, visitor: Visit) -> None:
    page = sign_in(visitor(320), key_of(service, "builder"))
    page.get_by_label("What is it called?").fill("Invented Evening Singing")
    page.get_by_label("What kind of thing is it?").select_option("community-group")
    page.get_by_label("Postcode").fill("N2 8AB")
    fill_session(page)
    page.get_by_label("Starts at").first.fill("late")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Starts at").first).to_be_focused()
    expect(page.get_by_label("Tuesday").first).to_be_checked()
    assert_usable(page, "form-session-problem", (320,))


@pytest.fixture(scope="module")
def lively(service: Service) -> str:
    """The page of a hall that is related, offers, needs, meets and was checked."""
    key = key_of(service, "administrator")

    def add(name: str, kind: str, **more: Any) -> Any:
        draft = {"name": name, "kind": kind, "lon": -0.166, "lat": 51.5905, **more}
        return service.post("/api/v1/assets", draft, key)

    def say(asset: Any, **values: Any) -> None:
        wish = {"action": "change", "asset_id": asset["id"], "base_version": 1, "values": values}
        service.post("/api/v1/proposals", wish, key)

    hall = add("Invented Brook Hall", "hall", details={"sessions": [TUESDAY]})
    friends, choir = add(LONG_NAME, "community-group"), add("Invented Choir", "community-group")
    trust = add("Invented Trust", "charity")
    at_the_hall = {f"relations.hosted_at:{hall['id']}": "shown"}
    need = {"way": "need", "kind": "room", "words": "A warm room for forty singers"}
    say(choir, **at_the_hall, **{"offers.room1": need})
    say(friends, **at_the_hall, **{f"relations.partners_with:{choir['id']}": "shown"})
    role = {"way": "need", "kind": "volunteers", "words": "Two people to open the doors"}
    role |= {"hours": "Tuesdays, 9 to 1", "skills": "First aid", "has_certificate": True}
    room = {"way": "offer", "kind": "room", "words": "The large hall on weekday mornings"}
    of_the_trust = {f"relations.run_by:{trust['id']}": "shown"}
    say(hall, **of_the_trust, **{"offers.room1": room, "offers.doors1": role})
    check = {"method": "visit", "outcome": "correct"}
    service.post(f"/api/v1/assets/{hall['id']}/verifications", check, key)
    href: str = hall["href"]
    return href


def test_a_page_with_everything_on_it_is_usable(lively: str, visitor: Visit) -> None:
    page = visitor().open(lively)
    main = page.locator("main")
    for said in (
        "Checked today by a community builder or steward, on a visit",
        "Every Tuesday, 10 am to 12 noon",
        "Groups that meet here",
        "What it offers",
        "What it needs",
        "What may suit it near here",
    ):
        expect(main).to_contain_text(said)
    assert_usable(page, "asset-lively")


def test_the_network_of_a_ward_is_usable(lively: str, visitor: Visit) -> None:
    page = visitor().open(f"{WARD}/network")
    expect(page.locator("svg a")).to_have_count(4)
    expect(page.get_by_role("listitem").filter(has_text="is run by")).to_contain_text("Trust")
    hint = page.get_by_text("Slide the drawing sideways")
    expect(hint).not_to_be_visible()
    assert_usable(page, "network", (1280, 320))
    expect(hint).to_be_visible()
