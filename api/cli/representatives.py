"""`assets representatives`: load who speaks for wards and town centres."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Who speaks for wards and town centres.", no_args_is_help=True)

KINDS = ("ward", "town_centre", "constituency")


@app.callback()
def _representatives() -> None:
    """Who speaks for wards and town centres."""


@app.command()
def load(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV, XLSX or ODS: locality, name, role, organisation, contact, from, until"
        ),
    ],
    only: Annotated[
        str | None, typer.Option(help=f"the list has only these: {', '.join(KINDS)}")
    ] = None,
) -> None:
    """Make the list what FILE says; whoever it does not name is shown no more."""
    from frontend.rendering import today
    from importers.representatives import read_representatives
    from register.database.engines import transaction
    from register.database.ready import ready_database
    from register.places.loading import load_places_from_data
    from register.representatives.loading import load_representatives
    from register.runs.localities import locality_keys

    if only is not None and only not in KINDS:
        raise typer.BadParameter(f"The kind is one of {', '.join(KINDS)}.")
    with ready_database(), transaction(is_long=True) as session:
        load_places_from_data(session)
        people = read_representatives(file, locality_keys(session), only)
        done = load_representatives(session, people, today=today(), kind=only)
    typer.echo(
        f"new: {done.added} changed: {done.changed} unchanged: {done.unchanged} ended: {done.ended}"
    )
