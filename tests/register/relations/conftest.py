"""People with rights, a hall, a school and a group that has no place of its own."""

from uuid import uuid4

import pytest

from register.assets.values import AssetDraft
from register.people.holders import Holder, Scope
from register.proposals.additions import add_asset

HERE, THERE = "ward:finchley-church-end", "ward:hendon"
AT = {"lon": -0.2, "lat": 51.6}


def person(role, *scopes, may_publish=True):
    return Holder(uuid4(), "x", role, may_publish, tuple(Scope(one, None) for one in scopes))


@pytest.fixture
def boss():
    return person("administrator")


@pytest.fixture
def builder():
    """A trusted builder: may change, and decides nothing."""
    return person("builder")


@pytest.fixture
def steward():
    return person("steward", HERE)


@pytest.fixture
def new(session, boss):
    """Adds an asset as an administrator and answers its id."""

    def add(name, kind="hall", **values):
        draft = AssetDraft(**{"name": name, "kind": kind, **AT, **values})
        return add_asset(session, draft, holder=boss, door="field").asset_id

    return add


@pytest.fixture
def hall(new):
    return new("Invented Hall")


@pytest.fixture
def school(new):
    return new("Invented School", "school")


@pytest.fixture
def group(new):
    return new("Invented Group", "community-group")
