"""`assets republish`: build again what is public from the register."""

import typer

app = typer.Typer()


@app.command()
def republish() -> None:
    """Rebuild everything public from the register, in one transaction."""
    from register.database.engines import transaction
    from register.database.ready import ready_database
    from register.publishing.projection import republish as rebuild

    with ready_database(), transaction(is_long=True) as session:
        public = rebuild(session)
    typer.echo(f"public assets: {public}")
