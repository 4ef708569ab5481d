"""The throwaway database that everything is measured on, with the borough's places loaded."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from api.first_start import prepare_register
from register.database.embedded.binaries import Binaries
from register.database.embedded.cluster import Cluster
from register.database.embedded.throwaway import throwaway_cluster
from register.database.engines import forget_engines
from register.database.migrations import upgrade_to_head
from register.database.urls import Role, embedded_url, for_libpq
from register.settings import Settings, settings

EMPTIED = (
    "register.asset, register.run, register.reject, register.event, register.event_private, "
    "published.public_asset, published.public_membership"
)


@dataclass(frozen=True)
class Database:
    """A running cluster, migrated and loaded, and the addresses of its roles."""

    chosen: Settings

    def url(self, role: Role) -> str:
        """The address for a role, as libpq reads it."""
        return for_libpq(embedded_url(self.chosen, role))

    @property
    def binaries(self) -> Binaries:
        """PostgreSQL's own programs: pgbench and psql are among them."""
        return Cluster(self.chosen).binaries

    def superuser(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection that may do anything, each statement for itself."""
        return psycopg.connect(self.url("postgres"), autocommit=True)

    def empty(self) -> None:
        """Take every asset out, past the trigger that keeps the log append-only."""
        with self.superuser() as connection, connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(EMPTIED)))
            connection.execute("DELETE FROM published.source")

    def settle(self) -> None:
        """Write out what waits, so that the next measurement does not pay for the one before."""
        with self.superuser() as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")


@contextmanager
def prepared_database(folder: Path) -> Iterator[Database]:
    """A cluster of its own; this process and those that it starts use it and nothing else."""
    before = dict(os.environ)
    with throwaway_cluster(folder) as chosen:
        found = Database(chosen)
        os.environ |= {
            "ASSETS_DATA_DIR": str(chosen.data_dir),
            "ASSETS_DATABASE_URL": found.url("assets_writer"),
            "ASSETS_READ_DATABASE_URL": found.url("assets_reader"),
            "ASSETS_OWNER_DATABASE_URL": found.url("assets_owner"),
            "ASSETS_ENVIRONMENT": "development",
            "ASSETS_BASE_URL": "",
            "ASSETS_ACCESS_LOG": "false",  # PostgreSQL, asked alone, does not write one either
        }
        settings.cache_clear()
        try:
            upgrade_to_head()
            prepare_register(settings(), empty=True)
            yield found
        finally:
            forget_engines()
            os.environ.clear()
            os.environ.update(before)
            settings.cache_clear()
