"""The promises about proposals and the log, in full counts."""

import os
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from register.assets import current
from register.events import writing
from tests.register.proposals.machine import Register
from tests.trust.writers import run_writers

SECONDS = int(os.environ.get("ASSETS_TRUST_SECONDS", "60"))
SEQUENCES = int(os.environ.get("ASSETS_TRUST_SEQUENCES", "150"))
NO_LOCK = "SELECT CAST(:ids AS uuid[])"
NO_SERVES = writing.CHANGED.replace("('serves', false", "('served', false")


def count_writers(chosen: int, is_broken: bool) -> tuple[str, list[str]]:
    """16 writers on the same 50 assets; broken: nobody locks what is changed."""
    if is_broken:
        with patch.object(current, "LOCK", NO_LOCK):
            found = run_writers(writers=16, assets=3, seconds=5, seed=chosen)
    else:
        found = run_writers(writers=16, assets=50, seconds=SECONDS, seed=chosen)
    return f"{len(found.accepted)} writes of {found.counts.total()} tries", found.problems


def count_sequences(chosen: int, is_broken: bool) -> tuple[str, list[str]]:
    """Any sequence of what people and sources may do; broken: one field is not logged."""
    options = settings(
        max_examples=40 if is_broken else SEQUENCES,
        stateful_step_count=25,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    machine = seed(chosen)(Register)
    statement = NO_SERVES if is_broken else writing.CHANGED
    try:
        with patch.object(writing, "CHANGED", statement):
            run_state_machine_as_test(machine, settings=options)
    except AssertionError as wrong:
        return f"{SEQUENCES} sequences", [str(wrong)[:300] or "the log and the register disagree"]
    return f"{options.max_examples} sequences of up to 25 steps", []
