"""A real browser, found where the machine has one; without one these tests say why they skip."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Chromium's path: ASSETS_TEST_CHROMIUM, or Debian's."""
    named = os.environ.get("ASSETS_TEST_CHROMIUM")
    path = Path(named or "/usr/bin/chromium")
    if not path.exists():
        pytest.skip(f"no Chromium at {path}: install it, or set ASSETS_TEST_CHROMIUM")
    return path


# One a module, not one a run: its event loop is in the way of tests that start their own.
@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Any]:
    """Open a page; at the end no policy violation and no error may have happened in any."""
    opened: list[tuple[Page, list[str]]] = []

    def open_page(url: str, *, width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.add_init_script(LISTEN)
        # No tile server is asked for anything: the base map is not what is tested here.
        context.route("**/tile.openstreetmap.org/**", lambda route: route.abort())
        page = context.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda message: _note(message.type, message.text, troubles))
        opened.append((page, troubles))
        page.goto(url)
        return page

    yield open_page
    for page, troubles in opened:
        violations = page.evaluate("window.violations || []")
        page.context.close()
        assert not violations
        assert not troubles


def _note(kind: str, text: str, troubles: list[str]) -> None:
    # Answers with 4xx and refused tiles are part of what is tested.
    if kind == "error" and not text.startswith("Failed to load resource"):
        troubles.append(text)


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Run an ASGI application on a free port of this machine; gives its address."""
    config = uvicorn.Config(app, port=0, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The pages over an API of canned answers."""
    from tests.browser.canned_site import canned_site

    with serving(canned_site()) as address:
        yield address
