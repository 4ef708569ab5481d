"""Bringing the schema up to date, one process at a time.

alembic/env.py connects to `config.attributes["url"]` where it is given, and else to
`register.database.urls.owner_url()`.
"""

from collections.abc import Callable

import psycopg

from register.database.errors import DatabaseError
from register.database.revisions import schema_is_current
from register.database.urls import for_libpq, owner_url
from register.settings import ROOT, Settings

LOCK = 7_326_152  # any number, the same for everybody who migrates


def _run(step: Callable[..., object], revision: str | None, url: str) -> None:
    from alembic.config import Config  # takes a while to import: only where it is needed
    from alembic.util.exc import CommandError

    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(ROOT / "alembic"))
    with psycopg.connect(for_libpq(url), autocommit=True) as connection:
        connection.execute("SET lock_timeout = 0")  # a long migration elsewhere is waited for
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            step(config, revision) if revision else step(config)
        except CommandError as error:
            raise DatabaseError(
                f"The schema does not fit this version of the program: {error}. If the database is "
                "newer, update the program."
            ) from error


def upgrade_to_head(chosen: Settings | None = None, *, url: str | None = None) -> None:
    """Run the migrations that are missing, as the owner role."""
    address = url or owner_url(chosen)
    if schema_is_current(address):
        return
    from alembic import command

    _run(command.upgrade, "head", address)


def downgrade_to(revision: str, chosen: Settings | None = None) -> None:
    """Undo the migrations after that revision (`base` undoes all, and loses all data)."""
    from alembic import command

    _run(command.downgrade, revision, owner_url(chosen))


def check_models(chosen: Settings | None = None) -> None:
    """Raise unless the tables in the code are those in the database."""
    from alembic import command

    _run(command.check, None, owner_url(chosen))
