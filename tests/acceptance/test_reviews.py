"""A contact is asked by a real mail: programs look through it first, then the person answers."""

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psycopg
import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from register.database.urls import embedded_url, for_libpq
from register.settings import Settings
from tests.acceptance.conftest import Visit, assert_usable
from tests.acceptance.running import Service, posting_to, running_service
from tests.acceptance.test_suggestions import steward_of

# The same SMTP server as for the outbox.
from tests.register.mail.conftest import Letterbox, open_letterbox

pytestmark = [pytest.mark.browser, pytest.mark.acceptance]
NAMES = ("First Hall", "Second Hall", "Third Hall")
TO = "ann@example.org"
PATIENCE_SECONDS = 30
FILL = """() => {
  for (const field of document.querySelectorAll("main input:not([type=hidden]), main textarea")) {
    field.value = field.type === "email" ? "scanner@example.org" : "scanner";
  }
}"""


@pytest.fixture(scope="module")
def letters() -> Iterator[Letterbox]:
    with open_letterbox() as box:
        yield box


@pytest.fixture(scope="module")
def service(chromium: Path, letters: Letterbox) -> Iterator[Service]:
    with running_service(**posting_to(letters.port)) as running:
        yield running


def add_halls(service: Service) -> list[dict[str, Any]]:
    """Three entries of one contact, written in several ways."""
    printed = service.command("token", "create", "--role", "builder", "--label", "t", "--publish")
    [key] = re.findall(r"asset_\S+", printed)
    made = []
    for name, email in zip(NAMES, (TO, TO.title(), TO.upper()), strict=True):
        contact = {"email": email, "audience": "public"}
        asset = {"name": name, "kind": "hall", "lon": -0.2, "lat": 51.6, "contacts": [contact]}
        made.append(service.post("/api/v1/assets", asset, key))
    return made


def let_years_pass(service: Service) -> None:
    """As if they had been recorded long ago."""
    url = for_libpq(embedded_url(Settings(data_dir=service.folder), "assets_writer"))
    with psycopg.connect(url) as connection:
        connection.execute(
            "UPDATE register.asset SET recorded_at = now() - interval '3 years' "
            "WHERE name = ANY(%s)", [list(NAMES)],
        )  # fmt: skip


