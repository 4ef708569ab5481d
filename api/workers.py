"""The worker processes of the service: started, started again when they die, stopped in order."""

import contextlib
import os
import signal
import socket
import time
from dataclasses import dataclass, field

from api import worker
from api.logs import log_event
from register.settings import Settings

GRACE_SECONDS = worker.GRACE_SECONDS + 2.0
QUICK_DEATH_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 5.0


@dataclass
class Seat:
    """A place that a worker process fills; a worker that keeps failing is given time."""

    pid: int = 0
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

    def start(self) -> None:
        """Start one process for each seat."""
        self.seats = [Seat() for _ in range(self.count)]
        self.fill()

    def fill(self) -> None:
        """Start again what has died; one that fails again and again waits a little longer."""
        for seat in self.seats:
            if seat.pid and (code := exit_code(seat.pid)) is not None:
                self._notice_death(seat, code)
            if not seat.pid and time.monotonic() >= seat.due_at:
                seat.started_at = time.monotonic()
                seat.pid = worker.fork(lambda: worker.serve(self.listening))

    def renew(self) -> None:
        """Let each finish and be replaced: what they looked up when they started has changed."""
        self._tell(signal.SIGTERM)

    def _notice_death(self, seat: Seat, code: int) -> None:
        lived_seconds = round(time.monotonic() - seat.started_at, 1)
        log_event("worker ended", pid=seat.pid, code=code, lived_seconds=lived_seconds)
        is_failure = lived_seconds < QUICK_DEATH_SECONDS and code > 0
        self.quick_deaths = self.quick_deaths + 1 if is_failure else 0
        longer = min(max(0.5, 2 * seat.pause_seconds), LONGEST_PAUSE_SECONDS)
        seat.pause_seconds = longer if is_failure else 0.0
        seat.due_at = time.monotonic() + seat.pause_seconds
        seat.pid = 0

    def stop(self) -> None:
        """Let each finish what it is answering, then end those that do not."""
        self._tell(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < deadline and self._any_left():
            time.sleep(0.02)
        self._tell(signal.SIGKILL)

    def _tell(self, kind: signal.Signals) -> None:
        for seat in self.seats:
            if seat.pid:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(seat.pid, kind)

    def _any_left(self) -> bool:
        for seat in self.seats:
            if seat.pid and exit_code(seat.pid) is not None:
                seat.pid = 0
        return any(seat.pid for seat in self.seats)


def exit_code(pid: int) -> int | None:
    """The exit code of a child of ours (negative for a signal), or None while it runs."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


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
