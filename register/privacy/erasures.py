"""The list of erasures, kept twice: in the database, and beside it, where no restore undoes it."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.privacy.errors import EraseListUnwritable
from register.privacy.known_by import KnownBy, key_mark
from register.settings import settings

FILE = "erasures.jsonl"
ADD = """
INSERT INTO register.erasure (id, erased_at, actor, known_by, words, hash, key_mark, subjects,
    places)
VALUES (:id, :erased_at, :actor, :known_by, :words, :hash, :key_mark, :subjects, :places)
ON CONFLICT (id) DO NOTHING
"""
KNOWN = "SELECT id FROM register.erasure"


@dataclass(frozen=True)
class ErasureRecord:
    """One erasure as it is kept: never the address or the name, only what our key makes of it.

    ``subjects``: the entries, proposals, accounts ... that it was about; None is everywhere.
    """

    known_by: str
    words: int
    hash: bytes
    key_mark: bytes
    subjects: tuple[str, ...] | None
    id: UUID = field(default_factory=uuid4)
    erased_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class ListedErasures:
    """What the file says; ``unreadable`` lines were cut off as they were written."""

    records: tuple[ErasureRecord, ...]
    unreadable: int = 0


def new_record(known: KnownBy, subjects: Sequence[str] | None) -> ErasureRecord:
    """A record of erasing somebody now."""
    kept = None if subjects is None else tuple(subjects)
    return ErasureRecord(known.way, known.words, known.hash(), key_mark(), kept)


def keep_record(session: Session, record: ErasureRecord, actor: str, places: int) -> None:
    """Write a record into the database."""
    values = {name: value for name, value in vars(record).items() if name != "subjects"}
    subjects = None if record.subjects is None else list(record.subjects)
    session.execute(text(ADD), {**values, "actor": actor, "places": places, "subjects": subjects})


def known_ids(session: Session) -> set[UUID]:
    """The erasures that the database knows."""
    return set(session.scalars(text(KNOWN)))


def list_file() -> Path:
    """Where the list stands that outlives the database."""
    return settings().data_dir / FILE


def list_durably(record: ErasureRecord) -> None:
    """Add a record to the file, and wait until it is on disk. Raises EraseListUnwritable."""
    path = list_file()
    line = json.dumps(_written(record)) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "rb+") as file:
            if (size := file.seek(0, os.SEEK_END)) and os.pread(
                file.fileno(), 1, size - 1
            ) != b"\n":
                line = "\n" + line  # the one before was cut off
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise EraseListUnwritable(
            f"{path} cannot be written ({error.strerror}), so nothing was erased: a restore would "
            "bring it back."
        ) from None


def _written(record: ErasureRecord) -> dict[str, Any]:
    return {
        "id": str(record.id),
        "erased_at": record.erased_at.isoformat(),
        "known_by": record.known_by,
        "words": record.words,
        "hash": record.hash.hex(),
        "key_mark": record.key_mark.hex(),
        "subjects": None if record.subjects is None else list(record.subjects),
    }


def listed_erasures() -> ListedErasures:
    """Every erasure in the file, each once; none where there is no file."""
    try:
        lines = list_file().read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ListedErasures(())
    except (OSError, UnicodeDecodeError):
        raise EraseListUnwritable(
            f"{list_file()} cannot be read: mend it, or what was erased comes back."
        ) from None
    records: dict[UUID, ErasureRecord] = {}
    unreadable = 0
    for line in filter(None, lines):
        try:
            record = _read(json.loads(line))
        except (ValueError, KeyError, TypeError):
            unreadable += 1
            continue
        records[record.id] = record
    return ListedErasures(tuple(records.values()), unreadable)


def _read(said: dict[str, Any]) -> ErasureRecord:
    subjects = said["subjects"]
    return ErasureRecord(
        known_by=said["known_by"],
        words=int(said["words"]),
        hash=bytes.fromhex(said["hash"]),
        key_mark=bytes.fromhex(said["key_mark"]),
        subjects=None if subjects is None else tuple(subjects),
        id=UUID(said["id"]),
        erased_at=datetime.fromisoformat(said["erased_at"]),
    )
