"""What strangers and other roles are told; test_roles.py tries every route with every role."""

import pytest

from api.app import create_app
from register.database.engines import transaction
from register.people.tokens import create_token, revoke_token


def test_every_write_of_the_api_asks_for_a_token(database):
    paths = create_app().openapi()["paths"]
    open_doors = {
        f"{method.upper()} {path}"
        for path, operations in paths.items()
        for method, operation in operations.items()
        if method != "get" and not operation.get("security")
    }
    assert open_doors == set()


def test_strangers_may_not_add(client):
    answer = client.post("/api/v1/assets", json={"name": "x", "kind": "hall"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("role", ["analyst"])
def test_other_roles_may_not_add(client, role):
    with transaction() as session:
        secret = create_token(session, role, "x", may_publish=True, days=1)
    headers = {"Authorization": f"Bearer {secret}"}
    answer = client.post("/api/v1/assets", json={"name": "x", "kind": "hall"}, headers=headers)
    assert answer.status_code == 403


def test_a_revoked_token_ends_at_once(client, token, add):
    assert add().status_code == 201
    with transaction() as session:
        assert revoke_token(session, "invented builder") == 1
    assert add(name="Another").status_code == 401


def test_a_token_that_may_not_publish_proposes(client):
    with transaction() as session:
        secret = create_token(session, "builder", "new", may_publish=False, days=1)
    asset = {"name": "Waiting Hall", "kind": "hall", "lon": -0.2, "lat": 51.6}
    headers = {"Authorization": f"Bearer {secret}"}
    answer = client.post("/api/v1/assets", json=asset, headers=headers)
    assert answer.status_code == 202
    assert answer.json()["status"] == "waiting"
    assert answer.json()["proposal_id"]
    assert client.get("/api/v1/assets").json()["features"] == []
