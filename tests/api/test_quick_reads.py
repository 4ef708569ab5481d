"""The quick way gives what the whole way gives, byte for byte, and takes only what it knows."""

import json

import pytest
from starlette.requests import Request

from api.v1 import quick
from api.v1.assets import page_response
from register.publishing.asset_questions import AssetPage

QUICK = [
    "/api/v1/assets",
    "/api/v1/assets?limit=2",
    "/api/v1/assets?limit=0002&kind=hall,library",
    "/api/v1/assets?bbox=-0.3,51.5,-0.1,51.7&family=places&limit=1000",
    "/api/v1/assets?locality=ward:hendon&limit=1",
    "/api/v1/assets?locality=borough:barnet",
    "/api/v1/assets/{id}",
    "/api/v1/localities/containing?lon=-0.2&lat=51.6",
    "/api/v1/localities/containing?lat=5.16e1&lon=-0.20",
    "/api/v1/localities/containing?lon=0&lat=51.6",
    "/api/v1/search?q=hall+hendon",
    "/api/v1/search",
]
WHOLE = [
    "/api/v1/assets?limit=0",
    "/api/v1/assets?limit=1001",
    "/api/v1/assets?limit=two",
    "/api/v1/assets?limit=1&limit=2",
    "/api/v1/assets?bbox=1,2,3",
    "/api/v1/assets?bbox=",
    "/api/v1/assets?kind=nonsense",
    "/api/v1/assets?locality=ward:atlantis",
    "/api/v1/assets?locality=ward:%00",
    "/api/v1/assets?q=hall",
    "/api/v1/assets?near=-0.2,51.6&radius=500",
    "/api/v1/assets?format=json",
    "/api/v1/assets?unknown=1",
    "/api/v1/search?q=hall&limit=2",
    "/api/v1/search?kind=hall",
    "/api/v1/assets/",
    "/api/v1/assets/hall",
    "/api/v1/assets/00000000-0000-0000-0000-000000000000",
    "/api/v1/localities/containing?lon=51.6&lat=-0.2",
    "/api/v1/localities/containing?lon=x&lat=51.6",
    "/api/v1/localities/containing?lon=-0.2",
    "/api/v1/localities/containing?lon=-0.2&lat=51.6&date=2023-01-01",
]


@pytest.fixture
def filled(add):
    """Five assets; answers the id of one."""
    ids = [add(name=f"Invented Hall {n}", lon=-0.2 - n / 1000).json()["id"] for n in range(4)]
    add(name="Invented Group", kind="community-group", lon=-0.22, lat=51.58)
    return ids[2]


@pytest.mark.parametrize("path", [*QUICK, *WHOLE])
def test_both_ways_answer_alike(client, filled, monkeypatch, path):
    path = path.format(id=filled)
    quickly = client.get(path)
    with monkeypatch.context() as patch:
        patch.setattr(quick, "find_answer", lambda _: None)
        client.app.middleware_stack = client.app.build_middleware_stack()  # an empty cache
        wholly = client.get(path)
    assert (quickly.status_code, quickly.content) == (wholly.status_code, wholly.content)
    assert quickly.headers.multi_items() == wholly.headers.multi_items()


@pytest.mark.parametrize("path", QUICK)
def test_the_common_reads_are_quick(client, filled, monkeypatch, path):
    monkeypatch.setattr(client.app.router, "app", None)
    client.app.middleware_stack = client.app.build_middleware_stack()
    assert client.get(path.format(id=filled)).status_code == 200


@pytest.mark.parametrize(
    ("asked", "following"),
    [
        (b"", "after=7"),
        (b"limit=2&bbox=-0.3,51.5,-0.1,51.7", "limit=2&bbox=-0.3,51.5,-0.1,51.7&after=7"),
        (b"after=3&kind=hall&&after=4", "kind=hall&after=7"),
        (b'q=caf%C3%A9+"]}\\\n<', "q=caf%C3%A9+%22%5D%7D%5C%0A%3C&after=7"),
        ("q=café".encode(), "q=caf%C3%A9&after=7"),
    ],
)
def test_the_next_page_is_an_address_whatever_was_asked(asked, following):
    page = AssetPage(revision=1, features=b"", returned=1, last_id="7")
    request = Request({"type": "http", "path": "/api/v1/assets", "query_string": asked})
    for form in ("json", "geojson"):
        body = json.loads(page_response(request, page, form).body)
        assert body["next"] == f"/api/v1/assets?{following}"
