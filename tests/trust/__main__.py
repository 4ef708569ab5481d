"""The goals of trust in full: `script/trust`, or `script/trust 4 10`; a table, and results in var/.

Each goal runs on a throwaway database of its own. Its figures are void, and the exit code is 1, if
a number is not reached or a planted fault is not caught.
"""

import argparse
import importlib
import json
import pkgutil
import secrets
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from rich.console import Console
from rich.table import Table

from register.settings import ROOT
from tests.ground import ground
from tests.trust.measuring import Line, Size, chance_of, missed_faults

RESULTS = ROOT / "var" / "trust"


def goals() -> dict[int, ModuleType]:
    """The goals that there are, by number."""
    names = [found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)])]
    wanted = sorted(name for name in names if name.startswith("goal_"))
    return {int(name[5:]): importlib.import_module(f"tests.trust.{name}") for name in wanted}


def run(number: int, goal: ModuleType, size: Size, seed: int) -> bool:
    """Measure, plant the faults, show, write down; whether all is reached."""
    began = time.monotonic()
    with ground():
        lines = list(goal.measure(size, chance_of(seed)))
    with ground():
        missed = missed_faults(goal, seed)
    planted = len(goal.FAULTS)
    lines.append(Line.all("planted faults caught", planted - len(missed), planted))
    show(number, goal.NAME, lines, missed)
    write(number, lines, missed, seed, size, time.monotonic() - began)
    return all(line.is_reached for line in lines)


def show(number: int, name: str, lines: list[Line], missed: list[str]) -> None:
    table = Table("what", "of", "wanted", "found", "", title=f"Goal {number}: {name}")
    for line in lines:
        mark = "reached" if line.is_reached else "NOT REACHED"
        table.add_row(line.what, f"{line.counted:,}", line.wanted, line.found, mark)
    Console().print(table)
    for fault in missed:
        print(f"Not caught: {fault}")  # noqa: T201


def write(
    number: int, lines: list[Line], missed: list[str], seed: int, size: Size, seconds: float
) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=False
    ).stdout.strip()
    found = {
        "goal": number,
        "commit": commit,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": seed,
        "whole": size.is_whole,
        "seconds": round(seconds, 1),
        "lines": [asdict(line) for line in lines],
        "missed_faults": missed,
    }
    path = RESULTS / f"goal-{number:02}.json"
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    known = goals()
    parser = argparse.ArgumentParser(prog="script/trust", description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int, help=f"of {sorted(known)}; none: all")
    parser.add_argument("--sample", action="store_true", help="the small sizes of the tests")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    given = parser.parse_args()
    print(f"seed {given.seed}")  # noqa: T201
    chosen = given.numbers or sorted(known)
    reached = [run(n, known[n], Size(not given.sample), given.seed) for n in chosen]
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
