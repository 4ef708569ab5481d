"""A full run that misses an aim ends with 1; what is too short to judge by does not."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.benchmarks.__main__ import finish
from tests.benchmarks.results import JUDGED, Results

AIM = 0.5


def measured(size: str, ours: Sequence[float], aim: float | None = AIM) -> Results:
    results = Results(size)
    for rate in ours:
        results.add_rate("one asset", "ours", rate, None)
        results.add_rate("one asset", "bare", 100, None)
    results.compare("one asset", "ours", "bare", aim)
    return results


def ended(results: Results, out: Path) -> int:
    app = typer.Typer()
    app.command()(lambda: finish(results, out))
    return CliRunner().invoke(app).exit_code


@pytest.mark.parametrize(
    ("size", "ours", "aim", "code"),
    [
        (JUDGED, [10, 49, 90], AIM, 1),
        (JUDGED, [10, 50, 90], AIM, 0),
        (JUDGED, [10, 10, 10], None, 0),
        ("short", [10, 10, 10], AIM, 0),
    ],
)
def test_only_a_full_run_that_misses_an_aim_ends_with_one(
    tmp_path: Path, size: str, ours: Sequence[float], aim: float | None, code: int
) -> None:
    out = tmp_path / "results.json"
    assert ended(measured(size, ours, aim), out) == code
    # Found or missed, what was measured is written down.
    assert json.loads(out.read_text())["ratios"][0]["values"] == [rate / 100 for rate in ours]
