"""A resident writes to a group and is told no address; a steward hides an entry from everybody."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.acceptance.conftest import Visit, assert_usable
from tests.acceptance.running import Service, posting_to, running_service
from tests.acceptance.test_suggestions import steward_of

# A real SMTP server, as for all other mail.
from tests.register.mail.conftest import Letterbox, letterbox  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.acceptance]


@pytest.fixture
def service(chromium: Path, letterbox: Letterbox) -> Iterator[Service]:  # noqa: F811
    with running_service(**posting_to(letterbox.port)) as running:
        yield running


def written_to(service: Service) -> dict[str, Any]:
    """A public entry of a ward with a contact that can be written to."""
    for one in service.json("/api/v1/assets?limit=200")["features"]:
        found = service.json(f"/api/v1/assets/{one['id']}")["properties"]
        wards = [key for key in found["localities"] if key.startswith("ward:")]
        if wards and any("id" in contact for contact in found["contacts"]):
            return {**found, "ward": wards[0], "id": one["id"]}
    raise AssertionError("the demonstration has nobody to write to")


def mail_in(letterbox: Letterbox, seconds: float = 30) -> Any:  # noqa: F811
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for mail in letterbox.mails:
            if mail["Reply-To"]:
                return mail
        time.sleep(0.1)
    raise AssertionError("no message came")


def test_a_resident_writes_and_a_steward_hides(
    service: Service,
    visitor: Visit,
    letterbox: Letterbox,  # noqa: F811
) -> None:
    asset = written_to(service)
    resident = visitor(320, java_script_enabled=False)
    page = resident.open(f"/assets/{asset['slug']}")
    assert "mailto:" not in page.content()
    page.get_by_role("link", name="Write to them by e-mail").click()
    page.get_by_label("Your message").fill("Are you open on Monday?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("Your message")).to_have_value("Are you open on Monday?")
    page.get_by_label("Your e-mail address").fill("resident@example.org")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Your message is on its way")).to_be_visible()
    mail = mail_in(letterbox)
    assert mail["Reply-To"] == "resident@example.org"
    assert "Are you open on Monday?" in mail.get_payload(decode=True).decode()
    assert_usable(visitor().open(f"/assets/{asset['slug']}/write"), "write")

    steward = steward_of(service, visitor, "steward@example.org", asset["ward"])
    page = steward.open(f"/assets/{asset['slug']}/sharing")
    assert_usable(page, "sharing")
    page.get_by_label("Who may see where it is?").select_option("Nobody may find it")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Now: Nobody may find it")).to_be_visible()
    page = resident.open(f"/assets/{asset['slug']}")
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()
    assert asset["name"] not in service.page(f"/api/v1/assets?q={asset['name'].split()[0]}")
