"""One PostgreSQL server: starting it, waiting for it, stopping it."""

import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from register.database.embedded.binaries import Binaries
from register.database.embedded.configuration import server_configuration
from register.database.embedded.folders import private_socket_folder
from register.database.embedded.identity import Identity, run_as
from register.database.embedded.processes import (
    Postmaster,
    clear_stale_files,
    end_orphans,
    find_postmaster,
)
from register.database.errors import DatabaseError

LOG_LIMIT_BYTES = 10_000_000
RECOVERY_SECONDS = 600  # after a crash the write-ahead log is replayed first


@dataclass(frozen=True)
class Server:
    """The server of one data folder, run as `who` with these programs."""

    data: Path
    log: Path
    port_note: Path
    binaries: Binaries
    who: Identity

    def postmaster(self) -> Postmaster | None:
        """The running server, if there is one."""
        return find_postmaster(self.data, self.who)

    def start(self) -> Postmaster:
        """Start the server, or adopt one that outlived its service; ready when this returns."""
        if self.postmaster() is None:
            end_orphans(self.data, self.who)
            clear_stale_files(self.data)
            self._launch()
        return self._ready()

    def stop(self) -> None:
        """End all sessions, write everything down, and leave."""
        if (running := self.postmaster()) is None:
            return
        done = run_as(
            self.who,
            self.binaries,
            ["pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", str(RECOVERY_SECONDS)],
            timeout_seconds=RECOVERY_SECONDS + 10,
        )
        if done.returncode and self.postmaster() is not None:
            raise DatabaseError(f"The database could not be stopped: {done.stderr.strip()}")
        end_orphans(self.data, self.who)  # pg_ctl comes back while the last of it still tidies up
        with suppress(OSError):
            running.socket_folder.rmdir()

    def _launch(self) -> None:
        noted = self.port_note.read_text().strip() if self.port_note.exists() else ""
        port = free_port(int(noted) if noted.isdecimal() else 0)
        sockets = private_socket_folder(self.data.parent, self.who)
        for left in sockets.glob(".s.PGSQL.*"):
            left.unlink()  # the folder is ours alone and no server runs: these are left over
        self._write(self.data / "assets.conf", server_configuration(port, sockets))
        self._prepare_log()
        done = run_as(
            self.who,
            self.binaries,
            ["pg_ctl", "start", "-D", self.data, "-l", self.log, "-w", "-t", str(RECOVERY_SECONDS)],
            timeout_seconds=RECOVERY_SECONDS + 10,
        )
        if done.returncode:
            raise DatabaseError(
                f"The database did not start: {self._last_words()} (the whole story: {self.log})"
            )
        self.port_note.write_text(f"{port}\n")

    def _ready(self) -> Postmaster:
        deadline = time.monotonic() + RECOVERY_SECONDS
        while time.monotonic() < deadline:
            found = self.postmaster()
            if found is None:
                raise DatabaseError(f"The database stopped again: {self._last_words()}")
            if found.is_ready:
                return found
            time.sleep(0.05)
        raise DatabaseError(f"The database is not ready after {RECOVERY_SECONDS} seconds.")

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text)
        path.chmod(0o600)
        self.who.give(path)

    def _prepare_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        self.log.touch(mode=0o600)
        self.who.give(self.log)

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        telling = [line for line in lines if "FATAL" in line or "PANIC" in line]
        return (telling or lines or ["it said nothing"])[-1]


def free_port(wanted: int = 0) -> int:
    """The wanted loopback port if nobody has it, else any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DatabaseError("There is no free port on this machine: end some programs and try again.")
