"""Making a cluster: it appears whole, with roles and extensions, or not at all."""

import json
import os
import secrets
import shutil
import subprocess
from pathlib import Path

from register.database.embedded.binaries import Binaries
from register.database.embedded.configuration import ACCESS, INCLUDE
from register.database.embedded.folders import Folders
from register.database.embedded.identity import Identity, refuse_closed_folder, run_as
from register.database.embedded.processes import Postmaster, end_makers, end_orphans
from register.database.embedded.server import Server
from register.database.errors import DatabaseError

SQL = Path(__file__).resolve().parents[1]
ROLES = ("postgres", "assets_owner", "assets_writer", "assets_reader")
HOW = ["--data-checksums", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256"]


def make_base(folders: Folders, who: Identity) -> None:
    """The folder around the cluster: enterable by the server's user, readable by nobody."""
    folders.base.mkdir(parents=True, exist_ok=True)
    folders.base.chmod(0o700 if who.is_ours else 0o711)
    refuse_closed_folder(folders.base, who)


def make_cluster(folders: Folders, binaries: Binaries, who: Identity) -> None:
    """Make the cluster beside its place and move it there once it is complete."""
    making, data = folders.making, folders.making / "pgdata"
    if making.exists():  # a start was killed half-way, and its initdb may still be at work
        end_makers(data, who)
        end_orphans(data, who)
        shutil.rmtree(making)
    making.mkdir(mode=0o711)
    passwords = {role: secrets.token_urlsafe(24) for role in ROLES}
    _keep(making / "passwords", json.dumps(passwords))
    _initialise(data, passwords["postgres"], binaries, who)
    server = Server(data, folders.log, making / "port", binaries, who)
    running = server.start()
    try:
        _make_roles(running, binaries, passwords)
    finally:
        server.stop()
    _settle(making)
    making.rename(folders.cluster)
    _settle(folders.base)


def _keep(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        os.fsync(descriptor)


def _settle(folder: Path) -> None:
    """Have the folder's entries on disk (PostgreSQL does so for its own files)."""
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _initialise(data: Path, password: str, binaries: Binaries, who: Identity) -> None:
    data.mkdir(mode=0o700)
    who.give(data)
    note = data.parent / "superuser"
    _keep(note, password)
    who.give(note)
    share: list[str | Path] = [] if binaries.share is None else ["-L", binaries.share]
    command = ["initdb", "-D", data, "-U", "postgres", "--pwfile", note, *HOW, *share]
    done = run_as(who, binaries, command)
    note.unlink()
    if done.returncode:
        raise DatabaseError(f"The database could not be made: {done.stderr.strip()}")
    (data / "pg_hba.conf").write_text(ACCESS)
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.write(INCLUDE)


def _make_roles(running: Postmaster, binaries: Binaries, passwords: dict[str, str]) -> None:
    names = {role: role.removeprefix("assets_") for role in ROLES[1:]}
    told = "".join(f"\\set {names[role]}_password '{passwords[role]}'\n" for role in names)
    run_sql(running, binaries, passwords["postgres"], "postgres", told + "\\i roles.sql\n")


def run_sql(
    running: Postmaster, binaries: Binaries, password: str, database: str, text: str
) -> None:
    """Run a psql script as the superuser; `\\i` finds the files of register/database."""
    done = subprocess.run(
        [binaries.folder / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database],
        input=text,
        cwd=SQL,
        env=binaries.environment()
        | {
            "PGHOST": str(running.socket_folder),
            "PGPORT": str(running.port),
            "PGUSER": "postgres",
            "PGPASSWORD": password,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DatabaseError(f"The database could not be set up: {done.stderr.strip()}")
