"""Backups of the embedded database, and bringing one back without risk to what is there."""

import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from register.database.embedded.cluster import Cluster
from register.database.embedded.creation import run_sql
from register.database.engines import forget_engines
from register.database.errors import BackupError, DatabaseError
from register.database.migrations import upgrade_to_head
from register.database.urls import embedded_url, owner_url
from register.privacy.replaying import Replayed, replay_erasures
from register.settings import Settings

MAGIC = b"PGDMP"
FRESH, PREVIOUS = "assets_restoring", "assets_before_restore"


def run_client(
    chosen: Settings, url: str, command: Sequence[str | Path], *, quiet: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run psql, pg_dump or pg_restore on that address; its password is not on the command line."""
    binaries = Cluster(chosen).binaries
    address = make_url(url)
    environment = binaries.environment() | {
        "PGHOST": str(address.query.get("host", address.host or "")),
        "PGPORT": str(address.query.get("port", address.port or 5432)),
        "PGUSER": address.username or "",
        "PGPASSWORD": str(address.password or ""),
        "PGDATABASE": address.database or "",
        "TERM": os.environ.get("TERM", "dumb"),
        "HOME": os.environ.get("HOME", "/"),
    }
    return subprocess.run(
        [binaries.folder / str(command[0]), *command[1:]],
        env=environment,
        capture_output=quiet,
        text=True,
        check=False,
    )


def write_backup(chosen: Settings, file: Path) -> int:
    """Write the whole register to a file that only we may read; answers its size in bytes."""
    url = embedded_url(chosen, "postgres") if chosen.is_embedded else owner_url(chosen)
    draft = file.with_name(file.name + ".part")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}.") from None
    done = run_client(chosen, url, ["pg_dump", "--format=custom", "--file", draft])
    if done.returncode:
        draft.unlink(missing_ok=True)
        raise BackupError(f"The backup failed and left no file: {_last_line(done.stderr)}")
    draft.replace(file)
    return file.stat().st_size


def restore_backup(chosen: Settings, file: Path) -> Replayed:
    """Put the backup in the place of the register; if anything fails, nothing has changed.

    Whoever was erased since the backup was made is erased again before anybody can see it. The
    register as it was stays as the database `assets_before_restore` until the next restore.
    """
    if not chosen.is_embedded:
        raise BackupError(
            "Only the embedded database is restored by this command: for a server of your own, "
            "use pg_restore as docs/running.md says."
        )
    _refuse_foreign(file)
    _administer(chosen, f"DROP DATABASE IF EXISTS {FRESH} WITH (FORCE)")
    _administer(chosen, f"CREATE DATABASE {FRESH} OWNER assets_owner TEMPLATE template0")
    try:
        _fill(chosen, file)
        upgrade_to_head(chosen, url=embedded_url(chosen, "assets_owner", FRESH))
        forget_engines()
        replayed = _erase_again(chosen)
    except Exception:
        with suppress(DatabaseError):
            _administer(chosen, f"DROP DATABASE IF EXISTS {FRESH} WITH (FORCE)")
        raise
    _swap(chosen)
    return replayed


def _erase_again(chosen: Settings) -> Replayed:
    engine = create_engine(embedded_url(chosen, "assets_writer", FRESH), hide_parameters=True)
    try:
        with Session(engine) as session, session.begin():
            session.execute(text("SET LOCAL statement_timeout = 0"))
            session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            return replay_erasures(session)
    finally:
        engine.dispose()


def _fill(chosen: Settings, file: Path) -> None:
    cluster = Cluster(chosen)
    password = cluster.folders.passwords()["postgres"]
    run_sql(cluster.running(), cluster.binaries, password, FRESH, "\\i database.sql\n")
    command: list[str | Path] = ["pg_restore", "--exit-on-error", "--dbname", FRESH, file.resolve()]
    done = run_client(chosen, embedded_url(chosen, "postgres", FRESH), command)
    if done.returncode:
        raise BackupError(
            f"{file} cannot be restored, and nothing was changed: {_last_line(done.stderr)}"
        )


def _swap(chosen: Settings) -> None:
    _administer(chosen, f"DROP DATABASE IF EXISTS {PREVIOUS} WITH (FORCE)")
    _administer(chosen, "ALTER DATABASE assets WITH ALLOW_CONNECTIONS false")
    try:
        _administer(
            chosen,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'assets'",
        )
        _administer(
            chosen,
            f"ALTER DATABASE assets RENAME TO {PREVIOUS}",
            f"ALTER DATABASE {FRESH} RENAME TO assets",
        )
    except Exception:
        _administer(chosen, "ALTER DATABASE assets WITH ALLOW_CONNECTIONS true")
        raise


def _administer(chosen: Settings, *statements: str) -> None:
    """Run statements as the superuser: several as one transaction, one on its own."""
    engine = create_engine(
        embedded_url(chosen, "postgres", "postgres"),
        isolation_level="AUTOCOMMIT" if len(statements) == 1 else "READ COMMITTED",
    )
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


def _refuse_foreign(file: Path) -> None:
    try:
        with file.open("rb") as opened:
            found = opened.read(len(MAGIC))
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}.") from None
    if found != MAGIC:
        raise BackupError(f"{file} is not a backup that `assets db backup` wrote.")


def _last_line(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "it did not say why."
