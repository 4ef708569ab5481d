"""Where PostgreSQL's programs are: Debian's own, unpacked below var/, or named."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from register.database.errors import DatabaseError
from register.settings import ROOT, Settings

DEBIAN = Path("/usr/lib/postgresql")
UNPACKED = ROOT / "var/debian/usr/lib/postgresql"  # where script/bootstrap puts Debian's packages
# A finished page of half a megabyte is built in large pieces of memory. By default the C library
# (glibc) gives each back to the kernel and asks for it anew: 700 page faults, most of the time.
KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TRIM_THRESHOLD_": "67108864"}
MISSING = (
    "PostgreSQL with PostGIS was not found: run script/bootstrap, which installs or unpacks it, "
    "or name the folder of its programs in ASSETS_POSTGRES_BIN."
)


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL's programs, and what they need around them to run."""

    folder: Path
    root: Path | None = None  # where Debian packages were unpacked, if they were

    @property
    def major(self) -> int:
        """The major version, such as 15."""
        said = subprocess.run(
            [self.folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=True,
            env=self.environment(),
        ).stdout
        return int(said.split()[2].split(".")[0].split("beta")[0].split("rc")[0])

    @property
    def share(self) -> Path | None:
        """The folder that initdb must be told of; None where it finds its own."""
        if self.root is None:
            return None
        return self.root / "usr/share/postgresql" / self.folder.parent.name

    def environment(self) -> dict[str, str]:
        """A small environment: none of our settings and secrets reach the server."""
        path = os.environ.get("PATH", os.defpath)
        found = {"PATH": path, "LANG": "C.UTF-8", **KEPT_MEMORY}
        if self.root is None:
            return found
        libraries = [folder for folder in library_folders(self.root) if folder.is_dir()]
        found["LD_LIBRARY_PATH"] = ":".join(str(folder) for folder in libraries)
        found["PROJ_DATA"] = str(self.root / "usr/share/proj")
        found["GDAL_DATA"] = str(self.root / "usr/share/gdal")
        return found


def library_folders(root: Path) -> list[Path]:
    """The folders of unpacked Debian packages that hold shared libraries."""
    found: list[Path] = []
    for base in (root / "usr/lib", root / "lib"):
        for triplet in sorted(base.glob("*-linux-gnu*")):
            found += [triplet, *(triplet / extra for extra in ("blas", "lapack", "hdf5/serial"))]
    return [*found, root / "usr/lib"]


def _unpacked(folder: Path) -> Path | None:
    """The root of the unpacked packages that hold these programs; None for installed ones."""
    root = folder.parents[4] if len(folder.parents) > 4 else Path("/")
    inside = folder.match("usr/lib/postgresql/*/bin")
    return root if inside and root != Path("/") else None


def _has_postgis(folder: Path) -> bool:
    root = _unpacked(folder) or Path("/")
    control = root / "usr/share/postgresql" / folder.parent.name / "extension/postgis.control"
    return (folder / "initdb").exists() and control.exists()


def _newest_below(versions: Path) -> list[Path]:
    found = (path for path in versions.glob("*/bin") if path.parent.name.isdecimal())
    newest_first = sorted(found, key=lambda path: int(path.parent.name), reverse=True)
    return [folder for folder in newest_first if _has_postgis(folder)]


def find_binaries(settings: Settings, major: int | None = None) -> Binaries:
    """The programs to use, of this major version if it is given (a cluster cannot change it)."""
    if settings.postgres_bin is not None:
        named = settings.postgres_bin.resolve()
        if not (named / "initdb").exists():
            raise DatabaseError(f"ASSETS_POSTGRES_BIN names {named}, which has no initdb in it.")
        return Binaries(named, _unpacked(named))
    candidates = [*_newest_below(DEBIAN), *_newest_below(UNPACKED)]
    for folder in candidates:
        if major is None or folder.parent.name == str(major):
            return Binaries(folder, _unpacked(folder))
    if major is not None and candidates:
        raise DatabaseError(
            f"The database was made with PostgreSQL {major}, which is not here now: install "
            "it again, make a backup with `assets db backup`, and restore it with the new version."
        )
    raise DatabaseError(MISSING)
