"""`assets serve` as a process: ready, unharmed by killed parts, stopped in order."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from register.database.embedded.cluster import Cluster
from register.database.embedded.server import free_port
from register.database.embedded.throwaway import NAMED_SERVERS
from register.settings import ROOT, Settings, settings


@dataclass
class Service:
    """A running `assets serve` on a folder and port of its own."""

    chosen: Settings
    process: subprocess.Popen[str]

    def status(self) -> int:
        """What the home page answers; 0 where nothing does."""
        connection = HTTPConnection("127.0.0.1", self.chosen.port, timeout=10)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()

    def workers(self) -> set[int]:
        """The pids of its children."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(word) for word in path.read_text().split()}


def start(chosen: Settings) -> Service:
    """Start a service and wait for its line."""
    process = subprocess.Popen(
        [ROOT / ".venv/bin/assets", "serve", "--empty"],
        env=os.environ
        | {
            "ASSETS_DATA_DIR": str(chosen.data_dir),
            "ASSETS_PORT": str(chosen.port),
            "ASSETS_POSTGRES_BIN": str(chosen.postgres_bin),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = "".join(iter(lambda: line_until_ready(process), ""))
    assert f"Ready: http://127.0.0.1:{chosen.port}" in said
    return Service(chosen, process)


def line_until_ready(process: subprocess.Popen[str]) -> str:
    """The next line of its output; empty after the one that says that it is ready."""
    if getattr(process, "is_ready", False):
        return ""
    assert process.stdout is not None
    line = process.stdout.readline()
    process.is_ready = line.startswith("Ready:")  # type: ignore[attr-defined]
    return line


def eventually(is_so: Callable[[], object], seconds: float = 20) -> bool:
    """Whether it becomes true within the time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """One service for the module; whatever is left of it is removed."""
    folder = Path(tempfile.mkdtemp(prefix="assets-test-serve-"))
    folder.chmod(0o755)
    chosen = Settings(
        data_dir=folder,
        port=free_port(),
        postgres_bin=Cluster(settings()).binaries.folder,
        **NAMED_SERVERS,
    )
    running = start(chosen)
    yield running
    running.process.kill()
    running.process.wait()
    assert running.process.stdout is not None
    running.process.stdout.close()
    cluster = Cluster(chosen)
    if cluster.postmaster() is not None:
        cluster.server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_a_killed_worker_is_replaced(service: Service) -> None:
    assert eventually(lambda: len(service.workers()) == service.chosen.workers)
    before = service.workers()
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    assert eventually(lambda: len(service.workers() - {victim}) == service.chosen.workers, 5)
    assert service.status() == 200


def test_a_killed_database_is_started_again_within_seconds(service: Service) -> None:
    cluster = Cluster(service.chosen)
    killed = cluster.running().pid
    os.kill(killed, signal.SIGKILL)
    assert eventually(
        lambda: (now := cluster.postmaster()) and now.is_ready and now.pid != killed, 10
    )
    assert eventually(lambda: service.status() == 200, 10)


def test_a_second_service_on_the_same_folder_is_refused(service: Service) -> None:
    variables = {
        "ASSETS_DATA_DIR": str(service.chosen.data_dir),
        "ASSETS_PORT": str(free_port()),
        "ASSETS_POSTGRES_BIN": str(service.chosen.postgres_bin),
    }
    done = subprocess.run(
        [ROOT / ".venv/bin/assets", "serve"],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Another service already runs" in done.stderr


def test_a_port_in_use_is_told_in_a_sentence(service: Service, tmp_path: Path) -> None:
    variables = {"ASSETS_DATA_DIR": str(tmp_path), "ASSETS_PORT": str(service.chosen.port)}
    done = subprocess.run(
        [ROOT / ".venv/bin/assets", "serve"],
        env=os.environ | variables | {"ASSETS_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/x"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.search(r"Port \d+ of 127.0.0.1 cannot be used", done.stderr)


def test_after_kill_9_of_the_service_the_next_one_takes_over(service: Service) -> None:
    orphans = service.workers()
    service.process.kill()
    service.process.wait()
    assert service.process.stdout is not None
    service.process.stdout.close()
    again = start(service.chosen)
    service.process = again.process
    assert service.status() == 200
    assert eventually(lambda: not any(Path(f"/proc/{pid}/cwd").exists() for pid in orphans))


def test_told_to_stop_it_stops_in_order(service: Service) -> None:
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(20) == 0
    assert service.status() == 0
    assert Cluster(service.chosen).postmaster() is None
