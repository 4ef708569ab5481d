"""Writes the template: the sheet to fill in, how to fill it in, and the lists to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from geo.errors import AssetsError
from importers.column_matching import detail_header
from importers.spreadsheet_columns import COLUMNS, PLAIN_DETAIL_GROUPS
from register.kinds.definition import details, kinds
from register.kinds.for_whom import groups
from register.kinds.shapes import Detail
from register.spreadsheets.csv_files import write_csv
from register.spreadsheets.xlsx_files import Formats, Sheet, safe_workbook, write_sheet

SHEET = "Assets"
LAST_ROW = 5_000
_AS_TEXT = {"reference", "postcode", "phone"}
_PRIVACY = (
    "One row for each asset. Leave empty what you do not know. Columns may be in any order.",
    "Privacy: give no names of people who did not agree. A contact is public only when its "
    "audience is “public”. Informal groups are shown by ward, because their address is often "
    "somebody's home.",
)


class UnknownTemplateFormat(AssetsError):
    """A template was asked for in a format that we do not write."""


@dataclass(frozen=True, slots=True)
class _Choices:
    """What the cells of one column choose from; ``is_strict``: nothing else is taken."""

    header: str
    values: Sequence[str]
    is_strict: bool = True


def write_template(path: Path, localities: Sequence[str] = ()) -> None:
    """Write the template as .xlsx or .csv. ``localities``: names to offer under "Serves".

    The CSV has the headings only. Raises UnknownTemplateFormat for any other ending.
    """
    if path.suffix.lower() == ".csv":
        with path.open("wb") as file:
            write_csv(file, template_headers(), [])
    elif path.suffix.lower() == ".xlsx":
        _write_workbook(path, localities)
    else:
        raise UnknownTemplateFormat(
            f"{path.name}: the template is written as .xlsx or .csv; "
            "programs that use .ods open the .xlsx too."
        )


def template_headers() -> list[str]:
    """The headings of the sheet to fill in: all columns, and the details of most kinds."""
    return [column.header for column in COLUMNS] + [detail_header(d) for d in _usual_details()]


def _write_workbook(path: Path, localities: Sequence[str]) -> None:
    offered = _offered(localities)
    with safe_workbook(path, title="Template for community assets") as (book, looks):
        data = book.add_worksheet(SHEET)
        instructions = book.add_worksheet("How to fill it in")
        more = book.add_worksheet("More columns")
        lists = book.add_worksheet("Lists")
        _write_headings(book, data, looks)
        write_sheet(instructions, _instructions(), looks)
        write_sheet(more, _more_columns(), looks)
        write_sheet(lists, _lists(offered), looks)
        for at, choices in enumerate(offered):
            _offer(data, choices, at)
        data.activate()


def _write_headings(book: Workbook, sheet: Worksheet, looks: Formats) -> None:
    text = book.add_format({"num_format": "@"})
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, column.width, text if column.name in _AS_TEXT else None)
    sheet.set_column(len(COLUMNS), len(template_headers()) - 1, 20)
    for at, header in enumerate(template_headers()):
        sheet.write_string(0, at, header, looks.header)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)


def _usual_details() -> list[Detail]:
    return [detail for detail in details().values() if detail.group in PLAIN_DETAIL_GROUPS]


def _offered(localities: Sequence[str]) -> list[_Choices]:
    fixed = [_Choices(column.header, column.choices) for column in COLUMNS if column.choices]
    several = [_Choices(detail_header(d), d.choices, False) for d in _usual_details() if d.choices]
    yes_no = [
        _Choices(detail_header(d), ("yes", "no")) for d in _usual_details() if d.type == "yes_no"
    ]
    return [
        _Choices("Kind", [kind.singular for kind in kinds()]),
        *fixed,
        _Choices("Serves", localities, False),
        _Choices("For whom", [group.label for group in groups()], False),
        *several,
        *yes_no,
    ]


def _offer(sheet: Worksheet, choices: _Choices, list_column: int) -> None:
    """A drop-down list. Where several may be chosen, other text is let through."""
    if not choices.values:
        return
    letter = chr(ord("A") + list_column)
    at = template_headers().index(choices.header)
    sheet.data_validation(
        1,
        at,
        LAST_ROW,
        at,
        {
            "validate": "list",
            "source": f"=Lists!${letter}$2:${letter}${len(choices.values) + 1}",
            "show_error": choices.is_strict,
            "error_title": "Not in the list",
            "error_message": "Choose from the list, or leave the cell empty.",
        },
    )


def _lists(offered: Sequence[_Choices]) -> Sheet:
    longest = max(len(choices.values) for choices in offered)
    rows = [
        [choices.values[at] if at < len(choices.values) else "" for choices in offered]
        for at in range(longest)
    ]
    return Sheet("Lists", [choices.header for choices in offered], rows, widths=[30] * len(offered))


def _instructions() -> Sheet:
    rows = [
        [column.header, "must" if column.required else "", column.explanation, column.example]
        for column in COLUMNS
    ]
    rows += [[detail_header(d), "", _explained(d), ""] for d in _usual_details()]
    return Sheet(
        "How to fill it in",
        ["Column", "Needed", "What to write", "Example"],
        rows,
        notices=_PRIVACY,
        widths=[26, 9, 90, 30],
        is_wrapped=True,
    )


def _more_columns() -> Sheet:
    rows = [
        [detail_header(d), ", ".join(k.singular for k in kinds() if d in k.details), _explained(d)]
        for d in details().values()
        if d.group not in PLAIN_DETAIL_GROUPS
    ]
    return Sheet(
        "More columns",
        ["Heading", "For these kinds", "What to write"],
        rows,
        notices=("Some kinds take more. Add a column with the heading as it stands here.",),
        widths=[36, 50, 90],
        is_wrapped=True,
    )


def _explained(detail: Detail) -> str:
    words = {
        "whole_number": "A whole number.",
        "money": "An amount in pounds.",
        "yes_no": "yes or no.",
        "date": "A date, day first: 31/12/2025.",
        "time": "A time of day: 19:30.",
        "url": "A web address.",
        "sessions": "How often and when, with semicolons between several.",
        "choice": f"One of: {', '.join(detail.choices)}.",
        "choices": f"Any of these, with semicolons between them: {'; '.join(detail.choices)}.",
    }
    return " ".join(part for part in (words.get(detail.type, ""), detail.hint) if part) or "Text."
