"""Whether the server keeps its promises: what it says is saved must survive a power cut."""

import psycopg

from register.database.errors import DatabaseError
from register.database.urls import for_libpq, writer_url
from register.settings import Settings

UNSAFE = (
    "SELECT name FROM pg_settings"
    " WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'"
)


def refuse_unsafe(chosen: Settings) -> None:
    """Raise if the server may lose what it has acknowledged."""
    try:
        with psycopg.connect(for_libpq(writer_url(chosen)), connect_timeout=10) as connection:
            names = [row[0] for row in connection.execute(UNSAFE)]
    except psycopg.OperationalError as error:
        where = "the embedded database" if chosen.is_embedded else "ASSETS_DATABASE_URL"
        raise DatabaseError(f"{where} cannot be reached: {str(error).strip()}") from None
    if names:
        raise DatabaseError(
            f"The database has {', '.join(names)} switched off and could lose what it said was "
            "saved: switch it on (ALTER SYSTEM RESET, then restart it) and start again."
        )
