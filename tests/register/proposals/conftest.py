"""People with rights, and an asset of theirs to change."""

from uuid import uuid4

import pytest

from register.assets.values import AssetDraft
from register.people.holders import Holder, Scope
from register.proposals.additions import add_asset

HALL = {"name": "Invented Hall", "kind": "hall", "lon": -0.2, "lat": 51.6, "summary": "A hall"}
HERE = "ward:finchley-church-end"


def person(role, *scopes, may_publish=True):
    return Holder(uuid4(), "x", role, may_publish, tuple(Scope(*scope) for scope in scopes))


@pytest.fixture
def steward():
    """A steward of the ward where HALL lies."""
    return person("steward", (HERE, None))


@pytest.fixture
def stranger():
    """A steward of another ward."""
    return person("steward", ("ward:hendon", None))


@pytest.fixture
def newcomer():
    """A builder whose word needs approval."""
    return person("builder", may_publish=False)


@pytest.fixture
def hall(session, steward):
    """The id of a published hall."""
    return add_asset(session, AssetDraft(**HALL), holder=steward, door="field").asset_id
