"""The editable list of words that find other words: data/synonyms.csv."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geo.errors import AssetsError
from register.kinds.definition import families, kinds
from register.kinds.for_whom import groups
from register.search.words import plain_words
from register.settings import ROOT

SYNONYMS_FILE = ROOT / "data" / "synonyms.csv"
HEADERS = ["asked", "finds"]
FACTS = {"step": ("yes", "partly", "no"), "cost": ("free",), "hire": ("yes",)}


class SynonymsFileError(AssetsError):
    """A line of the list of synonyms cannot be read."""


@dataclass(frozen=True, slots=True)
class Synonym:
    """Who asks for these words is also shown what has those: phrases, and marks like kind:hall."""

    asked: tuple[str, ...]
    phrases: tuple[str, ...]
    marks: tuple[str, ...]


def read_synonyms(path: Path = SYNONYMS_FILE) -> Iterator[Synonym]:
    """The lines of the list; raises SynonymsFileError with the line that is wrong."""
    known = _known_marks()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, strict=True)
        if next(rows, None) != HEADERS:
            raise SynonymsFileError(f"{path.name}: the first line must be asked,finds.")
        for row in rows:
            if len(row) != 2:
                raise SynonymsFileError(
                    f"{path.name}, line {rows.line_num}: write asked, a comma, and what it finds."
                )
            asked, finds = _parts(row[0]), _parts(row[1])
            marks = tuple(part for part in finds if ":" in part)
            if not asked or not finds or not all(plain_words(part) for part in (*asked, *finds)):
                raise SynonymsFileError(f"{path.name}, line {rows.line_num}: a word is missing.")
            if strange := [mark for mark in marks if mark not in known]:
                raise SynonymsFileError(
                    f"{path.name}, line {rows.line_num}: {strange[0]} is not known. "
                    "Use kind:, family: or for: with a name from the data files."
                )
            yield Synonym(asked, tuple(part for part in finds if ":" not in part), marks)


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _known_marks() -> set[str]:
    return {
        *(f"kind:{kind.slug}" for kind in kinds()),
        *(f"family:{family.slug}" for family in families()),
        *(f"for:{group.slug}" for group in groups()),
        *(f"{fact}:{value}" for fact, values in FACTS.items() for value in values),
    }
