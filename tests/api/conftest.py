"""The whole application on the real database, asked as a stranger and as a builder."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from register.database.engines import transaction
from register.people.tokens import create_token
from register.settings import Settings


@pytest.fixture
def client(emptied: Settings) -> Iterator[TestClient]:
    """A stranger's connection."""
    with TestClient(create_app(), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def token(emptied: Settings) -> str:
    """A builder's token that may publish."""
    with transaction() as session:
        return create_token(session, "builder", "invented builder", may_publish=True, days=1)


@pytest.fixture
def add(client: TestClient, token: str) -> Callable[..., Any]:
    """Adds an asset as the builder and answers the response."""

    def post(**values: Any) -> Any:
        asset = {"name": "Invented Hall", "kind": "hall", "lon": -0.2, "lat": 51.6} | values
        given = {name: value for name, value in asset.items() if value is not None}
        headers = {"Authorization": f"Bearer {token}"}
        return client.post("/api/v1/assets", json=given, headers=headers)

    return post
