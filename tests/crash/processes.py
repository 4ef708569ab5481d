"""Which processes belong to the service under attack: nothing else is ever killed."""

import contextlib
import os
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Process(NamedTuple):
    """A live process, as /proc shows it; zombies are not alive."""

    pid: int
    parent: int
    session: int

    @property
    def command(self) -> str:
        """Its command line; a PostgreSQL backend tells there what it is doing."""
        try:
            words = Path(f"/proc/{self.pid}/cmdline").read_bytes()
        except OSError:
            return ""
        return words.replace(b"\0", b" ").decode(errors="replace").strip()


def processes() -> list[Process]:
    """Every live process of the machine."""
    found = (_read(int(path.name)) for path in Path("/proc").glob("[0-9]*"))
    return [process for process in found if process is not None]


def _read(pid: int) -> Process | None:
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None  # it ended
    state, parent, _group, session = told.rpartition(")")[2].split()[:4]
    return None if state in "ZX" else Process(pid, int(parent), int(session))


def in_sessions(sessions: Iterable[int]) -> set[int]:
    """The pids of whole sessions: what a program started with all that it started."""
    wanted = set(sessions)
    return {process.pid for process in processes() if process.session in wanted}


def kill(pids: Iterable[int]) -> None:
    """Send kill -9 to each; one that has just ended is no matter."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
