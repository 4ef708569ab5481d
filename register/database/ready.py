"""A database that is there and up to date: what every command begins with."""

from collections.abc import Iterator
from contextlib import contextmanager

from register.database.embedded.cluster import Cluster
from register.database.migrations import upgrade_to_head
from register.settings import Settings, settings


@contextmanager
def ready_database(chosen: Settings | None = None) -> Iterator[None]:
    """Use the named server; else the embedded cluster, started for the block if it is down."""
    found = chosen or settings()
    if not found.is_embedded:
        upgrade_to_head(found)
        yield
        return
    with Cluster(found).in_use():
        try:
            upgrade_to_head(found)
            yield
        finally:
            _forget_engines()


def _forget_engines() -> None:
    from register.database.engines import forget_engines  # imports SQLAlchemy: as late as can be

    forget_engines()