def wait_for(letters: Letterbox, count: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(letters.mails) < count and time.monotonic() < deadline:
        time.sleep(0.05)


def scan(browser: Browser, links: list[str]) -> int:
    """Open every link, run what is there, fill in and press every button; answers how many."""
    pressed = 0
    for link in links:
        for method in ("HEAD", "GET"):
            try:
                urlopen(Request(link, method=method), timeout=30).close()
            except OSError:
                continue
        context = browser.new_context()
        context.set_default_timeout(10_000)
        pressed += press_all(context.new_page(), link)
        context.close()
    return pressed


def press_all(page: Page, link: str) -> int:
    page.goto(link, wait_until="networkidle")
    count = page.locator("main button").count()
    for number in range(count):
        for is_filled in (False, True):
            page.goto(link)
            if is_filled:
                page.evaluate(FILL)
            try:
                page.locator("main button").nth(number).click()
            except TimeoutError:
                continue
    return 2 * count


def checked(service: Service, halls: list[dict[str, Any]]) -> list[str | None]:
    return [
        service.json(f"/api/v1/assets/{hall['id']}")["properties"]["checked_on"] for hall in halls
    ]


def test_one_mail_for_three_entries(
    service: Service, letters: Letterbox, browser: Browser, visitor: Visit, capsys: Any
) -> None:
    halls = add_halls(service)
    let_years_pass(service)
    assert "mails written: 1" in service.command("review")
    wait_for(letters, 1)
    assert "mails written: 0" in service.command("review")
    [mail] = letters.mails
    assert mail["To"] == TO
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    words = mail.get_payload(decode=True).decode().replace("\r\n", "\n")
    assert all(name in words for name in NAMES)
    links = re.findall(r"http://\S+", words)
    assert len(links) == 11
    code = re.search(r"Your code: (\d{3} \d{3})", words)[1]

    pressed = scan(browser, [*links, mail["List-Unsubscribe"].strip("<>")])
    assert pressed >= len(links)
    assert checked(service, halls) == [None, None, None]

    began = time.monotonic()
    person = visitor(320, java_script_enabled=False)
    page = person.page
    page.goto(next(link for link in links if link.endswith("/1/right")))
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Yes, it is still right").click()
    expect(page.get_by_text("You said: still right. Thank you.")).to_be_visible()
    seconds = time.monotonic() - began
    page.get_by_role("button", name=re.compile("Change it.*Second Hall")).click()
    page.get_by_label("What does it do?").fill("Open on Mondays now")
    page.get_by_role("button", name="Send the change").click()
    page.get_by_role("link", name="Your entries").click()
    expect(page.get_by_text("You sent us a change. Thank you.")).to_be_visible()
    page.get_by_role("button", name=re.compile("It has gone.*Third Hall")).click()
    expect(page.get_by_text("You said: it has gone.")).to_be_visible()

    days = checked(service, halls)
    assert [day is not None for day in days] == [True, False, False]
    assert "Checked today by the group itself" in service.page(halls[0]["href"])
    ward = next(one["key"] for one in halls[0]["localities"] if one["key"].startswith("ward:"))
    steward = steward_of(service, visitor, "steward@example.org", ward)
    queue = steward.open("/queue")
    expect(queue.get_by_text("A change: Second Hall")).to_be_visible()
    expect(queue.get_by_text("It has closed: Third Hall")).to_be_visible()
    queue.get_by_role("link", name=re.compile("A change, Second Hall")).click()
    queue.get_by_role("button", name="Approve").click()
    queue.wait_for_url("**/queue")
    assert "Checked today by the group itself" in service.page(halls[1]["href"])
    with capsys.disabled():
        said = (
            f"\n{pressed} presses of a scanner confirmed nothing; the person took {seconds:.1f} s\n"
        )
        sys.stdout.write(said)


def test_the_pages_of_a_contact_are_usable(
    service: Service, letters: Letterbox, visitor: Visit
) -> None:
    words = letters.mails[0].get_payload(decode=True).decode()
    code = re.search(r"Your code: (\d{3} \d{3})", words)[1]
    page = visitor().page
    page.goto(re.search(r"http://\S+/2/gone", words)[0])
    assert_usable(page, "letter")
    page.get_by_role("button", name="Tell us that it has gone").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert_usable(page, "letter-error")
    page.goto(re.search(r"(http://\S+/review/[^/\s]+)\n", words.replace("\r", ""))[1])
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Your entries")).to_be_visible()
    assert_usable(page, "own-entries")


def test_a_contact_says_what_the_group_needs_and_a_steward_lets_it_be_seen(
    service: Service, letters: Letterbox, visitor: Visit
) -> None:
    words = letters.mails[0].get_payload(decode=True).decode()
    contact = visitor(320)
    page = contact.page
    page.goto(re.search(r"(http://\S+/review/[^/\s]+)\n", words.replace("\r", ""))[1])
    page.get_by_label("Code").fill(re.search(r"Your code: (\d{3} \d{3})", words)[1])
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("link", name=re.compile("What it offers.*First Hall")).click()
    page.get_by_label("In a few words").fill("Two people to make tea")
    page.get_by_label("Until which day?").fill("soon")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert_usable(page, "own-offers-errors")
    page.get_by_label("It needs this").check()
    page.get_by_label("What is it?").select_option("volunteers")
    expect(page.get_by_label("In a few words")).to_have_value("Two people to make tea")
    page.get_by_label("Until which day?").fill("31/12/2098")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Your reference")).to_be_visible()
    page.get_by_role("link", name="Back to what First Hall offers and needs").click()
    expect(page.get_by_text("1 change to this list still waits")).to_be_visible()
    assert_usable(page, "own-offers")

    entry = next(one for one in service.json("/api/v1/assets?q=First+Hall")["features"]
                 if one["properties"]["name"] == "First Hall")  # fmt: skip
    at, keys = entry["properties"]["slug"], entry["properties"]["localities"]
    assert "make tea" not in service.page(f"/assets/{at}")
    ward = next(key for key in keys if key.startswith("ward:"))
    queue = steward_of(service, visitor, "tea@example.org", ward).open("/queue")
    queue.get_by_role("link", name=re.compile("A change, First Hall")).click()
    expect(queue.get_by_text("Two people to make tea. Until 31 December 2098")).to_be_visible()
    queue.get_by_role("button", name="Approve").click()
    queue.wait_for_url("**/queue")
    assert "Two people to make tea" in service.page(f"/assets/{at}")
