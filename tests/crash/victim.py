"""The service under attack: real processes on a data folder and a port of their own."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psycopg

from register.database.embedded.cluster import Cluster
from register.database.embedded.processes import server_processes
from register.database.embedded.server import free_port
from register.database.embedded.throwaway import NAMED_SERVERS
from register.database.errors import DatabaseNotRunning
from register.database.urls import embedded_url, for_libpq
from register.settings import ROOT, Settings
from tests.crash.processes import in_sessions, kill, processes

ASSETS = (sys.executable, "-c", "from api.cli import app; app()")  # `assets`, of this checkout
START_SECONDS = 120.0

Connection = psycopg.Connection[tuple[Any, ...]]


class VictimFailed(Exception):
    """The service did not do what it should, and the experiment cannot go on."""


@dataclass
class Victim:
    """`assets serve` with everything of it; `kill_*` end processes of it and of nobody else."""

    folder: Path
    port: int = field(default_factory=free_port)
    service: subprocess.Popen[bytes] | None = None
    others: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not Settings().is_embedded:
            raise VictimFailed("ASSETS_DATABASE_URL names a server: it must not be attacked.")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o755)  # as root, the database's user must be able to enter
        programs = Cluster(Settings()).binaries.folder
        self.settings = Settings(data_dir=self.folder, postgres_bin=programs, **NAMED_SERVERS)
        self.cluster = Cluster(self.settings)

    def environment(self, **more: str) -> dict[str, str]:
        """What each process of the service is given; PYTHONPATH goes before the checkout."""
        paths = [more.pop("PYTHONPATH", ""), str(ROOT)]
        kept = {k: v for k, v in os.environ.items() if not k.startswith("ASSETS_")}
        own = {
            "ASSETS_DATA_DIR": str(self.folder),
            "ASSETS_PORT": str(self.port),
            "ASSETS_POSTGRES_BIN": str(self.settings.postgres_bin),
            "ASSETS_ACCESS_LOG": "false",
            "PYTHONPATH": ":".join(filter(None, paths)),
        }
        return kept | own | more

    def start(self, **more: str) -> float:
        """Start the service; answers after how many seconds it was ready."""
        began = time.monotonic()
        self.service = self._launch(
            [*ASSETS, "serve", "--empty"], self.folder / "service.log", **more
        )
        while not self.is_ready():
            if self.service.poll() is not None:
                raise VictimFailed(f"The service ended: {self._last_words()}")
            if time.monotonic() - began > START_SECONDS:
                raise VictimFailed(f"Not ready in {START_SECONDS} seconds: {self._last_words()}")
            time.sleep(0.02)
        return time.monotonic() - began

    def run(self, *words: str | Path, log: str, **more: str) -> subprocess.Popen[bytes]:
        """Run a command of ours beside the service; `kill_everything` takes it along."""
        process = self._launch([*ASSETS, *words], self.folder / log, **more)
        self.others.append(process)
        return process

    def _launch(self, command: list[str | Path], log: Path, **more: str) -> subprocess.Popen[bytes]:
        with log.open("ab") as target:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment(**more),
                stdin=subprocess.DEVNULL,
                stdout=target,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # by its session we find all that it started
            )

    def _last_words(self) -> str:
        return (self.folder / "service.log").read_text(errors="replace")[-2000:]

    def is_ready(self) -> bool:
        """Whether it says on a fresh connection that it can read and write."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/ready")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def is_complete(self) -> bool:
        """Whether nothing is missing: all workers and a database that is ready."""
        postmaster = self.cluster.postmaster()
        is_up = postmaster is not None and postmaster.is_ready
        return is_up and len(self.workers()) == self.settings.workers

    def workers(self) -> list[int]:
        """The pids of the worker processes."""
        assert self.service is not None
        mine = [found for found in processes() if found.parent == self.service.pid]
        return sorted(found.pid for found in mine if "serve" in found.command)  # forked from it

    def backends(self, role: str = "assets_writer") -> list[int]:
        """The pids of the database processes that serve a role, not those that only say no."""
        found = (process for process in processes() if process.pid in self._database())
        told = ((process.pid, process.command) for process in found)
        return sorted(pid for pid, said in told if said.startswith(f"postgres: {role} assets "))

    def _database(self) -> set[int]:
        return server_processes(self.cluster.folders.data, self.cluster.who)

    def kill_worker(self, chance: random.Random) -> None:
        """End one worker."""
        kill([chance.choice(self.workers())])

    def kill_backend(self, chance: random.Random) -> None:
        """End one database process that serves the writers; PostgreSQL then ends all others."""
        kill([chance.choice(_wait_for_some(self.backends))])

    def kill_postmaster(self, chance: random.Random) -> None:  # noqa: ARG002 (as the others)
        """End the postmaster; its backends are left orphaned."""
        kill([self.cluster.running().pid])

    def freeze(self, part: str) -> None:
        """Stop one of PostgreSQL's own processes in its tracks, such as its walwriter."""
        for process in processes():
            if process.command == f"postgres: {part}" and process.pid in self._database():
                os.kill(process.pid, signal.SIGSTOP)

    def kill_everything(self, chance: random.Random, known: Sequence[int] = ()) -> None:
        """End all at once: supervisor, workers, commands, postmaster, backends.

        What is known beforehand (`alive`) dies within a millisecond: looking for it takes longer.
        """
        assert self.service is not None
        # The supervisor first, for it would start again what dies before it.
        kill([self.service.pid, *chance.sample(known, len(known))])
        deadline = time.monotonic() + 20
        while left := self.alive():
            kill(chance.sample(left, len(left)))
            if time.monotonic() > deadline:
                raise VictimFailed(f"These do not die: {left}")
        for process in (self.service, *self.others):
            process.wait()
        self.others.clear()

    def alive(self) -> list[int]:
        """The pids of all that lives of the service, commands beside it included."""
        sessions = [process.pid for process in (self.service, *self.others) if process is not None]
        return sorted(in_sessions(sessions) | self._database())

    def connect(self) -> Connection:
        """A superuser's connection to the database, for looking at it and for breaking it."""
        deadline = time.monotonic() + 30
        while True:  # it may be recovering
            try:
                url = for_libpq(embedded_url(self.settings, "postgres"))
                return psycopg.connect(url, autocommit=True, connect_timeout=10)
            except (psycopg.OperationalError, DatabaseNotRunning):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def stop(self) -> None:
        """Stop the service as systemd would."""
        if self.service is not None and self.service.poll() is None:
            self.service.send_signal(signal.SIGTERM)
            self.service.wait(60)

    def remove(self) -> None:
        """End whatever is left of it and remove its folder."""
        sockets = self._socket_folder()
        if self.service is not None:
            self.kill_everything(random.Random(0))
        shutil.rmtree(sockets, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _socket_folder(self) -> Path:
        note = self.cluster.folders.data / "assets.conf"
        lines = note.read_text().splitlines() if note.exists() else []
        named = [line.split("'")[1] for line in lines if line.startswith("unix_socket_directories")]
        return Path(named[0]) if named else self.folder


def new_victim() -> Victim:
    """A service that is not started yet, on a new folder."""
    return Victim(Path(tempfile.mkdtemp(prefix="assets-crash-")))


def _wait_for_some(pids: Callable[[], list[int]], patience_seconds: float = 10) -> list[int]:
    deadline = time.monotonic() + patience_seconds
    while not (found := pids()):
        if time.monotonic() > deadline:
            raise VictimFailed("The service has no database connection to kill.")
        time.sleep(0.01)
    return found
