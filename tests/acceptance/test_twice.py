"""A resident says that an entry is in the list twice, and a steward keeps the one that is right."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.acceptance.conftest import Visit, assert_usable
from tests.acceptance.running import Service, running_service
from tests.acceptance.test_suggestions import reference, steward_of

pytestmark = [pytest.mark.browser, pytest.mark.acceptance]
HALL = {"kind": "hall", "lon": -0.1720, "lat": 51.6000}


@pytest.fixture(scope="module")
def service(chromium: Path) -> Iterator[Service]:
    with running_service("--empty") as running:
        yield running


def added(service: Service, key: str, name: str, **values: object) -> str:
    """The address of a new public hall."""
    made = service.post("/api/v1/assets", {"name": name, **HALL, **values}, key)
    href: str = made["href"]
    return href


def test_an_entry_that_is_there_twice_becomes_one(service: Service, visitor: Visit) -> None:
    printed = service.command("token", "create", "--role", "administrator", "--label", "a feed")
    key = next(word for word in printed.split() if word.startswith("asset_"))
    one = added(service, key, "Invented Hall", summary="Tea on Tuesdays")
    other = added(service, key, "Invented Village Hall", lon=-0.1722)
    [found, *_] = service.json("/api/v1/assets")["features"]
    ward = next(k for k in found["properties"]["localities"] if k.startswith("ward:"))

    resident = visitor(320, java_script_enabled=False)
    page = resident.open(one)
    page.get_by_role("link", name="Suggest a change").click()
    page.get_by_role("link", name="It is in the list twice", exact=True).last.click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("link", name="Say which is the other one")).to_be_visible()
    page.get_by_label("Invented Village Hall").check()
    page.get_by_label("How do you know?").fill("I hold the key")
    page.get_by_role("button", name="Send").click()
    kept = reference(page)

    with_script = visitor().open(f"/suggest/{one.rpartition('/')[2]}/twice")
    assert_usable(with_script, "suggest_twice")

    steward = steward_of(service, visitor, "twice@example.org", ward)
    queue = steward.open("/queue?queue=duplicate")
    queue.get_by_role("link", name="Look at it").click()
    pair = queue.get_by_role("table", name="The two side by side")
    expect(pair).to_contain_text("Tea on Tuesdays")
    expect(pair).to_contain_text("Invented Village Hall")
    assert_usable(queue, "proposal_merge")
    queue.get_by_label("This one: Invented Hall").check()
    queue.get_by_label("Why, or what you would like to know").fill("You are right, thank you.")
    queue.get_by_role("button", name="Approve").click()
    expect(queue.get_by_text("Nothing waits here.")).to_be_visible()

    page = resident.open(other)
    expect(page.get_by_role("heading", name="Invented Hall", exact=True)).to_be_visible()
    assert page.url.endswith(one)
    page = resident.open(f"/suggestions/{kept}")
    expect(page.get_by_role("heading", name="We have done it")).to_be_visible()
    expect(page.get_by_text("You are right, thank you.")).to_be_visible()
