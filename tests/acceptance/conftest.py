"""A browser that notes whatever a page may not do, for the real service."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from frontend.static_files import BUILT
from tests.acceptance.running import Service

# The same browser as for the canned pages.
from tests.browser.conftest import browser, chromium  # noqa: F401

PATIENCE_MS = 60_000
LISTEN = """
document.addEventListener("securitypolicyviolation", (event) => {
  noteViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""


class Visitor:
    """One person's browser: its pages share their cookies, every trouble on any is kept."""

    def __init__(self, context: BrowserContext, service: Service) -> None:
        self.troubles: list[str] = []
        self.context = context
        self._address = service.address
        context.set_default_timeout(PATIENCE_MS)
        context.expose_binding(
            "noteViolation", lambda _source, words: self.troubles.append(f"policy: {words}")
        )
        context.add_init_script(LISTEN)
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.on("console", self._note)
        self.page.on("dialog", self._refuse)
        self.page.on("request", self._watch)

    def open(self, path: str) -> Page:
        """The page at a path, once all that it loads is there."""
        self.page.goto(self._address + path, wait_until="networkidle")
        return self.page

    def _refuse(self, dialog: Any) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _watch(self, request: Any) -> None:
        if not request.url.startswith((self._address, "data:", "blob:")):
            self.troubles.append(f"asks another host: {request.url}")

    def _note(self, message: ConsoleMessage) -> None:
        # A page that answers 404 is an error to the browser, and right for us.
        is_page_itself = message.location.get("url") == message.page.url if message.page else False
        if message.type in ("error", "warning") and not is_page_itself:
            self.troubles.append(f"{message.type}: {message.text} {message.location}")


Visit = Callable[..., Visitor]


@pytest.fixture
def visitor(browser: Browser, service: Service) -> Iterator[Visit]:  # noqa: F811
    """Makes visitors; at the end none may have met an error or a violation of the policy."""
    if not (BUILT / "site.css").exists():
        pytest.skip("the styles are not built: run script/bootstrap")
    made: list[Visitor] = []

    def make(width: int = 1280, **options: Any) -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        made.append(Visitor(context, service))
        return made[-1]

    yield make
    for one in made:
        one.context.close()
    assert [trouble for one in made for trouble in one.troubles] == []


def assert_usable(page: Page, name: str, widths: tuple[int, ...] = (320, 1280)) -> None:
    """At each width nothing sticks out sideways, and axe finds nothing; keeps a picture if asked.

    One load serves all widths: a window may be resized, and loading is what takes the time.
    """
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if folder := os.environ.get("ASSETS_TEST_PICTURES"):  # to look at what was tested
            page.screenshot(path=Path(folder) / f"real-{name}-{width}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} pixels wide"
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name} at {width}: {found.generate_report()}"


def tab_to(wanted: Locator, presses: int = 40) -> None:
    """Press Tab until it has the focus, as somebody without a mouse does."""
    for _ in range(presses):
        if wanted.evaluate("(it) => it === document.activeElement"):
            break
        wanted.page.keyboard.press("Tab")
    expect(wanted).to_be_focused()
