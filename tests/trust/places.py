"""A register of its own for each experiment: thrown away afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from register.database.embedded.throwaway import throwaway_cluster
from register.database.engines import forget_engines, transaction
from register.database.migrations import upgrade_to_head
from register.kinds.syncing import sync_kinds
from register.places.loading import load_places_from_data
from register.settings import settings


@contextmanager
def throwaway_register(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything in this process uses a new cluster with the borough's places and kinds."""
    with throwaway_cluster() as chosen:
        patch.setenv("ASSETS_DATA_DIR", str(chosen.data_dir))
        for name in ("DATABASE_URL", "READ_DATABASE_URL", "OWNER_DATABASE_URL"):
            patch.delenv(f"ASSETS_{name}", raising=False)
        settings.cache_clear()
        upgrade_to_head(chosen)
        with transaction() as session:
            sync_kinds(session)
            load_places_from_data(session)
        yield
        forget_engines()
    settings.cache_clear()
