"""Sheets that lists and reports share: the list itself, and where everything is from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from register.publishing.exports import Listing
from register.spreadsheets.cells import Cell
from register.spreadsheets.xlsx_files import Sheet
from reports.columns import list_headers, list_rows
from reports.origins import list_attributions, list_notices
from reports.values import Origin

_WIDTHS = {"Name": 34.0, "Kind": 22.0, "Summary": 40.0, "Address": 30.0, "Attribution": 60.0}


def list_sheet(listing: Listing, site_url: str, top: Sequence[str]) -> Sheet:
    """The list, under the lines that stand at the top of every sheet."""
    headers = list_headers(listing)
    return Sheet(
        "List",
        headers,
        list_rows(listing, site_url),
        notices=top,
        widths=[_WIDTHS.get(header, 16.0) for header in headers],
    )


def sources_sheet(listing: Listing, origins: Iterable[Origin], top: Sequence[str]) -> Sheet:
    """Where it is all from, and every notice that a licence asks for."""
    rows: list[list[Cell]] = [
        [origin.what, origin.name, origin.assets, origin.licence, origin.attribution, origin.url]
        for origin in origins
    ]
    rows += [["Notice to carry on", "", None, "", text, ""] for text in list_attributions(listing)]
    return Sheet(
        "Sources",
        ["What", "Source", "Assets listed", "Licence", "Attribution", "Address"],
        rows,
        notices=top,
        widths=[22, 50, 14, 18, 90, 40],
    )


def top_lines(title: str, listing: Listing, today: date) -> tuple[str, ...]:
    """Title, day and revision, and what a reader must be told first."""
    when = f"{today.day} {today:%B %Y}"
    return (
        f"{title}, {when}, revision {listing.revision} of the register",
        *list_notices(listing),
    )
