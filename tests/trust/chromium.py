"""A real browser for a measurement, where the machine has one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.trust.measuring import Line, Size

PLACES = (os.environ.get("ASSETS_TEST_CHROMIUM") or "", "/usr/bin/chromium", "var/chromium/run")


def find_chromium() -> Path | None:
    """The program; None where there is none."""
    return next((Path(place) for place in PLACES if place and Path(place).exists()), None)


@contextmanager
def browsing(program: Path) -> Iterator[Browser]:
    """A browser until the end of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def without_chromium(what: str, size: Size) -> Line:
    """What is said instead of a number: a sample goes without, the whole is not reached."""
    print(f"Not measured, for want of Chromium: {what}")  # noqa: T201
    return Line(what, "measured", "no Chromium here", not size.is_whole, 0)
