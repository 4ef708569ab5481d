"""A small size of each goal of trust with the other tests, and each planted fault caught."""

import importlib
import pkgutil
from pathlib import Path

import pytest

from tests.trust.measuring import Size, chance_of, missed_faults

SEED = 20260322
GOALS = [
    importlib.import_module(f"tests.trust.{found.name}")
    for found in pkgutil.iter_modules([str(Path(__file__).parent)])
    if found.name.startswith("goal_")
]


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.__name__.rpartition(".")[2])
def test_a_sample_of_the_goal_is_reached(emptied, goal) -> None:
    print(f"seed {SEED}")  # noqa: T201
    lines = list(goal.measure(Size(False), chance_of(SEED)))
    assert [line for line in lines if not line.is_reached] == []


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.__name__.rpartition(".")[2])
def test_every_planted_fault_is_caught(emptied, goal) -> None:
    assert missed_faults(goal, SEED) == []
