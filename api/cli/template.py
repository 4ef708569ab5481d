"""`assets template FILE`: the spreadsheet to fill in."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def template(file: Annotated[Path, typer.Argument(help="ends in .xlsx or .csv")]) -> None:
    """Write the template, with instructions and lists to choose from (.xlsx), to FILE."""
    from api.first_start import prepare_register
    from importers.template import write_template
    from register.database.engines import transaction
    from register.database.ready import ready_database
    from register.runs.localities import offered_localities
    from register.settings import settings

    with ready_database():
        prepare_register(settings(), empty=True)
        with transaction() as session:
            localities = offered_localities(session)
    write_template(file, localities)
    typer.echo(f"Template written: {file}.")
