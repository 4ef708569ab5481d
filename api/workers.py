"""The worker processes of the service: started, started again when they die, stopped in order."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field

from api.logs import log_event
from register.settings import ROOT, Settings

GRACE_SECONDS = 12.0
QUICK_DEATH_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 5.0


@dataclass
class Seat:
    """A place that a worker process fills; a worker that keeps dying is given time to think."""

    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    pause_seconds: float = 0.0


@dataclass
class Workers:
    """All worker processes on one listening socket."""

    listening: socket.socket
    count: int
    seats: list[Seat] = field(default_factory=list)
    quick_deaths: int = 0
    gate: tuple[int, int] = field(default_factory=os.pipe)

    def start(self) -> None:
        """Start one process for each seat; they import the application and wait for the gate."""
        self.seats = [Seat() for _ in range(self.count)]
        self.fill()

    def open_gate(self) -> None:
        """Let them serve: the database is ready. Those that start later find the gate open."""
        os.close(self.gate[1])

    def fill(self) -> None:
        """Start again what has died; a second death in a row waits a little longer."""
        for seat in self.seats:
            self._notice_death(seat)
            if seat.process is None and time.monotonic() >= seat.due_at:
                seat.process, seat.started_at = self._launch(), time.monotonic()

    def _notice_death(self, seat: Seat) -> None:
        if seat.process is None or (code := seat.process.poll()) is None:
            return
        lived_seconds = time.monotonic() - seat.started_at
        log_event("worker ended", pid=seat.process.pid, code=code, lived_seconds=lived_seconds)
        is_quick = lived_seconds < QUICK_DEATH_SECONDS and code > 0
        self.quick_deaths = self.quick_deaths + 1 if is_quick else 0
        longer = min(max(0.5, 2 * seat.pause_seconds), LONGEST_PAUSE_SECONDS)
        seat.pause_seconds = longer if is_quick else 0.0
        seat.due_at = time.monotonic() + seat.pause_seconds
        seat.process = None

    def _launch(self) -> subprocess.Popen[bytes]:
        shared = (self.listening.fileno(), self.gate[0])
        numbers = [str(number) for number in (*shared, os.getpid())]
        return subprocess.Popen(
            [sys.executable, "-m", "api.worker", *numbers],
            cwd=ROOT,
            pass_fds=shared,
            stdin=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        """Let each finish what it is answering, then end those that do not."""
        running = [seat.process for seat in self.seats if seat.process is not None]
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def listening_socket(found: Settings, patience_seconds: float = 5.0) -> socket.socket:
    """The socket that all workers share; the workers of a killed service get time to let go."""
    family = socket.AF_INET6 if ":" in found.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            listening.bind((found.host, found.port))
            listening.listen(2048)
        except OSError:
            if time.monotonic() > deadline:
                listening.close()
                raise
            time.sleep(0.1)
        else:
            return listening
