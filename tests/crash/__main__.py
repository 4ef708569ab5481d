"""`script/crash`: the kills in full, their controls, and a table of what was found."""

import json
import random
import signal
import subprocess
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from register.settings import ROOT
from tests.crash.controls import WRITE_CONTROLS, Caught, run_import_control, run_write_control
from tests.crash.import_kills import ImportKills, prepare, run_import_kills
from tests.crash.soundness import check_pages, check_structures
from tests.crash.victim import Victim, new_victim
from tests.crash.write_kills import (
    WriteKills,
    kinds_in_turn,
    run_write_kills,
    target_of,
)
from tests.crash.writers import Target

NEAR_COMMIT_SHARE = 0.3


def crash(
    rows: Annotated[int, typer.Option(help="rows of the file that is imported")] = 400_000,
    imports: Annotated[int, typer.Option(help="kills during imports")] = 10,
    kills: Annotated[int, typer.Option(help="kills while 8 writers write")] = 20,
    controls: Annotated[bool, typer.Option(help="with the safety removed, too")] = True,
    seed: Annotated[int | None, typer.Option(help="of all moments; printed when drawn")] = None,
    out: Annotated[Path, typer.Option(help="the result for machines")] = ROOT / "var/crash.json",
) -> None:
    """Kill the service with kill -9, again and again, and say whether it kept its word."""
    chosen = random.SystemRandom().randrange(1_000_000) if seed is None else seed
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, _stop)  # what was started is removed, however this ends
    typer.echo(f"seed {chosen}")
    victim = new_victim()
    try:
        typer.echo(f"First start: {victim.start():.1f} s")
        result = _experiments(victim, rows, imports, kills, controls=controls, seed=chosen)
    finally:
        victim.remove()
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(_facts(chosen) | result, indent=1) + "\n")
    for problem in result["problems"]:
        typer.secho(problem, fg="red")
    typer.echo("Nothing lost, doubled or half done." if not result["problems"] else "FAILED")
    raise typer.Exit(bool(result["problems"]))


def _stop(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def _experiments(
    victim: Victim, rows: int, imports: int, kills: int, *, controls: bool, seed: int
) -> dict[str, Any]:
    found: dict[str, Any] = {"problems": []}
    caught: list[Caught] = []
    if kills:
        target = target_of(victim)
        done = _write_kills(victim, target, kills, seed)
        found["writes"] = _write_facts(done)
        found["problems"] += done.problems
        if controls:
            caught += _write_controls(victim, target, seed)
    if imports:
        imported, control = _import_kills(victim, rows, imports, seed, controls=controls)
        found["imports"] = {"rows": rows, "kills": [asdict(kill) for kill in imported.kills]}
        found["problems"] += imported.problems
        caught += control
    found["controls"] = [asdict(one) for one in caught]
    found["problems"] += [f"not caught: {one.removed}" for one in caught if not one.findings]
    found["soundness"] = _soundness(victim, found["problems"])
    return found


def _write_kills(victim: Victim, target: Target, kills: int, seed: int) -> WriteKills:
    typer.echo(f"\n{kills} kills while 8 writers write")
    journal = victim.folder / "journal"
    done = run_write_kills(victim, target, journal, kinds_in_turn(kills), seed, typer.echo)
    typer.echo(
        f"at the end: {done.last.acknowledged} acknowledged, {len(done.last.lost)} lost, "
        f"{len(done.last.doubled)} doubled, {len(done.last.half_done)} half done; unknown "
        f"{done.last.unknown_there} there, {done.last.unknown_absent} not"
    )
    typer.echo(", ".join(f"{what}: {count}" for what, count in sorted(done.counts.items())))
    return done


def _import_kills(
    victim: Victim, rows: int, imports: int, seed: int, *, controls: bool
) -> tuple[ImportKills, list[Caught]]:
    typer.echo(f"\n{imports} kills of everything during an import of {rows:,} rows")
    near_commit = round(imports * NEAR_COMMIT_SHARE)
    attempt = prepare(victim, rows, seed)
    done = run_import_kills(attempt, imports - near_commit, near_commit, seed, typer.echo)
    if not controls:
        return done, []
    typer.echo("\nWith the safety removed")
    caught = run_import_control(prepare(victim, min(rows, 20_000), seed), 8, seed)
    typer.echo(caught.line())
    return done, [caught]


def _write_controls(victim: Victim, target: Target, seed: int) -> list[Caught]:
    typer.echo("\nWith the safety removed")
    caught = []
    for control in WRITE_CONTROLS:
        caught.append(run_write_control(victim, target, control, seed))
        typer.echo(caught[-1].line())
    return caught


def _soundness(victim: Victim, problems: list[str]) -> str:
    with victim.connect() as connection:
        checked, damaged = check_structures(connection)
    problems += damaged
    victim.stop()
    said = f"{checked} B-trees and all tables: {len(damaged)} faults; pages: {check_pages(victim)}"
    typer.echo(f"\namcheck: {said}")
    return said


def _write_facts(done: WriteKills) -> dict[str, Any]:
    return {
        "acknowledged": done.last.acknowledged,
        "unknown": done.last.unknown_there + done.last.unknown_absent,
        "met": dict(done.counts),
        "kills": [
            {
                "what": kill.what,
                "after_seconds": kill.after_seconds,
                "recovery_seconds": kill.recovery_seconds,
            }
            for kill in done.kills
        ],
    }


def _facts(seed: int) -> dict[str, Any]:
    command = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    commit = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return {"seed": seed, "commit": commit, "at": datetime.now(UTC).isoformat()}


app = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
app.command()(crash)

if __name__ == "__main__":
    app()
