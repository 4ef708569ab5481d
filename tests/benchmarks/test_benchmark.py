"""The benchmark runs and finds numbers. How large they are is for a quiet machine to say."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from register.settings import ROOT

QUESTIONS = {"a box of 1,000", "a ward list of 100", "one asset", "which ward at a point"}


@pytest.mark.slow
def test_the_harness_runs_and_every_ratio_is_a_number(tmp_path: Path) -> None:
    out = tmp_path / "benchmark.json"
    command = [sys.executable, "-m", "tests.benchmarks", "--size=tiny", f"--out={out}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(out.read_text())
    assert found["rates"].keys() == QUESTIONS
    assert {ratio["question"] for ratio in found["ratios"]} == QUESTIONS | {
        "importing",
        "searching",
    }
    assert all(value > 0 for ratio in found["ratios"] for value in ratio["values"])
    assert "ours / PostgreSQL alone: " in done.stdout
