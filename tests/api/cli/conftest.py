"""Commands as typed, on a database that forgets afterwards."""

from contextlib import contextmanager, nullcontext

import pytest
from typer.testing import CliRunner

from api.cli import app


@pytest.fixture
def assets(session, monkeypatch):
    """Runs a command inside the test's own transaction; what it undoes, it undoes for itself."""

    @contextmanager
    def transaction(*, is_long=False):
        yield session

    monkeypatch.setattr("register.database.engines.transaction", transaction)
    monkeypatch.setattr("register.database.engines.snapshot", transaction)
    monkeypatch.setattr("register.database.ready.ready_database", nullcontext)

    def run(*words):
        return CliRunner().invoke(app, [str(word) for word in words])

    return run
