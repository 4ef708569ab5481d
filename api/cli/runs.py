"""`assets runs`: what was imported, what was set aside, publishing and discarding it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Import runs: list, rejects, publish, discard.", no_args_is_help=True)

RunNumber = Annotated[int, typer.Argument(metavar="RUN", help="the number of the run")]


@app.command("list")
def list_runs(limit: Annotated[int, typer.Option(min=1)] = 20) -> None:
    """Show the newest import runs."""
    from rich.console import Console
    from rich.table import Table

    from register.database.engines import transaction
    from register.database.ready import ready_database
    from register.runs.questions import newest_runs

    counts = ("new", "changed", "unchanged", "rejected", "outside", "waiting")
    table = Table("run", "source", "file", "finished (UTC)", *counts, "state")
    with ready_database(), transaction() as session:
        for run in newest_runs(session, limit):
            when = f"{run.finished_at:%Y-%m-%d %H:%M}"
            numbers = [f"{getattr(run, name):,}" for name in counts[:-1]]
            numbers.append(f"{run.waiting + run.held:,}")
            table.add_row(str(run.id), run.source, run.file_name, when, *numbers, run.state)
    # A pipe has no width: 80 columns would cut the names that somebody greps for.
    Console(width=None if sys.stdout.isatty() else 160).print(table)


@app.command()
def rejects(run: RunNumber, file: Annotated[Path, typer.Argument(help="the CSV to write")]) -> None:
    """Write the rows that a run set aside to FILE, with line and reason."""
    from register.database.engines import snapshot
    from register.database.ready import ready_database
    from register.runs.questions import count_rejects, kept_rejects_table
    from register.spreadsheets.csv_files import write_csv

    with ready_database(), snapshot() as session:
        headers, rows = kept_rejects_table(session, run)
        count = count_rejects(session, run)
        with file.open("wb") as target:
            write_csv(target, headers, rows)
    typer.echo(f"{count} rows written to {file}.")


@app.command()
def publish(run: RunNumber) -> None:
    """Make a run public: what is new, each at its precision, and the changes that wait."""
    from register.database.engines import transaction
    from register.database.ready import ready_database
    from register.runs.publishing import publish_run

    with ready_database(), transaction(is_long=True) as session:
        done = publish_run(session, run, actor="command line")
    typer.echo(f"published: {done.published} changed: {done.changed}")
    if done.rejected:
        typer.echo(
            f"{done.rejected} rows would not do any more: `assets runs rejects {run} FILE.csv`."
        )


@app.command()
def discard(
    run: RunNumber,
    reason: Annotated[str, typer.Option(help="why: it is kept with the run")],
) -> None:
    """Take back what a run left waiting; what everybody sees stays as it is."""
    from register.database.engines import transaction
    from register.database.ready import ready_database
    from register.runs.discarding import discard_run

    with ready_database(), transaction(is_long=True) as session:
        done = discard_run(session, run, actor="command line", reason=reason)
    typer.echo(f"taken back: {done.withdrawn} not changed: {done.changes}")
