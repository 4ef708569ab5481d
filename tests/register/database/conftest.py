"""Clusters of a test's own: these tests kill servers, so they share none with the others."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from register.database.embedded.cluster import Cluster
from register.database.embedded.throwaway import NAMED_SERVERS, throwaway_cluster
from register.database.engines import forget_engines
from register.settings import Settings, settings


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty data folder that the server's user may enter (as root, tmp_path is closed to it)."""
    made = Path(tempfile.mkdtemp(prefix="assets-test-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster that is not made yet; stopped and removed afterwards, whatever happened to it."""
    programs = Cluster(settings()).binaries.folder
    found = Cluster(Settings(data_dir=folder, postgres_bin=programs, **NAMED_SERVERS))
    yield found
    forget_engines()
    if found.postmaster() is not None:
        found.server.stop()


@pytest.fixture(scope="module")
def private() -> Iterator[Settings]:
    """One running cluster for the gentler tests of a module."""
    with throwaway_cluster() as chosen:
        yield chosen
