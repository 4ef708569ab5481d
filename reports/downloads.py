"""Downloads of exactly what a locality's page lists: located there, and serving it.

They stream from a list already read: no connection waits for a slow reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO

from register.publishing.exports import Listing
from register.spreadsheets.csv_files import csv_chunks
from register.spreadsheets.xlsx_files import write_workbook
from reports.columns import list_headers, list_rows
from reports.geojson import collection_chunks, list_features, list_members
from reports.origins import asset_origins, outline_origins
from reports.sheets import list_sheet, sources_sheet, top_lines

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_name(listing: Listing, ending: str) -> str:
    """What the file is called when it is saved, as ``ward-hillside-assets.csv``."""
    area = listing.area
    return f"{area.kind.replace('_', '-')}-{area.slug}-assets.{ending}"


def locality_csv(listing: Listing, site_url: str) -> Iterator[bytes]:
    """One header and a row for each asset; each row carries its own notices."""
    return csv_chunks(list_headers(listing), list_rows(listing, site_url))


def locality_geojson(listing: Listing, site_url: str, today: date) -> Iterator[bytes]:
    """A FeatureCollection; an asset without a public place has no geometry."""
    return collection_chunks(list_members(listing, today), list_features(listing, site_url))


def locality_xlsx(listing: Listing, site_url: str, today: date) -> bytes:
    """A workbook with the list and its sources."""
    title = f"Community assets of {listing.area.name}, {listing.area.kind.replace('_', ' ')}"
    top = top_lines(title, listing, today)
    origins = [
        *asset_origins(listing.assets, listing.sources),
        *outline_origins([listing.area]),
    ]
    sheets = [list_sheet(listing, site_url, top), sources_sheet(listing, origins, top)]
    target = BytesIO()
    write_workbook(target, sheets, title=title)
    return target.getvalue()
