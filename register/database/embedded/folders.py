"""Where the cluster keeps its files, and the short private folder of its socket."""

import hashlib
import json
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from register.database.embedded.identity import Identity

LONGEST_SOCKET_FOLDER = 93  # a socket's path has 107 bytes, "/.s.PGSQL.65535" takes up to 15


@dataclass(frozen=True)
class Folders:
    """The files of one embedded cluster, all below `database/` in the data folder."""

    base: Path

    @property
    def cluster(self) -> Path:
        """A finished cluster with its passwords: it appears whole, by a rename."""
        return self.base / "cluster"

    @property
    def making(self) -> Path:
        """A cluster in the making; one found here was never finished."""
        return self.base / "making"

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.cluster / "pgdata"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.base / "server.log"

    @property
    def kept(self) -> Path:
        """There while `assets db start` asks for the cluster to stay up without a service."""
        return self.base / "kept"

    def lock(self, name: str) -> Path:
        """The lock file of that name: service, users or start."""
        return self.base / f"{name}.lock"

    def passwords(self, cluster: Path | None = None) -> dict[str, str]:
        """The password of each role."""
        found: dict[str, Any] = json.loads(((cluster or self.cluster) / "passwords").read_text())
        return {str(role): str(password) for role, password in found.items()}


def private_socket_folder(base: Path, who: Identity) -> Path:
    """A folder that only the server's user may enter, named by a hash of the cluster's own."""
    name = "assets-" + hashlib.sha256(os.fsencode(base.resolve())).hexdigest()[:12]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    parents = [Path("/tmp")]
    if who.is_ours and runtime:
        parents.insert(0, Path(runtime))
    for parent in parents:
        folder = parent / name
        if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and _made_private(folder, who):
            return folder
    # Somebody else owns that name. A random one is as good, for the server writes down where it is.
    folder = Path(tempfile.mkdtemp(prefix="assets-", dir="/tmp"))
    who.give(folder)
    return folder


def _made_private(folder: Path, who: Identity) -> bool:
    try:
        folder.mkdir(mode=0o700)
        who.give(folder)
    except FileExistsError:
        pass
    except OSError:
        return False
    found = folder.lstat()
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == who.uid
        and stat.S_IMODE(found.st_mode) == 0o700
    )
