"""Whom a row belongs to, in words, and sentences about those that could not be told for certain."""

from collections.abc import Iterable
from typing import cast, get_args

from importers.column_matching import listed
from importers.rows import RowRejected
from importers.spreadsheet_cells import Cells
from importers.spreadsheet_columns import COLUMNS
from register.assets.staging import Related
from register.assets.values import RelationName, RelationShown
from register.runs.related import LeftOut

MOST = 50
SHOWN_NOTES = 50
_NAMES: tuple[RelationName, ...] = get_args(RelationName)
_HEADERS = {column.name: column.header for column in COLUMNS}
_FAULTS = {
    "unknown": "no entry has this name or, in this list, this reference",
    "several": "several entries are called so: write the reference instead, or make it at the "
    "entry's own page",
    "self": "an entry cannot belong to itself",
    "person": "entries about one person belong to no others",
}


def related(cells: Cells) -> tuple[Related, ...]:
    """The relations that a row tells of; raises RowRejected for more than an entry can have."""
    shown = cast(RelationShown, cells.get("relations_shown", "usual"))
    found = tuple(
        Related(name, said, shown)
        for name in _NAMES
        if name in cells
        for said in dict.fromkeys(listed(cells[name]))
    )
    if len(found) > MOST:
        raise RowRejected(f"It belongs to {len(found)} others: at most {MOST} can be given.")
    return found


def left_out_notes(left_out: Iterable[LeftOut]) -> list[str]:
    """A sentence for each relation that was not taken, as notes are: without the full stop."""
    notes = [
        f"line {one.line}, {_HEADERS[one.relation]}: “{one.said[:80]}” was left out, because "
        f"{_FAULTS[one.fault]}; the row itself was taken"
        for one in left_out
    ]
    if (more := len(notes) - SHOWN_NOTES) > 0:
        return [*notes[:SHOWN_NOTES], f"and {more:,} more relations were left out"]
    return notes
