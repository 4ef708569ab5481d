"""Who runs the server: ourselves, or, because PostgreSQL refuses root, an ordinary user."""

import os
import pwd
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from register.database.embedded.binaries import Binaries
from register.database.errors import DatabaseError


@dataclass(frozen=True)
class Identity:
    """The user of the server's processes and files."""

    uid: int
    gid: int
    name: str

    @property
    def is_ours(self) -> bool:
        """Whether the server runs as the user of this process."""
        return self.uid == os.geteuid()

    def give(self, path: Path) -> None:
        """Make the path this user's own."""
        if not self.is_ours:
            os.chown(path, self.uid, self.gid)


def server_identity() -> Identity:
    """Ourselves; as root, Debian's user postgres, or nobody where there is none."""
    if os.geteuid() != 0:
        return Identity(os.geteuid(), os.getegid(), str(os.geteuid()))
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Identity(found.pw_uid, found.pw_gid, name)
    raise DatabaseError(
        "PostgreSQL does not run as root and there is no user postgres or nobody to run it as: "
        "make a user `postgres`, or start this as an ordinary user."
    )


def run_as(
    who: Identity, binaries: Binaries, command: Sequence[str | Path], timeout_seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as that user, from a folder that anyone may enter."""
    return subprocess.run(
        [binaries.folder / str(command[0]), *command[1:]],
        cwd="/",
        env=binaries.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_seconds,
        check=False,
        user=None if who.is_ours else who.uid,
        group=None if who.is_ours else who.gid,
        extra_groups=None if who.is_ours else [],
    )


def closed_folder(path: Path, who: Identity) -> Path | None:
    """The first folder on the way to the path that this user may not enter, if there is one."""
    for folder in reversed([path, *path.parents]):
        try:
            found = folder.stat()
        except FileNotFoundError:
            return None
        if found.st_uid == who.uid:
            may = found.st_mode & stat.S_IXUSR
        elif found.st_gid == who.gid:
            may = found.st_mode & stat.S_IXGRP
        else:
            may = found.st_mode & stat.S_IXOTH
        if not may:
            return folder
    return None


def refuse_closed_folder(path: Path, who: Identity) -> None:
    """Say in one sentence that the server's user could not reach the path."""
    if who.is_ours or (closed := closed_folder(path, who)) is None:
        return
    raise DatabaseError(
        f"The database runs as the user {who.name}, because PostgreSQL refuses root, and that "
        f"user may not enter {closed}: move the checkout out of it (to /srv, say), or set "
        "ASSETS_DATA_DIR to a folder that everybody may enter."
    )
