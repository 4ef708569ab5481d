"""The description of the API says what is answered, and the answers say what an address takes."""

import json

import pytest

from api.app import create_app
from api.description import operations
from api.problems import PROBLEM


def test_every_operation_says_what_it_refuses_and_how(database) -> None:
    for method, path, operation in operations(create_app().openapi()):
        refusals = {status: one for status, one in operation["responses"].items() if status >= "4"}
        assert "503" in refusals, f"{method} {path}"
        assert all(list(one["content"]) == [PROBLEM] for one in refusals.values())
        assert ("401" in refusals) == bool(operation.get("security"))


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/v1/assets", "GET, POST"),
        ("PUT", "/api/v1/proposals", "GET, POST"),
        ("POST", "/wards/hillside", "GET"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(client, method, path, allowed) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize(
    "moment", ["0.5", "2.2e-16", "1700000000", "0440-07-09T14:53:23+23:50", "soon"]
)
def test_moments_are_iso_dates_that_the_database_takes(client, moment) -> None:
    answer = client.get("/api/v1/assets", params={"updated_since": moment})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "updated_since"


def test_what_is_no_id_is_told_in_plain_words(client) -> None:
    answer = client.get("/api/v1/assets/None", headers={"Accept": "application/json"})
    assert answer.status_code in (404, 422)
    assert "Input" not in answer.text


def test_a_far_time_zone_is_no_failure(client) -> None:
    answer = client.get("/api/v1/assets", params={"updated_since": "2026-01-01T00:00:00+23:50"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "odd",
    [
        {"base_version": 2**31},
        {"base_version": 1, "values": {"details.\ud800": "half a character"}},
    ],
)
def test_what_no_database_and_no_answer_can_hold_is_refused(client, token, add, odd) -> None:
    wish = {"action": "change", "asset_id": add().json()["id"], **odd}
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    answer = client.post("/api/v1/proposals", content=json.dumps(wish), headers=headers)
    assert answer.status_code == 422
