"""Files below the data folder: those that name a person, and those that nobody can look into."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from register.privacy.known_by import KnownBy
from register.settings import settings

# The database is looked through by itself; the others are programs, keys and figures of ours.
NOT_OURS = ("database", "tools", "stamps", "tipg", "trust")
TEXTS = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".geojson", ".html", ".log", ".md", ".vcf")
CLOSED = (".backup", ".dump", ".zip", ".xlsx", ".xlsm", ".ods", ".xls", ".pdf", ".docx", ".sql")
LARGEST_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True)
class FilesFound:
    """``naming`` say something of the person; ``closed`` must be looked into by hand."""

    naming: tuple[Path, ...]
    closed: tuple[Path, ...]


def files_about(known: KnownBy) -> FilesFound:
    """Which files below the data folder say something of a person."""
    naming, closed = [], []
    for path in _files(settings().data_dir):
        if path.suffix.lower() in CLOSED or path.stat().st_size > LARGEST_BYTES:
            closed.append(path)
        elif (said := _text(path)) is not None and known.is_in(said):
            naming.append(path)
    return FilesFound(tuple(naming), tuple(closed))


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink() and path.name not in NOT_OURS:
            yield from _files(path)
        elif path.is_file() and path.suffix.lower() in (*TEXTS, *CLOSED):
            yield path


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return path.read_text(encoding="cp1252", errors="replace") if path.is_file() else None


def erase_from_files(known: KnownBy) -> int:
    """Take a person out of text files below the data folder; answers out of how many.

    Each is replaced whole, so that one that is being read is never half.
    """
    found = files_about(known)
    for path in found.naming:
        said = _text(path) or ""
        draft = path.with_name(path.name + ".part")
        with draft.open("w", encoding="utf-8", newline="") as file:
            os.fchmod(file.fileno(), path.stat().st_mode & 0o777)
            file.write(known.without(said))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    return len(found.naming)
