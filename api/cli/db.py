"""`assets db`: the embedded database by hand - start, stop, look, back up, restore, migrate."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from register.database.embedded.cluster import Cluster
from register.database.errors import DatabaseError
from register.settings import Settings, settings

app = typer.Typer(help="The database: start, stop, back up, restore.", no_args_is_help=True)


def _cluster() -> Cluster:
    if not settings().is_embedded:
        raise DatabaseError(
            "ASSETS_DATABASE_URL names a server of its own, which is started and stopped there."
        )
    return Cluster(settings())


@contextmanager
def _reachable() -> Iterator[Settings]:
    """The database is up inside the block, without migrating it."""
    if settings().is_embedded:
        with Cluster(settings()).in_use():
            yield settings()
    else:
        yield settings()


@app.command()
def start() -> None:
    """Start the embedded database and leave it running."""
    cluster = _cluster()
    running = cluster.start()
    cluster.folders.kept.touch()
    typer.echo(f"The database runs: port {running.port}, socket in {running.socket_folder}.")


@app.command()
def stop() -> None:
    """Stop the embedded database."""
    _cluster().stop()
    typer.echo("The database is stopped.")


@app.command()
def status() -> None:
    """Say whether the embedded database runs; the exit code is 3 if it does not."""
    cluster = _cluster()
    if (running := cluster.postmaster()) is None:
        typer.echo(f"The database in {cluster.folders.base} is not running.")
        raise typer.Exit(3)
    typer.echo(
        f"The database in {cluster.folders.base} runs: process {running.pid}, "
        f"port {running.port}, socket in {running.socket_folder}."
    )


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(
    context: typer.Context,
    role: Annotated[str, typer.Option(help="owner, writer or reader")] = "owner",
) -> None:
    """Open PostgreSQL's own prompt; further words are passed on to it."""
    from register.database import backups, urls

    addresses = {"owner": urls.owner_url, "writer": urls.writer_url, "reader": urls.reader_url}
    if role not in addresses:
        raise DatabaseError("The role is one of owner, writer, reader.")
    with _reachable() as found:
        url = addresses[role](found)
        done = backups.run_client(found, url, ["psql", *context.args], quiet=False)
    raise typer.Exit(done.returncode)


@app.command()
def backup(file: Path) -> None:
    """Write the whole register to FILE."""
    from register.database.backups import write_backup

    with _reachable() as found:
        size_bytes = write_backup(found, file)
    typer.echo(f"Backup written: {file}, {size_bytes:,} bytes, private data included.")


@app.command()
def restore(
    file: Path,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Put the backup in FILE in the place of everything in the register."""
    from register.database.backups import restore_backup

    if not yes:
        typer.confirm(f"Replace everything in the register by {file}?", abort=True)
    if not settings().is_embedded:
        restore_backup(settings(), file)
    with _cluster().alone(), _reachable() as found:
        replayed = restore_backup(found, file)
    typer.echo(replayed.sentence())
    typer.echo(
        "Restored. What was there before is kept as the database assets_before_restore "
        "until the next restore."
    )


@app.command()
def migrate(
    revision: Annotated[str, typer.Argument(help="head, or an older one to go back to")] = "head",
) -> None:
    """Bring the schema up to date; going back to `base` loses all data."""
    from register.database import migrations

    with _reachable() as found:
        if revision == "head":
            migrations.upgrade_to_head(found)
        else:
            migrations.downgrade_to(revision, found)
    typer.echo(f"The schema is at {revision}.")


@app.command()
def check() -> None:
    """Fail unless the tables in the code are those in the database."""
    from register.database.migrations import check_models

    with _reachable() as found:
        check_models(found)
