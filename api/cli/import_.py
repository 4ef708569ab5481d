"""`assets import SOURCE FILE`: one file, one run, whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from importers.runner import ImportReport, Progress

app = typer.Typer()

SHOWN_REJECTS = 10


@app.command()
def import_(
    source: Annotated[str, typer.Argument(help="what kind of file it is, such as spreadsheet")],
    file: Annotated[Path, typer.Argument(help="CSV, XLSX or ODS")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="do everything, report, and undo it")
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="make the assets public at once, at their precision")
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option(help="write the rows that were set aside here, as CSV")
    ] = None,
) -> None:
    """Import FILE. A bad row is set aside, a bad file changes nothing, the same file too."""
    from api.first_start import prepare_register
    from importers.runner import import_file
    from importers.sources import importer_by_name
    from register.database.engines import transaction
    from register.database.ready import ready_database
    from register.settings import settings

    importer = importer_by_name(source)
    with ready_database():
        prepare_register(settings(), empty=True)
        with (
            _told_if_lost(),
            _bar(file) as on_progress,
            transaction(is_long=True) as session,
        ):
            report = import_file(
                session,
                importer,
                file,
                actor="command line",
                publish=publish,
                on_progress=on_progress,
            )
            if dry_run:
                session.rollback()
    if rejects is not None:
        write_rejects(rejects, report)
    _print(report, is_dry=dry_run, is_public=publish, rejects=rejects)


@contextmanager
def _told_if_lost() -> Iterator[None]:
    """A database that went away is no mistake of ours: it is told in a sentence."""
    import psycopg
    from sqlalchemy.exc import OperationalError

    from register.database.errors import DatabaseError

    try:
        yield
    except (OperationalError, psycopg.OperationalError):
        raise DatabaseError(
            "The connection to the database was lost. Import the file again: what is there "
            "already does not change, and nothing is ever half imported."
        ) from None


@contextmanager
def _bar(file: Path) -> Iterator["Progress"]:
    """A bar by bytes read; on a terminal only, and on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    size = file.stat().st_size if file.is_file() else 0
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as shown:
        reading = shown.add_task("Reading", total=None)
        storing: list[TaskID] = []

        def on_progress(bytes_read: int, rows: int) -> None:
            words = f"Read {rows:,} rows"
            total = size if bytes_read else None  # a workbook does not say how far it is read
            shown.update(reading, completed=bytes_read, total=total, description=words)
            if bytes_read >= size and not storing:
                # How far the database has come nobody knows: a bar that only moves.
                storing.append(shown.add_task("Storing them", total=None))

        yield on_progress


def _print(report: "ImportReport", *, is_dry: bool, is_public: bool, rejects: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table

    run = report.run
    typer.echo("A dry run: nothing of it was kept." if is_dry else f"Run {run.run_id}:")
    table = Table("rows")
    table.add_column("count", justify="right")
    for name in ("new", "changed", "unchanged", "rejected", "outside"):
        table.add_row(name, f"{getattr(run, name):,}")
    Console().print(table)
    for note in _notes(report):
        typer.echo(note)
    typer.echo(run.line())
    if run.rejected:
        _print_rejects(report, is_dry=is_dry, written=rejects)
    if not is_dry and not is_public and (run.new or run.changed):
        typer.echo(
            f"Nothing of it is public yet: `assets runs publish {run.run_id}` publishes all of it, "
            f"and `assets runs discard {run.run_id}` takes it back. The page /runs/{run.run_id} "
            "shows what it would do."
        )


def _notes(report: "ImportReport") -> list[str]:
    notes = [f"Note: {note}." for note in report.notes]
    if report.unread_columns:
        listed = ", ".join(f"“{name}”" for name in report.unread_columns)
        notes.append(f"Not read and not stored, because no such column is known: {listed}.")
    return notes


def _print_rejects(report: "ImportReport", *, is_dry: bool, written: Path | None) -> None:
    for row in report.run.rejects[:SHOWN_REJECTS]:
        typer.echo(f"  line {row.line}: {row.reason}")
    if (more := report.run.rejected - SHOWN_REJECTS) > 0:
        typer.echo(f"  and {more:,} more")
    if written is not None:
        typer.echo(f"All rows set aside are in {written}.")
    elif is_dry:
        typer.echo("All rows set aside as a file: the same command with --rejects FILE.csv.")
    else:
        typer.echo(
            f"All rows set aside as a file: `assets runs rejects {report.run.run_id} FILE.csv`."
        )


def write_rejects(path: Path, report: "ImportReport") -> None:
    """Write the rows that were set aside as CSV, with line and reason."""
    from register.runs.questions import rejects_table
    from register.spreadsheets.csv_files import write_csv

    headers, rows = rejects_table(report.run.rejects)
    with path.open("wb") as target:
        write_csv(target, headers, rows)
