"""Accounts to try things on."""

from collections.abc import Callable
from uuid import UUID

import pytest

from register.database.engines import transaction
from register.people.accounts import add_account


@pytest.fixture
def new_account(emptied) -> Callable[..., UUID]:
    """Adds an account, committed, and answers its id."""

    def make(email: str = "ann@example.org", role: str = "builder", **given: bool) -> UUID:
        with transaction() as session:
            return add_account(session, email, "Ann Example", role, actor="test", **given)[0]

    return make
