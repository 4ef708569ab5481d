"""Postcode files as typed rows: OS Code-Point Open, ONSPD, NSPL and our own, streamed."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO

from geo.errors import PostcodeFileError
from geo.postcode_layouts import Layout, layout_of
from geo.postcode_rows import PostcodeRow, typed_rows

_BATCH = 20_000
_ENCODING = "utf-8-sig"  # with or without the mark that Excel writes
_DIRECTORY = re.compile(r"(onspd|nspl)[^/]*\.csv$", re.IGNORECASE)
_NOT_DATA = re.compile(r"(^|/)(doc[^/]*|__macosx)/", re.IGNORECASE)

Opener = Callable[[], AbstractContextManager[IO[str]]]


@dataclass(frozen=True, slots=True)
class PostcodeFile:
    """A postcode file that was recognised; ``rows()`` reads it once more from the start."""

    name: str
    form: str
    parts: tuple[tuple[str, Opener], ...]

    def rows(self) -> Iterator[PostcodeRow]:
        """Every postcode, ended ones too, a batch in memory at a time (1.7 million in all)."""
        for name, opened in self.parts:
            yield from _part_rows(name, opened)


def open_postcode_file(path: Path) -> PostcodeFile:
    """Recognise a CSV, a zip or an unpacked folder; nothing but the first row is read.

    Raises PostcodeFileError when there is nothing in it that we know.
    """
    parts = tuple(_parts(path))
    if not parts:
        raise PostcodeFileError(f"{path.name} holds no postcode CSV: give the file as downloaded")
    first_name, first = parts[0]
    return PostcodeFile(path.name, _first_layout(first_name, first).form, parts)


def _parts(path: Path) -> Iterator[tuple[str, Opener]]:
    if path.is_dir():
        for name in _data_names(found.relative_to(path).as_posix() for found in path.rglob("*")):
            yield name, partial(_plain, path / name)
    elif not path.is_file():
        raise PostcodeFileError(f"There is no file {path}: check the path")
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
        for name in _data_names(names):
            yield name, partial(_member, path, name)
    else:
        yield path.name, partial(_plain, path)


def _plain(path: Path) -> AbstractContextManager[IO[str]]:
    return path.open(encoding=_ENCODING, errors="replace", newline="")


def _as_text(file: IO[bytes]) -> io.TextIOWrapper:
    return io.TextIOWrapper(file, encoding=_ENCODING, errors="replace", newline="")


@contextmanager
def _member(path: Path, name: str) -> Iterator[IO[str]]:
    with zipfile.ZipFile(path) as archive, archive.open(name) as file, _as_text(file) as text:
        yield text


def _data_names(names: Iterable[str]) -> list[str]:
    """The CSV files that hold postcodes: one whole directory rather than its split copies."""
    tables = sorted(n for n in names if n.lower().endswith(".csv") and not _NOT_DATA.search(n))
    directories = [name for name in tables if _DIRECTORY.search(name)]
    whole = [name for name in directories if "multi_csv/" not in name.lower()]
    return whole or directories or tables


def _first_layout(name: str, opened: Opener) -> Layout:
    with opened() as text:
        return layout_of(next(_table(text, name), []), name)


def _part_rows(name: str, opened: Opener) -> Iterator[PostcodeRow]:
    layout = _first_layout(name, opened)
    with opened() as text:
        table = _table(text, name)
        line = 1
        if layout.has_header:
            next(table)
            line = 2
        while batch := list(islice(table, _BATCH)):
            yield from typed_rows(batch, layout, name, line)
            line += len(batch)


def _table(text: IO[str], name: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(text)
    except (csv.Error, zipfile.BadZipFile, OSError) as reason:
        raise PostcodeFileError(f"{name} cannot be read ({reason}): download it again") from None
