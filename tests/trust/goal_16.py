"""Many hands: sixteen writers on the same fifty assets for a minute, beyond the fifteen goals."""

from collections.abc import Iterator
from random import Random

from tests.trust.measuring import Fault, Line, Size, replaced
from tests.trust.writers import Result, run_writers

NAME = "many hands"
WRITERS = 16
NO_LOCK = "SELECT CAST(:ids AS uuid[])"


def measure(size: Size, chance: Random) -> Iterator[Line]:
    """Changes, closings, merges and decisions; what each writer was told against what is stored."""
    yield from lines(
        run_writers(
            writers=WRITERS,
            assets=size.pick(10, 50),
            seconds=size.pick(4, 60),
            seed=chance.randrange(10**9),
        ),
        size.pick(20, 1000),
    )


def lines(found: Result, fewest: int) -> Iterator[Line]:
    told = len(found.accepted)
    surfaced = found.counts["surfaced"]
    yield Line.none("errors shown to a writer, deadlocks included", surfaced, found.counts.total())
    wrong = len(found.problems) - surfaced
    yield Line.none("writes lost, written over or not in the log", wrong, told)
    yield Line("writes told to be done", f">= {fewest}", str(told), told >= fewest, told)


def few_assets(_size: Size, chance: Random) -> Iterator[Line]:
    """So many on two assets that they must meet."""
    found = run_writers(writers=WRITERS, assets=2, seconds=5, seed=chance.randrange(10**9))
    yield from lines(found, 0)


FAULTS = [
    Fault(
        "nobody locks what is changed",
        lambda: replaced("register.assets.current.LOCK", NO_LOCK),
        few_assets,
    )
]
