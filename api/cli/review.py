"""`assets review`: ask whose time has come, and move on what nobody has checked."""

import typer

app = typer.Typer()


@app.command()
def review() -> None:
    """Make today's round now. The service makes it once a day by itself; twice does no harm."""
    from register.database.engines import transaction
    from register.database.ready import ready_database
    from register.verification.rounds import run_round

    with ready_database(), transaction(is_long=True) as session:
        done = run_round(session)
    typer.echo(f"entries whose time has come: {done.begun}")
    typer.echo(f"mails written: {done.mails}")
    typer.echo(f"entries shown or queued differently: {done.moved}")
