"""All that the register holds of assets, as CSV and as a workbook, marked as not public."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import BinaryIO

from register.assets.full_questions import FullAsset, FullContact
from register.proposals.voices import Voice
from register.spreadsheets.csv_files import write_csv
from register.spreadsheets.xlsx_files import write_workbook
from reports.full import NOT_PUBLIC, full_headers, listed_sheets, marked_rows
from reports.origins import borough_name, standing_notices

NO_PEOPLE = "People are not in it: they are counted in public and listed nowhere."


def write_whole_csv(target: BinaryIO, assets: Iterable[FullAsset]) -> None:
    """One header and a row for each asset, each marked; no contacts."""
    write_csv(target, full_headers(), marked_rows(assets))


def write_whole_workbook(
    target: BinaryIO,
    assets: Iterable[FullAsset],
    contacts: Iterable[FullContact],
    voices: Iterable[Voice],
    today: date,
) -> None:
    """Assets, contacts, and what people said is missing; rows are written as they are read."""
    title = f"All entries of the register, {borough_name()}"
    when = f"{today.day} {today:%B %Y}"
    top = (NOT_PUBLIC, f"{title}, {when}", NO_PEOPLE, *standing_notices())
    write_workbook(target, listed_sheets(assets, contacts, voices, top), title=title)
