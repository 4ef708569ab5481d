"""The service over a register that there is something to find in."""

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from tests.register.search.conftest import searched  # noqa: F401 (a fixture)


@pytest.fixture(scope="module")
def site(searched):  # noqa: F811
    with TestClient(create_app(), raise_server_exceptions=False) as client:
        yield client
