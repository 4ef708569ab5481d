"""Which address each of the three roles uses, of the embedded cluster or of a named server."""

from pathlib import Path
from typing import Literal
from urllib.parse import quote

from register.database.embedded.cluster import Cluster
from register.database.embedded.processes import Postmaster
from register.settings import Settings, settings

Role = Literal["assets_owner", "assets_writer", "assets_reader", "postgres"]


def owner_url(chosen: Settings | None = None) -> str:
    """The address for migrations, as SQLAlchemy reads it."""
    found = chosen or settings()
    if named := found.owner_database_url or found.database_url:
        return for_sqlalchemy(named)
    return embedded_url(found, "assets_owner")


def writer_url(chosen: Settings | None = None) -> str:
    """The address for the application's writes, as SQLAlchemy reads it."""
    found = chosen or settings()
    if found.database_url is not None:
        return for_sqlalchemy(found.database_url)
    return embedded_url(found, "assets_writer")


def reader_url(chosen: Settings | None = None) -> str:
    """The address for public reads, as SQLAlchemy reads it; it may name several hosts."""
    found = chosen or settings()
    if named := found.read_database_url or found.database_url:
        return for_sqlalchemy(named)
    return embedded_url(found, "assets_reader")


def embedded_url(chosen: Settings, role: Role, database: str = "assets") -> str:
    """The address of the running embedded cluster for a role, as SQLAlchemy reads it."""
    cluster = Cluster(chosen)
    password = cluster.folders.passwords()[role]
    return for_sqlalchemy(address(cluster.running(), role, password, database))


def address(running: Postmaster, role: str, password: str, database: str) -> str:
    """A libpq address by socket, or by loopback where the socket's folder is hidden from us."""
    folder: str | Path = running.socket_folder
    host = folder if (running.socket_folder / f".s.PGSQL.{running.port}").exists() else "127.0.0.1"
    return (
        f"postgresql://{role}:{quote(password, safe='')}@/{database}"
        f"?host={quote(str(host), safe='')}&port={running.port}"
    )


def for_sqlalchemy(url: str) -> str:
    """The same address under the name of the driver that we use."""
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else url


def for_libpq(url: str) -> str:
    """The same address without the driver's name, for psycopg, psql and pg_dump."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
