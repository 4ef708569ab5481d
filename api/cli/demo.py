"""`assets demo`: the invented data that a new register starts with, in and out."""

import typer

app = typer.Typer(help="The demonstration data: load, remove.", no_args_is_help=True)


@app.command()
def load() -> None:
    """Load the demonstration data; where it is already, nothing changes."""
    from api.first_start import prepare_register
    from importers.demonstration import load_demonstration
    from register.database.engines import transaction
    from register.database.ready import ready_database
    from register.settings import settings

    with ready_database():
        prepare_register(settings(), empty=True)
        with transaction(is_long=True) as session:
            report = load_demonstration(session, "command line")
    typer.echo(report.run.line())


@app.command()
def remove() -> None:
    """Take out all demonstration data; what else was added stays."""
    from register.database.engines import transaction
    from register.database.ready import ready_database
    from register.runs.demonstration import remove_demonstration

    with ready_database(), transaction(is_long=True) as session:
        removed = remove_demonstration(session, "command line")
    typer.echo(f"removed: {removed}")
