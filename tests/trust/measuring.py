"""What a goal of trust is made of: lines with a wanted and a found number, and planted faults.

A goal is a module ``goal_NN.py`` beside this one with

- ``NAME``, a few words;
- ``measure(size, chance)``: yields a `Line` for each number to reach;
- ``FAULTS``: for each planted fault its name, a context manager that plants it, and the part of the
  measurement that must notice it: one of its lines is not reached, or the figure is void.

`tests/trust/test_goals.py` runs a small size of each with the tests; `script/trust` runs the whole.
Both give it an empty register with the borough's places, and settings that name it.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NamedTuple
from unittest.mock import patch


@dataclass(frozen=True)
class Size:
    """How much is done: ``pick(5, 100)`` is 5 in a sample and 100 in the whole."""

    is_whole: bool

    def pick(self, few: int, many: int) -> int:
        return many if self.is_whole else few


@dataclass(frozen=True)
class Line:
    """One number of a goal. ``counted`` says of how many."""

    what: str
    wanted: str
    found: str
    is_reached: bool
    counted: int = 1

    @classmethod
    def none(cls, what: str, found: int, counted: int) -> "Line":
        """A number that must be 0."""
        return cls(what, "0", str(found), found == 0, counted)

    @classmethod
    def all(cls, what: str, found: int, counted: int) -> "Line":
        """A number that must be all of them."""
        return cls(what, str(counted), str(found), found == counted, counted)

    @classmethod
    def at_most(cls, what: str, most: float, found: float, unit: str, counted: int = 1) -> "Line":
        """A number with an upper bound."""
        return cls(what, f"<= {most:g} {unit}", f"{found:.3g} {unit}", found <= most, counted)


class Fault(NamedTuple):
    """``part`` is given a small size and a seeded chance, and answers lines."""

    name: str
    planted: Callable[[], AbstractContextManager[Any]]
    part: Callable[[Size, random.Random], Iterable[Line]]


@contextmanager
def replaced(where: str, by: Any) -> Iterator[None]:
    """Plant a fault: ``package.module.name`` is something else inside."""
    with patch(where, by):
        yield


def chance_of(seed: int) -> random.Random:
    """The same numbers for the same seed."""
    return random.Random(seed)


def missed_faults(goal: ModuleType, seed: int) -> list[str]:
    """The planted faults that a small measurement does not notice."""
    missed = []
    for fault in goal.FAULTS:
        with fault.planted():
            lines = list(fault.part(Size(False), chance_of(seed)))
        if all(line.is_reached for line in lines):
            missed.append(fault.name)
    return missed
