"""The check after many writers: what it must find, and what it must not take for a loss."""

import pytest

from register.assets.current import asset_by_id
from register.database.engines import transaction
from register.proposals.submitting import Wish, submit
from tests.trust.writers import BOSS, Accepted, Result, check, make_assets


def _written(asset_id, address, version, words):
    with transaction() as session:
        wish = Wish("change", asset_id, {"address": address}, version, words=words)
        done = submit(session, wish, holder=BOSS, door="api")
    assert done.version is not None
    return done.version


@pytest.fixture
def hall(emptied):
    (asset_id,) = make_assets(1)
    with transaction() as session:
        return asset_by_id(session, asset_id)


def test_the_very_same_written_by_another_is_no_loss(hall):
    """Two saw no address; another wrote one and mended it to what this writer also means."""
    wrong = _written(hall.id, "1 Made Up Road", hall.version, "theirs")
    mended = _written(hall.id, "2 Made Up Road", wrong, "theirs, mended")
    ours = _written(hall.id, "2 Made Up Road", hall.version, "ours")
    assert ours == mended
    found = Result([Accepted(hall.id, ours, "address", None, "2 Made Up Road", "ours")])
    check([hall.id], found)
    assert found.problems == []


def test_what_is_written_over_is_found(hall):
    first = _written(hall.id, "1 Made Up Road", hall.version, "theirs")
    ours = _written(hall.id, "2 Made Up Road", first, "ours")
    found = Result([Accepted(hall.id, ours, "address", None, "2 Made Up Road", "ours")])
    check([hall.id], found)
    assert found.problems == [f"address of version {ours} was written over"]


def test_what_is_not_in_the_log_is_found(hall):
    lost = Accepted(hall.id, hall.version + 1, "address", None, "2 Made Up Road", "ours")
    found = Result([lost])
    check([hall.id], found)
    assert found.problems == [f"address of version {lost.version} is not in the log"]
