"""The demonstration set: there at first, said on every page, out by one command; then empty."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import Visit, assert_usable
from tests.acceptance.running import Service, running_service

pytestmark = [pytest.mark.browser, pytest.mark.acceptance]
PAGES = {
    "home": "/",
    "map": "/map",
    "map-found": "/map?postcode=N2+8AB",
    "wards": "/wards",
    "ward": "/wards/mill-hill",
    "town-centres": "/town-centres",
    "town-centre": "/town-centres/north-finchley",
    "constituency": "/constituencies/chipping-barnet",
    "report": "/reports/wards/mill-hill",
    "about": "/about",
    "api": "/api",
    "field": "/field",
    "nothing": "/nothing-here",
}
# The others hold no data of the register: they are the same when it is full.
EMPTIED = [name for name in PAGES if name not in ("wards", "about", "api", "field", "nothing")]
SAID = "<strong>Demonstration data.</strong>"


@pytest.fixture(scope="module")
def service(chromium: Path) -> Iterator[Service]:
    """A first start, as it is; the last tests of the module find its demonstration set removed."""
    with running_service() as running:
        yield running


@pytest.fixture(scope="module")
def removed(service: Service) -> Service:
    """The same service after the command that takes the demonstration set out."""
    assert service.command("demo", "remove").strip() == "removed: 166"
    return service


def test_every_page_says_demonstration_data(service: Service) -> None:
    assets = service.json("/api/v1/assets?limit=1000")["features"]
    assert len(assets) > 140
    for path in (*PAGES.values(), f"/assets/{assets[0]['properties']['slug']}"):
        assert SAID in service.page(path), path


def test_no_page_says_so_once_it_is_removed(removed: Service) -> None:
    assert removed.json("/api/v1/assets?limit=1000")["features"] == []
    for path in PAGES.values():
        page = removed.page(path)
        assert "<h1" in page
        assert "emonstration data" not in page, path
        assert "(invented)" not in page, path


@pytest.mark.parametrize("name", EMPTIED)
def test_a_page_of_an_empty_register_is_usable(removed: Service, visitor: Visit, name: str) -> None:
    assert_usable(visitor(320).open(PAGES[name]), f"empty-{name}")
