"""Residents without an account, stewards of two wards, two people who edit one entry at once."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.conftest import Visit, Visitor, assert_usable
from tests.acceptance.running import Service, running_service

pytestmark = [pytest.mark.browser, pytest.mark.acceptance]
LABELS = {"name": "What is it called?", "summary": "What does it do?"}
PASSWORD = "green kettles sing at dusk"


@pytest.fixture(scope="module")
def service(chromium: Path) -> Iterator[Service]:
    with running_service() as running:
        yield running


def entry(service: Service, number: int) -> dict[str, Any]:
    """A public entry with its place, in some ward."""
    found = service.json("/api/v1/assets?kind=hall,library,park&limit=50")["features"]
    one: dict[str, Any] = found[number]["properties"]
    ward = next(key for key in one["localities"] if key.startswith("ward:"))
    return {**one, "ward": ward, "id": found[number]["id"]}


def steward_of(service: Service, visitor: Visit, email: str, ward: str) -> Visitor:
    """Somebody who was invited, looks after one ward, and is signed in."""
    printed = service.command("account", "add", email, "--role", "steward", "--name", email)
    service.command("account", "scopes", email, ward)
    [code] = re.findall(r"Code of the invitation: (\S+)", printed)
    one = visitor()
    page = one.open("/invitation")
    page.get_by_label("Code of your invitation").fill(code)
    page.get_by_label("Choose a password (optional)").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("link", name="What waits for a decision")).to_be_visible()
    return one


def suggest(one: Visitor, asset: dict[str, Any], **typed: str) -> Page:
    page = one.open(f"/assets/{asset['slug']}")
    page.get_by_role("link", name="Suggest a change").click()
    for name, text in typed.items():
        page.get_by_label(LABELS[name]).fill(text)
    return page


def send(page: Page) -> None:
    page.get_by_role("button", name="Send the change").click()


def reference(page: Page) -> str:
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    return page.locator(".govuk-panel strong").inner_text()


def test_a_suggestion_from_a_resident_to_its_outcome(service: Service, visitor: Visit) -> None:
    asset = entry(service, 0)
    elsewhere = "ward:hendon" if asset["ward"] != "ward:hendon" else "ward:edgware"
    here = steward_of(service, visitor, "here@example.org", asset["ward"])
    there = steward_of(service, visitor, "there@example.org", elsewhere)

    resident = visitor(320, java_script_enabled=False)
    page = suggest(resident, asset, name="What it is called now")
    send(page)
    kept = reference(page)

    queue = here.open("/queue")
    assert_usable(queue, "queue")
    queue.get_by_role("link", name="Look at it").click()
    decide = queue.url.partition("/queue/")[2]
    expect(queue.get_by_text("What it is called now").first).to_be_visible()
    assert_usable(queue, "proposal")

    refused = there.open("/queue")
    expect(refused.get_by_text("Nothing waits here.")).to_be_visible()
    refused = there.open(f"/queue/{decide}")
    expect(refused.get_by_role("heading", name="You may not do that")).to_be_visible()

    queue.get_by_label("Why, or what you would like to know").fill("You are right, thank you.")
    queue.get_by_role("button", name="Approve").click()
    expect(queue.get_by_text("Nothing waits here.")).to_be_visible()

    page = resident.open("/suggestions")
    page.get_by_label("Your reference").fill(kept.lower())
    page.get_by_role("button", name="Show me").click()
    expect(page.get_by_role("heading", name="We have done it")).to_be_visible()
    expect(page.get_by_text("You are right, thank you.")).to_be_visible()
    page = resident.open("/decisions")
    expect(page.get_by_text("We have put it right").first).to_be_visible()
    page = resident.open(f"/assets/{asset['slug']}")
    expect(page.get_by_role("heading", name="What it is called now")).to_be_visible()


def test_two_people_edit_one_entry_at_once_and_nothing_is_lost(
    service: Service, visitor: Visit
) -> None:
    asset = entry(service, 1)
    one = steward_of(service, visitor, "one@example.org", asset["ward"])
    two = steward_of(service, visitor, "two@example.org", asset["ward"])
    first = suggest(one, asset, name="The first name")
    second = suggest(two, asset, name="The second name", summary="Warm and dry")
    send(first)
    expect(first.get_by_text("everybody sees it now")).to_be_visible()
    send(second)
    expect(second.get_by_text("a steward will look at both")).to_be_visible()

    page = two.open("/queue")
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_text("Somebody changed the same thing")).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("Keep what it says now").check()
    page.get_by_role("button", name="Approve").click()

    page = visitor().open(f"/assets/{asset['slug']}")
    expect(page.get_by_role("heading", name="The first name")).to_be_visible()
    expect(page.get_by_text("Warm and dry")).to_be_visible()
    page = one.open(f"/assets/{asset['slug']}/history")
    assert_usable(page, "history")
    page.get_by_role("link", name="Version 1").click()
    page.get_by_role("button", name="Make it say this again").click()
    page = visitor().open(f"/assets/{asset['slug']}")
    expect(page.get_by_role("heading", name=asset["name"], exact=True)).to_be_visible()


def test_a_steward_edits_all_of_a_suggestion_before_it_counts(
    service: Service, visitor: Visit
) -> None:
    asset = entry(service, 2)
    resident = visitor(320, java_script_enabled=False)
    page = suggest(resident, asset, name="the hall they meet at", summary="Ring Ann, she is nice")
    send(page)
    reference(page)

    steward = steward_of(service, visitor, "edits@example.org", asset["ward"])
    page = steward.open("/queue")
    page.get_by_role("link", name="Look at it").click()
    page.get_by_label("Edit name before you approve").fill("The Hall")
    page.get_by_role("button", name="Edit all of it first").click()
    expect(page.get_by_label("What is it called?")).to_have_value("The Hall")
    assert_usable(page, "proposal_edit")
    page.get_by_label("What does it do?").fill("Warm and dry")
    page.get_by_text("Add a contact").click()
    new = page.get_by_role("group", name="New contact")
    new.get_by_label("Role", exact=True).fill("Secretary")
    new.get_by_label("Phone").fill("020 7946 0009")
    new.get_by_label("Who may see this contact?").select_option("public")
    new.get_by_label("Why may we keep it?").select_option("consent")
    page.get_by_text("Who is it for?").click()
    page.get_by_label("Youngest age").fill("8")
    page.get_by_label("What kind of thing is it?").select_option("community-centre")
    page.get_by_role("button", name="Approve as it is here").click()
    expect(page.get_by_text("These are the details of another kind")).to_be_visible()
    page.get_by_label("Cost", exact=True).fill("free")
    page.get_by_role("button", name="Approve as it is here").click()
    expect(page.get_by_role("link", name="Say when and how the person agreed")).to_be_visible()
    assert_usable(page, "proposal_edit")
    wrong = page.locator("#contacts details[open]")
    wrong.get_by_label("If the person agreed: when?").fill("27/3/2026")
    wrong.get_by_label("If the person agreed: how?").fill("told me at the meeting")
    page.get_by_role("button", name="Approve as it is here").click()
    expect(page.get_by_text("Nothing waits here.")).to_be_visible()

    page = visitor(320, java_script_enabled=False).open(f"/assets/{asset['slug']}")
    expect(page.get_by_role("heading", name="The Hall", exact=True)).to_be_visible()
    for said in ("Warm and dry", "020 7946 0009", "free"):
        expect(page.get_by_text(said).first).to_be_visible()
    page = steward.open(f"/assets/{asset['slug']}/history")
    expect(page.get_by_role("table", name="Edited before it was approved")).to_contain_text(
        "Ring Ann, she is nice"
    )
