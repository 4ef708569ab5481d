"""A cluster for a test run or a benchmark: its own folder, port and socket, gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from register.database.embedded.cluster import Cluster
from register.database.engines import forget_engines
from register.settings import Settings, settings

NAMED_SERVERS: dict[str, Any] = {
    "database_url": None,
    "read_database_url": None,
    "owner_database_url": None,
}


@contextmanager
def throwaway_cluster(folder: Path | None = None) -> Iterator[Settings]:
    """Settings whose embedded cluster runs inside the block; the folder is removed afterwards.

    Everything that asks `settings()` sees other settings only if ASSETS_DATA_DIR says so too.
    Programs are found as the checkout finds them, unpacked ones included.
    """
    base = folder or Path(tempfile.mkdtemp(prefix="assets-throwaway-"))
    base.mkdir(parents=True, exist_ok=True)
    base.chmod(0o755)  # as root, the server's user must be able to enter
    programs = Cluster(settings()).binaries.folder
    chosen = Settings(data_dir=base, postgres_bin=programs, **NAMED_SERVERS)
    cluster = Cluster(chosen)
    try:
        with cluster.in_use():
            yield chosen
    finally:
        forget_engines()
        shutil.rmtree(base, ignore_errors=True)
