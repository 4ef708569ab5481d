"""What tests stand on: one real PostGIS, migrated, with the borough's places and kinds."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from register.database.embedded.throwaway import throwaway_cluster
from register.database.engines import forget_engines, transaction
from register.database.migrations import upgrade_to_head
from register.kinds.syncing import sync_kinds
from register.settings import Settings, settings


@contextmanager
def ground() -> Iterator[Settings]:
    """Settings of a throwaway cluster that everything in this process now uses."""
    from register.places.loading import load_places_from_data

    with pytest.MonkeyPatch.context() as patch, throwaway_cluster() as chosen:
        patch.setenv("ASSETS_DATA_DIR", str(chosen.data_dir))
        # Who wants mails sends them; services of their own in tests/acceptance have the workers.
        patch.setenv("ASSETS_RUNS_JOBS", "false")
        for name in ("DATABASE_URL", "READ_DATABASE_URL", "OWNER_DATABASE_URL"):
            patch.delenv(f"ASSETS_{name}", raising=False)
        settings.cache_clear()
        upgrade_to_head(chosen)
        with transaction() as session:
            sync_kinds(session)
            load_places_from_data(session)
        yield chosen
        forget_engines()
    settings.cache_clear()
