"""Reads a list of representatives: a file with a line for each, checked line by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from geo.errors import AssetsError
from importers.readers.opening import open_table
from importers.readers.tables import Row
from register.kinds.dates import BadField, parse_date
from register.kinds.fields import parse_web_address
from register.kinds.names import plain
from register.representatives.values import Representative
from register.spreadsheets.cells import unguarded

COLUMNS = ("locality", "name", "role", "organisation", "contact", "from", "until")
SYNONYMS = {"party": "organisation", "party or organisation": "organisation", "ward": "locality"}
SYNONYMS |= {"town centre": "locality", "website": "contact", "public contact link": "contact"}
REQUIRED = ("locality", "name", "role")
LONGEST = 200
SHOWN_FAULTS = 20


class InvalidRepresentatives(AssetsError):
    """A list that cannot be taken as it is: every line that is wrong, with the reason."""


def read_representatives(
    path: Path, localities: Mapping[str, str], kind: str | None = None
) -> list[Representative]:
    """Everybody on the list. ``localities``: keys by every plain name; ``kind``: only such ones.

    Raises InvalidRepresentatives and UnreadableFile; then nothing of the file counts.
    """
    people: list[Representative] = []
    faults: list[str] = []
    lines: dict[tuple[str, str, str], int] = {}
    with open_table(path) as table:
        names = _columns(table.headers)
        for line, row in table:
            try:
                person = _person(_named(row, names), localities, kind)
            except (BadField, InvalidRepresentatives) as reason:
                faults.append(f"Line {line}: {reason}.")
                continue
            if (earlier := lines.setdefault(person.identity, line)) != line:
                faults.append(f"Line {line}: the same person and role stand in line {earlier}.")
            people.append(person)
        faults += [f"Line {line}: {reason}" for line, reason in table.set_aside]
    if not people and not faults:
        faults.append("The list names nobody. To end everybody, say until when each is there.")
    if faults:
        more = f"\nand {len(faults) - SHOWN_FAULTS} more" if len(faults) > SHOWN_FAULTS else ""
        raise InvalidRepresentatives("\n".join(faults[:SHOWN_FAULTS]) + more)
    return people


def _columns(headers: tuple[str, ...]) -> dict[str, str]:
    """Our column of each heading; raises InvalidRepresentatives."""
    names = {header: SYNONYMS.get(plain(header), plain(header)) for header in headers}
    if strange := [header for header, name in names.items() if name not in COLUMNS]:
        raise InvalidRepresentatives(
            f"There is no column “{strange[0][:40]}” in this list: it takes {', '.join(COLUMNS)}."
        )
    if missing := [name for name in REQUIRED if name not in names.values()]:
        raise InvalidRepresentatives(f"The column “{missing[0]}” is missing: add it.")
    if len(set(names.values())) < len(names):
        raise InvalidRepresentatives("Two columns mean the same: leave one out.")
    return names


def _named(row: Row, names: Mapping[str, str]) -> dict[str, str]:
    return {name: " ".join(unguarded(row[header]).split()) for header, name in names.items()}


def _person(
    cells: Mapping[str, str], localities: Mapping[str, str], kind: str | None
) -> Representative:
    for name in REQUIRED:
        if not cells[name]:
            raise InvalidRepresentatives(f"the {name} is missing, fill it in")
    if long := [name for name, cell in cells.items() if len(cell) > LONGEST]:
        raise InvalidRepresentatives(f"the {long[0]} has more than {LONGEST} characters")
    key = localities.get(plain(cells["locality"]))
    if key is None:
        place = cells["locality"][:40]
        raise InvalidRepresentatives(f"there is no ward or town centre called “{place}”")
    if kind is not None and not key.startswith(f"{kind}:"):
        raise InvalidRepresentatives(f"{cells['locality'][:40]} is no {kind.replace('_', ' ')}")
    first, last = _given(cells, "from", parse_date), _given(cells, "until", parse_date)
    if first and last and last < first:
        raise InvalidRepresentatives("it ends before it begins, check from and until")
    return Representative(
        locality=key,
        name=cells["name"],
        role=cells["role"],
        organisation=cells.get("organisation", ""),
        contact=_link(cells),
        from_on=first,
        until_on=last,
    )


def _given(cells: Mapping[str, str], name: str, read: Callable[[str], date]) -> date | None:
    return read(cells[name]) if cells.get(name) else None


def _link(cells: Mapping[str, str]) -> str:
    """A page that everybody may read: an e-mail address may be somebody's own."""
    contact = cells.get("contact", "")
    if "@" in contact:
        raise InvalidRepresentatives(
            "contact: give the address of a public page, not an e-mail address"
        )
    return parse_web_address(contact) if contact else ""
