"""`assets postcodes`: load the table of postcodes."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from geo.postcode_rows import PostcodeRow

app = typer.Typer(help="The table of postcodes.", no_args_is_help=True)

EACH = 10_000


@app.callback()
def _postcodes() -> None:
    """The table of postcodes."""


@app.command()
def load(
    file: Annotated[
        Path, typer.Argument(help="Code-Point Open (zip or folder), ONSPD or NSPL (zip or CSV)")
    ],
    keep_others: Annotated[
        bool, typer.Option("--keep-others", help="leave postcodes that FILE does not name")
    ] = False,
) -> None:
    """Make the table of postcodes what FILE says; assets placed by postcode move with it."""
    from geo.postcode_files import open_postcode_file
    from register.database.engines import transaction
    from register.database.ready import ready_database
    from register.places.loading import load_places_from_data
    from register.places.postcodes import load_postcodes

    found = open_postcode_file(file)
    typer.echo(f"{found.name}: {found.form}")
    with ready_database(), transaction(is_long=True) as session:
        load_places_from_data(session)
        loaded = load_postcodes(session, _shown(found.rows()), keep_others=keep_others)
    typer.echo(
        f"new: {loaded.new} changed: {loaded.changed} unchanged: {loaded.unchanged} "
        f"dropped: {loaded.dropped}"
    )
    typer.echo(f"left out: {loaded.ended} ended, {loaded.without_place} without a place")
    typer.echo(f"assets moved with their postcode: {loaded.assets_moved}")


def _shown(rows: "Iterator[PostcodeRow]") -> "Iterator[PostcodeRow]":
    """The same rows, with a bar on a terminal that counts them."""
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as progress:
        task = progress.add_task("postcodes", total=None)
        count = 0
        for count, row in enumerate(rows, start=1):
            if count % EACH == 0:
                progress.update(task, completed=count)
            yield row
        progress.update(task, completed=count, total=count)
