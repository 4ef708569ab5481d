"""Any sequence of proposals, decisions, merges, restores and imports leaves all consistent."""

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.register.proposals.machine import Register

EXAMPLES = int(os.environ.get("ASSETS_TEST_SEQUENCES", "12"))


def test_any_sequence_leaves_log_asset_and_projection_consistent(database):
    chosen = settings(
        max_examples=EXAMPLES,
        stateful_step_count=18,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Register, settings=chosen)
