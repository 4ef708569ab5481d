"""Styles and scripts are served under addresses that change with their content."""

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from frontend.map.script import figure, map_markup, map_script
from frontend.security import content_security_policy
from frontend.static_files import StaticFiles
from frontend.views import MapView
from register.settings import OSM_NOTICE, OSM_TILES

FILES = StaticFiles({"site.css": b"body{}" * 100, "images/a.png": b"\x89PNG"})


def asked(path: str, method: str = "GET", **headers: str) -> Any:
    app = Starlette()
    app.mount("/static", FILES)
    return TestClient(app).request(method, path, headers=headers)


def test_an_address_with_its_hash_lasts_for_ever() -> None:
    answer = asked(FILES.url("site.css"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == "body{}" * 100


@pytest.mark.parametrize("path", ["/static/site.css", "/static/site.css?v=old"])
def test_any_other_address_is_asked_for_again(path: str) -> None:
    answer = asked(path)
    assert answer.headers["cache-control"] == "no-cache"
    unchanged = asked(path, **{"if-none-match": answer.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


@pytest.mark.parametrize("path", ["/static/", "/static/../pyproject.toml", "/static/no.css"])
def test_only_known_files_exist(path: str) -> None:
    assert asked(path).status_code == 404


def test_files_are_only_read() -> None:
    assert asked("/static/site.css", "POST").status_code == 405


def test_a_picture_is_not_packed_again() -> None:
    answer = asked("/static/images/a.png")
    assert answer.headers["content-type"] == "image/png"
    assert "content-encoding" not in answer.headers


def test_new_content_gets_a_new_address() -> None:
    assert StaticFiles({"a.js": b"1"}).url("a.js") != StaticFiles({"a.js": b"2"}).url("a.js")


def test_every_process_makes_the_same_map_script() -> None:
    assert map_script(OSM_TILES, OSM_NOTICE) == map_script(OSM_TILES, OSM_NOTICE)


def test_the_map_asks_no_other_host_for_files() -> None:
    made = figure(OSM_TILES, OSM_NOTICE)
    made.render()
    page = made.header.render()
    assert "<script" not in page.replace("<script></script>", "")
    assert "http" not in page.replace('http-equiv="content-type"', "")
    assert b"cdn" not in map_script(OSM_TILES, OSM_NOTICE)


@pytest.mark.parametrize("url", ["", "none"])
def test_a_map_without_tiles_still_has_a_maximum_zoom(url: str) -> None:
    script = map_script(url, "").decode()
    assert "L.tileLayer" not in script
    assert '"maxZoom": 19' in script


def test_a_tile_notice_is_text() -> None:
    script = map_script("https://tiles.example/{z}/{x}/{y}.png", "<img src=x onerror=alert(1)>")
    assert b"<img" not in script
    assert b"\\u003cimg" not in script


def test_the_page_tells_the_map_in_attributes() -> None:
    markup: Any = map_markup(MapView('A "map"', bounds=(-0.3, 51.5, -0.1, 51.7), kind="hall"))
    assert 'data-label="A &#34;map&#34;"' in markup
    assert 'data-bounds="-0.3,51.5,-0.1,51.7"' in markup
    assert 'data-kind="hall"' in markup
    assert "data-at" not in markup


def test_the_policy_names_the_tiles_and_nothing_else() -> None:
    policy = content_security_policy(OSM_TILES)
    assert "img-src 'self' data: https://tile.openstreetmap.org;" in policy
    assert policy.count("http") == 1
    assert "unsafe" not in policy
    assert "img-src 'self' data:;" in content_security_policy("none")
