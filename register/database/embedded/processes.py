"""Which server processes belong to a cluster, told by facts and not by a pid file alone."""

import glob
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from register.database.embedded.identity import Identity
from register.database.errors import DatabaseError


@dataclass(frozen=True)
class Postmaster:
    """A running server, as it wrote itself down in postmaster.pid."""

    pid: int
    port: int
    socket_folder: Path
    is_ready: bool


def _noted(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def server_processes(data: Path, who: Identity) -> set[int]:
    """The pids of all PostgreSQL processes at work in that folder (each has it as its own cwd)."""
    found = (int(path.name) for path in Path("/proc").glob("[0-9]*"))
    return _working_in(data, who, [pid for pid in found if _is_postgres(pid)])


def _is_postgres(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().startswith("postgres")
    except OSError:
        return False


def _working_in(data: Path, who: Identity, pids: list[int]) -> set[int]:
    """Those of the pids whose current folder that is."""
    found: set[int] = set()
    hidden: list[int] = []
    for pid in pids:
        try:
            if Path(f"/proc/{pid}/cwd").samefile(data):
                found.add(pid)
        except PermissionError:
            hidden.append(pid)
        except OSError:
            continue  # it ended
    return found if who.is_ours or not hidden else found | _seen_by(who, data, hidden)


def _seen_by(who: Identity, data: Path, pids: list[int]) -> set[int]:
    """The same as seen by that user: root in a container may not look at others' processes."""
    links = [f"/proc/{pid}/cwd" for pid in pids]
    done = subprocess.run(
        ["find", *links, "-maxdepth", "0", "-lname", glob.escape(str(data.resolve()))],
        user=who.uid,
        group=who.gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,  # processes end while it looks
    )
    return {int(line.split("/")[2]) for line in done.stdout.splitlines()}


def find_postmaster(data: Path, who: Identity) -> Postmaster | None:
    """The live server of that folder; None if the pid file is stale or its pid another's."""
    lines = _noted(data)
    if len(lines) < 5 or not lines[0].strip().isdecimal():
        return None
    pid = int(lines[0])
    if not _is_postgres(pid) or pid not in _working_in(data, who, [pid]):
        return None
    ready = len(lines) >= 8 and lines[7].strip() == "ready"
    return Postmaster(pid, int(lines[3]), Path(lines[4]), ready)


def end_orphans(data: Path, who: Identity, patience_seconds: float = 3.0) -> None:
    """See off the backends that outlived their server, for it cannot start again beside them.

    They end by themselves once they notice. Killing is safe: their shared memory is given up,
    and the next start recovers from the write-ahead log.
    """
    for how in (None, signal.SIGQUIT, signal.SIGKILL):
        for pid in server_processes(data, who):
            if how is not None:
                _send(pid, how)
        if _all_gone(data, who, patience_seconds):
            return
    raise DatabaseError(
        f"Old database processes in {data} cannot be ended: restart the machine, then try again."
    )


def end_makers(data: Path, who: Identity) -> None:
    """End an initdb that outlived the start that asked for it: it would write where we do."""
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = command.read_bytes().split(b"\0")
        except OSError:
            continue  # it ended
        if words[0].endswith(b"/initdb") and os.fsencode(data) in words:
            _send(int(command.parent.name), signal.SIGKILL)
    _all_gone(data, who, 1.0)


def _send(pid: int, how: signal.Signals) -> None:
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return


def _all_gone(data: Path, who: Identity, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while server_processes(data, who):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def clear_stale_files(data: Path) -> None:
    """Remove what a killed server left: PostgreSQL refuses to start if the pid lives as another."""
    (data / "postmaster.pid").unlink(missing_ok=True)
