"""Pages of results end where the results end: no page leads to an empty one."""

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.pages.search_form import PER_PAGE
from tests.register.search.conftest import empty, fill


def rows_of(word, count):
    """So many halls, all of one name and place: nothing but their ids puts them in order."""
    return [f"{word}-{n},{word} hall,hall,-0.2,51.6" for n in range(count)]


@pytest.fixture(scope="module")
def site(database, tmp_path_factory):
    path = tmp_path_factory.mktemp("pages") / "halls.csv"
    lines = ["Reference,Name,Kind,Longitude,Latitude"]
    for word, count in SIZES:
        lines += rows_of(word, count)
    path.write_text("\n".join(lines), encoding="utf-8")
    fill(path)
    with TestClient(create_app(), raise_server_exceptions=False) as client:
        yield client
    empty(database)


SIZES = [
    ("vole", PER_PAGE),
    ("stoat", 2 * PER_PAGE),
    ("weasel", 2 * PER_PAGE + 1),
    ("marten", 1),
]


def api_pages(site, address):
    while address:
        answer = site.get(address).json()
        yield [one["id"] for one in answer["features"]]
        address = answer.get("next")


def html_pages(site, address):
    while address:
        page = site.get(address)
        assert page.status_code == 200
        yield re.findall(r'<li>\s*<a class="govuk-link" href="(/assets/[^"]+)"', page.text)
        found = re.search(r'href="(/search\?[^"]*after=[^"]+)"', page.text)
        address = unescape(found[1]) if found else None


def sizes(count):
    return [min(PER_PAGE, count - at) for at in range(0, count, PER_PAGE)]


@pytest.mark.parametrize(("word", "count"), SIZES)
@pytest.mark.parametrize(
    ("walk", "address"),
    [(api_pages, "/api/v1/search?q={}+hall&limit={}"), (html_pages, "/search?q={}+hall")],
)
def test_the_last_page_is_never_empty(site, walk, address, word, count):
    pages = list(walk(site, address.format(word, PER_PAGE)))
    assert [len(page) for page in pages] == sizes(count)
    assert len({one for page in pages for one in page}) == count


@pytest.mark.parametrize("count", [1, 7, 20, 40])
def test_pages_of_any_size_end_with_the_results(site, count):
    pages = list(api_pages(site, f"/api/v1/search?q=stoat+hall&limit={count}"))
    assert [len(page) for page in pages][-1] > 0
    assert sum(map(len, pages)) == 2 * PER_PAGE


def test_nothing_found_has_no_next_page(site):
    answer = site.get("/api/v1/search?q=polecat").json()
    assert answer["features"] == []
    assert "next" not in answer
