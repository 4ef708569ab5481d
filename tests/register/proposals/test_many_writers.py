"""Sixteen writers on the same assets: nothing is lost, and without the lock that is noticed."""

import pytest

from register.assets import current
from tests.trust.writers import run_writers


def test_sixteen_writers_lose_nothing(emptied):
    result = run_writers(writers=16, assets=10, seconds=4, seed=1)
    assert result.problems == []
    assert result.counts["written"] > 20, result.counts


@pytest.mark.slow
def test_without_the_lock_something_is_lost_and_noticed(emptied, monkeypatch):
    monkeypatch.setattr(current, "LOCK", "SELECT CAST(:ids AS uuid[])")
    result = run_writers(writers=16, assets=2, seconds=4, seed=1)
    assert result.problems
