"""`script/trust`: the promises of the register in full counts, with a table of what was found."""

import json
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import pytest
import typer
from rich.console import Console
from rich.table import Table

from register.settings import ROOT
from tests.trust.places import throwaway_register
from tests.trust.proposals import count_sequences, count_writers

Counted = tuple[str, list[str]]


@dataclass(frozen=True)
class Finding:
    """What a promise came to: how much was tried, what was wrong, and the planted fault."""

    promise: str
    tried: str
    problems: list[str]
    is_control_caught: bool
    seconds: float

    @property
    def is_kept(self) -> bool:
        """Void without a planted fault that was caught."""
        return not self.problems and self.is_control_caught


PROMISES: dict[str, Callable[[int, bool], Counted]] = {
    "writers": count_writers,
    "sequences": count_sequences,
}


def trust(
    promises: Annotated[list[str] | None, typer.Argument(help="which; all when none")] = None,
    seed: Annotated[int | None, typer.Option(help="printed when drawn")] = None,
    out: Annotated[Path, typer.Option(help="the result for machines")] = ROOT / "var/trust.json",
) -> None:
    """Try what the register promises, each with a fault planted that must be noticed."""
    chosen = random.SystemRandom().randrange(1_000_000) if seed is None else seed
    typer.echo(f"seed {chosen}")
    found = [_try(name, chosen) for name in promises or PROMISES]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps({"seed": chosen, "found": [asdict(one) for one in found]}, indent=1))
    _print(found)
    raise typer.Exit(not all(one.is_kept for one in found))


def _try(name: str, seed: int) -> Finding:
    begun = time.monotonic()
    run = PROMISES[name]
    with pytest.MonkeyPatch.context() as patch, throwaway_register(patch):
        tried, problems = run(seed, False)
    with pytest.MonkeyPatch.context() as patch, throwaway_register(patch):
        _, noticed = run(seed, True)
    return Finding(name, tried, problems[:20], bool(noticed), round(time.monotonic() - begun, 1))


def _print(found: list[Finding]) -> None:
    table = Table("Promise", "Tried", "Problems", "Planted fault", "Seconds")
    for one in found:
        caught = "caught" if one.is_control_caught else "NOT caught"
        table.add_row(one.promise, one.tried, str(len(one.problems)), caught, str(one.seconds))
    console = Console()
    console.print(table)
    for one in found:
        for problem in one.problems:
            console.print(f"{one.promise}: {problem}", style="red")


if __name__ == "__main__":
    typer.run(trust)
