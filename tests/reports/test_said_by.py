"""Who said for whom it is: counted in reports, and the same again after any list and back."""

import csv
import json
from io import BytesIO, StringIO

import openpyxl
import pytest

from importers.sources import importer_by_name
from register.assets.values import AssetDraft, ForWhom
from register.publishing.exports import read_listing
from reports.building import ward_report
from reports.downloads import locality_csv, locality_geojson, locality_xlsx
from reports.page import report_page
from reports.workbook import served_sheet_rows
from tests.reports.conftest import SITE, TODAY

SAID = {
    "Said": ForWhom(
        age_from=60, groups=["carers", "jewish"], note="Also =friends", said_by="group"
    ),
    "Thought": ForWhom(age_to=4, groups=["carers"], said_by="other"),
    "Unknown": ForWhom(groups=["carers", "jewish"]),
    "Only the sayer": ForWhom(said_by="group"),
    "For everybody": ForWhom(),
}


@pytest.fixture
def listing(put, connection, middles):
    lon, lat = middles["hendon"]
    put(
        *(AssetDraft(name=name, kind="hall", lon=lon, lat=lat, for_whom=said)
          for name, said in SAID.items())
    )  # fmt: skip
    return read_listing(connection, "ward:hendon")


def read_back(headers, rows):
    """What the spreadsheet's own import makes of rows of a list."""
    read = importer_by_name("spreadsheet").to_asset_for(tuple(headers), {})
    drafts = [read({**row, "Serves": ""}).draft for row in rows]
    return {draft.name: draft.for_whom for draft in drafts}


def test_a_csv_brings_it_back(listing):
    text = b"".join(locality_csv(listing, SITE)).decode("utf-8-sig")
    rows = [*csv.DictReader(StringIO(text, newline=""))]
    assert read_back(rows[0], rows) == SAID


def test_a_workbook_brings_it_back(listing):
    book = openpyxl.load_workbook(BytesIO(locality_xlsx(listing, SITE, TODAY)))
    sheet = [["" if cell is None else str(cell) for cell in row]
             for row in book["List"].iter_rows(values_only=True)]  # fmt: skip
    top = next(at for at, row in enumerate(sheet) if row[0] == "Name")
    rows = [dict(zip(sheet[top], row, strict=True)) for row in sheet[top + 1 :] if row[0]]
    assert read_back(sheet[top], rows) == SAID


def test_geojson_says_it(listing):
    found = json.loads(b"".join(locality_geojson(listing, SITE, TODAY)))
    said = {one["properties"]["name"]: one["properties"]["for_whom"] for one in found["features"]}
    assert said["Said"]["said_by"] == "group"
    assert "said_by" not in said["Unknown"]
    assert {name: ForWhom.model_validate(one) for name, one in said.items()} == SAID


def test_a_report_counts_what_groups_say_themselves(listing, connection):
    report = ward_report(connection, "hendon", TODAY)
    rows = {row.slug: (row.count, row.declared) for row in report.served}
    assert rows["carers"] == (3, 1)
    assert rows["jewish"] == (2, 1)
    assert rows["60 and over"] == (1, 1)
    assert rows["Under 5"] == (1, 0)
    assert rows["refugees"] == (0, 0)
    row = next(row for row in served_sheet_rows(report) if row[1] == "Carers")
    assert row[2:5] == [3, 1, 3]
    assert "The group itself says so" in report_page(report, SITE).decode()
