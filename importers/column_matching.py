"""Which heading of a spreadsheet means which column, and a row's values under our names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from geo.errors import AssetsError
from importers.spreadsheet_columns import COLUMNS, DETAIL_SYNONYMS, PLAIN_DETAIL_GROUPS, Column
from register.kinds.definition import details
from register.kinds.for_whom import find_group
from register.kinds.names import plain
from register.kinds.shapes import Detail
from register.spreadsheets.cells import unguarded

_ASIDE = re.compile(r"\([^)]*\)")
_DETAIL_PREFIX = "Detail: "
_LOCALITY = re.compile(r"(.+?)\s*\(\s*(ward|town centre|constituency|neighbourhood)\s*\)", re.I)


class InvalidColumns(AssetsError):
    """Headings of which two mean the same, or without the ones that every row needs."""


class InvalidCell(AssetsError):
    """A cell whose word is not one of those the column takes."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which headings are read. ``unread`` ones are named in the report and not stored."""

    fields: tuple[tuple[str, Column], ...]
    details: tuple[tuple[str, str], ...]
    unread: tuple[str, ...]

    def values(self, row: Mapping[str, str]) -> dict[str, str]:
        """The filled cells by column name; words to choose from in the register's spelling.

        Raises InvalidCell for a word that is not to choose from.
        """
        found = {}
        for header, column in self.fields:
            if (cell := row[header]) and (text := unguarded(cell.strip())):
                found[column.name] = _chosen(column, text) if column.choices else text
        return found

    def detail_values(self, row: Mapping[str, str]) -> dict[str, str]:
        """The filled cells by detail name, as text; the kind's own check gives them their type."""
        return {
            name: text
            for header, name in self.details
            if (cell := row[header]) and (text := unguarded(cell.strip()))
        }


def matched_columns(headers: Iterable[str]) -> ColumnMap:
    """Which of our columns each heading means, in any order; raises InvalidColumns."""
    taken: dict[str, str] = {}
    fields, detail_columns, unread = [], [], []
    known = _meanings()
    for header in headers:
        meaning = known.get(_key(header))
        if meaning is None:
            unread.append(header)
            continue
        if (other := taken.setdefault(meaning.name, header)) is not header:
            raise InvalidColumns(
                f"The columns “{other[:60]}” and “{header[:60]}” mean the same: "
                "put the two into one, or rename the one that means something else."
            )
        if isinstance(meaning, Column):
            fields.append((header, meaning))
        else:
            detail_columns.append((header, meaning.name))
    _check_required(taken)
    return ColumnMap(tuple(fields), tuple(detail_columns), tuple(unread))


def detail_header(detail: Detail) -> str:
    """The heading under which the template has a detail."""
    return detail.label if detail.group in PLAIN_DETAIL_GROUPS else _DETAIL_PREFIX + detail.label


def listed(text: str) -> list[str]:
    """The parts of a cell with several values: semicolons or line ends between them.

    >>> listed("Carers; Older people ;")
    ['Carers', 'Older people']
    """
    return [part.strip() for part in re.split(r"[;\r\n]", text) if part.strip()]


def listed_groups(text: str) -> list[str]:
    """The slugs of the groups in a "For whom" cell; raises InvalidCell for one not known."""
    slugs: list[str] = []
    for part in listed(text):
        for name in [part] if find_group(part) else part.split(","):
            group = find_group(name)
            if group is None:
                raise InvalidCell(
                    f"For whom: “{name.strip()[:60]}” is not in the list of groups; "
                    "use a word from the list, or put it under For whom note."
                )
            slugs.append(group.slug)
    return list(dict.fromkeys(slugs))


def served_localities(text: str) -> list[tuple[str | None, str]]:
    """Kind (None where it is not said) and name or slug of each locality in a "Serves" cell.

    >>> served_localities("First Ward; Old Town (town centre); ward:first-ward")
    [(None, 'First Ward'), ('town_centre', 'Old Town'), ('ward', 'first-ward')]
    """
    return [_locality(part) for part in listed(text)]


def _locality(text: str) -> tuple[str | None, str]:
    if said := _LOCALITY.fullmatch(text):
        return said[2].lower().replace(" ", "_"), said[1]
    kind, colon, name = text.partition(":")
    if colon and (word := kind.strip().lower().replace(" ", "_")).replace("_", "").isalpha():
        return word, name.strip()
    return None, text


def _check_required(taken: Mapping[str, str]) -> None:
    missing = [column for column in COLUMNS if column.required and column.name not in taken]
    if missing:
        names = " and ".join(f"“{column.header}”" for column in missing)
        raise InvalidColumns(
            f"There is no column {names}: check that the headings are in the first row, "
            "or start from the template."
        )


@lru_cache(maxsize=1024)
def _chosen(column: Column, text: str) -> str:
    wanted = plain(text)
    for choice in column.choices:
        if plain(choice) == wanted:
            return choice.replace(" ", "_")
    words = ", ".join(column.choices)
    raise InvalidCell(f"{column.header}: “{text[:60]}” is not one of: {words}.")


def _key(header: str) -> str:
    return plain(_ASIDE.sub(" ", header)).replace(" ", "")


@cache
def _meanings() -> dict[str, Column | Detail]:
    known: dict[str, Column | Detail] = {}
    for column in COLUMNS:
        for name in (column.name, column.header, *column.synonyms):
            _add(known, name, column)
    for detail in details().values():
        own = (detail.name, detail.label)
        bare = detail.group in PLAIN_DETAIL_GROUPS
        for name in (*own, *DETAIL_SYNONYMS.get(detail.name, ())) if bare else ():
            _add(known, name, detail)
        for name in own:
            _add(known, _DETAIL_PREFIX + name, detail)
    return known


def _add(known: dict[str, Column | Detail], name: str, meaning: Column | Detail) -> None:
    """One heading, one meaning: a slip in the lists above must not decide by order."""
    other = known.setdefault(_key(name), meaning)
    if other is not meaning:
        raise InvalidColumns(f"“{name}” means both {other.name} and {meaning.name}: rename one.")
