"""Any sequence of what people and sources may do, beyond the fifteen goals."""

from collections.abc import Iterator
from random import Random

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from register.events.writing import CHANGED
from tests.register.proposals.machine import Register
from tests.trust.measuring import Fault, Line, Size, replaced

NAME = "any sequence"
NO_SERVES = CHANGED.replace("('serves', false", "('served', false")

NAMES_IN_LOG = CHANGED.replace("('name', true", "('name', false")


def measure(size: Size, chance: Random) -> Iterator[Line]:
    """Proposals, decisions, merges, restores, imports and erasures; all agree, nobody is left."""
    yield try_sequences(size.pick(12, 200), chance)


def try_sequences(count: int, chance: Random) -> Line:
    options = settings(
        max_examples=count,
        stateful_step_count=25,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    machine = seed(chance.randrange(10**9))(Register)
    try:
        run_state_machine_as_test(machine, settings=options)
    except AssertionError:
        return Line.none("sequences that leave log, asset or projection apart", 1, count)
    return Line.none("sequences that leave log, asset or projection apart", 0, count)


def some(_size: Size, chance: Random) -> Iterator[Line]:
    """As many as it takes to meet a fault."""
    yield try_sequences(250, chance)


FAULTS = [
    Fault(
        "the areas that an asset serves are not logged",
        lambda: replaced("register.events.writing.CHANGED", NO_SERVES),
        some,
    ),
    Fault(
        "an erasure leaves earlier versions as they were",
        lambda: replaced("register.privacy.erasing_assets._erase_from_log", lambda *_: set()),
        some,
    ),
    Fault(
        "an erasure leaves what is public as it was",
        lambda: replaced("register.privacy.erasing.publish_erased", lambda *_: None),
        some,
    ),
    Fault(
        "an erasure leaves what waits for a decision as it was",
        lambda: replaced("register.privacy.erasing.erase_rows", lambda *_: None),
        some,
    ),
    Fault(
        "names stand in the log itself",
        lambda: replaced("register.events.writing.CHANGED", NAMES_IN_LOG),
        some,
    ),
]
