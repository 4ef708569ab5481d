"""Downloads hold exactly what is listed, carry their notices, and nothing in them runs."""

import csv
import json
from io import BytesIO, StringIO

import openpyxl
import pytest

from importers.column_matching import matched_columns
from importers.readers.opening import open_table
from importers.runner import import_file
from importers.sources import importer_by_name
from importers.spreadsheet_columns import COLUMNS
from register.assets.values import AssetDraft, ContactDraft, ForWhom
from register.kinds.definition import details
from register.places.errors import LocalityNotFound
from register.publishing.exports import read_listing
from register.runs.sources import Source
from reports.downloads import file_name, locality_csv, locality_geojson, locality_xlsx
from tests.reports.conftest import SITE, TODAY

DEMONSTRATION = Source("demonstration", "Demonstration", is_demonstration=True)
HOSTILE = [
    '=HYPERLINK("https://example.org/","press")',
    "<img src=x onerror=alert(1)>",
    "${alert(1)}`",
    "+44 20 7946 0000",
    "O'Neill's",
    "'=x",
]
ATTRIBUTION = "Contains data from the Example Trust."


def csv_rows(listing):
    text = b"".join(locality_csv(listing, SITE)).decode("utf-8-sig")
    return [*csv.DictReader(StringIO(text, newline=""))]


def collection(listing):
    return json.loads(b"".join(locality_geojson(listing, SITE, TODAY)))


def workbook(listing):
    return openpyxl.load_workbook(BytesIO(locality_xlsx(listing, SITE, TODAY)))


def xlsx_rows(sheet):
    rows = [*sheet.iter_rows(values_only=True)]
    top = next(at for at, row in enumerate(rows) if row[0] in ("Name", "What"))
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def test_each_form_holds_exactly_what_is_listed(borough, connection, middles):
    for slug in ("hendon", "east-finchley"):
        listing = read_listing(connection, f"ward:{slug}")
        here = {asset.name: "located here" for asset in borough if asset.ward == slug}
        serving = {asset.name: "serves here" for asset in borough if slug in asset.serves}
        expected = serving | here
        assert {row["Name"]: row["Listed as"] for row in csv_rows(listing)} == expected
        sheet = workbook(listing)["List"]
        assert {row["Name"]: row["Listed as"] for row in xlsx_rows(sheet)} == expected
        found = collection(listing)
        assert found["numberReturned"] == len(found["features"]) == len(expected)
        assert {feature["properties"]["name"] for feature in found["features"]} == set(expected)


@pytest.fixture
def hostile(put, connection, middles):
    lon, lat = middles["hendon"]
    put(
        *(
            AssetDraft(name=name, kind="hall", lon=lon, lat=lat, summary=name, address=name)
            for name in HOSTILE
        )
    )
    return read_listing(connection, "ward:hendon")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_hostile_names_come_back_through_the_import_unchanged(hostile, tmp_path, form):
    file = tmp_path / f"list.{form}"
    whole = b"".join(locality_csv(hostile, SITE))
    file.write_bytes(whole if form == "csv" else locality_xlsx(hostile, SITE, TODAY))
    with open_table(file) as table:
        columns = matched_columns(table.headers)
        found = [columns.values(row) for _, row in table]
    assert sorted(values["name"] for values in found) == sorted(HOSTILE)
    assert {values["summary"] for values in found} == set(HOSTILE)


def test_what_a_list_does_not_bring_in_again_is_what_the_documentation_names(borough, connection):
    """See docs/importing.md, Back and forth."""
    headers = csv_rows(read_listing(connection, "ward:hendon"))[0]
    columns = matched_columns(headers)
    read = {column.header for _, column in columns.fields}
    assert {column.header for column in COLUMNS} - read == {
        *("Easting", "Northing", "Email", "Lawful basis", "Consent on", "Consent how"),
        *("Contact from", "Meets at", "Run by", "Part of", "Gives money to", "Works with"),
        "Who may see these",
    }
    assert "More contacts" in columns.unread


def test_a_list_brought_in_again_is_new_entries_once(put, session, connection, middles, tmp_path):
    lon, lat = middles["hendon"]
    put(AssetDraft(name="Example Hall", kind="hall", lon=lon, lat=lat))
    file = tmp_path / "list.csv"
    file.write_bytes(b"".join(locality_csv(read_listing(connection, "ward:hendon"), SITE)))
    importer = importer_by_name("spreadsheet")
    lines = [
        import_file(session, importer, file, actor="test", publish=True).run.line()
        for _ in range(2)
    ]
    assert lines == [
        "new: 1 changed: 0 unchanged: 0 rejected: 0 outside: 0",
        "new: 0 changed: 0 unchanged: 1 rejected: 0 outside: 0",
    ]


def test_the_import_knows_every_detail_by_our_heading():
    ours = [f"Detail: {detail.label}" for detail in details().values()]
    columns = matched_columns(["Name", "Kind", *ours])
    assert dict(columns.details) == {
        f"Detail: {detail.label}": name for name, detail in details().items()
    }
    assert columns.unread == ()


def test_no_cell_runs(hostile):
    names = [row["Name"] for row in csv_rows(hostile)]
    assert not [name for name in names if name[0] in "=+-@"]
    cells = [cell for row in workbook(hostile)["List"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_every_form_carries_what_the_licences_ask_for(borough, connection):
    listing = read_listing(connection, "ward:hendon")
    assert all(ATTRIBUTION in row["Attribution"] for row in csv_rows(listing))
    assert all("Contains OS data" in row["Attribution"] for row in csv_rows(listing))
    said = collection(listing)["attribution"]
    assert ATTRIBUTION in said
    assert any("Contains OS data" in text for text in said)
    sources = [row["Attribution"] for row in xlsx_rows(workbook(listing)["Sources"])]
    assert ATTRIBUTION in sources
    assert any("Contains OS data" in text for text in sources if text)


def test_indicative_outlines_are_owned_up_to(put, connection):
    put(AssetDraft(name="In the centre", kind="hall", lon=-0.2753, lat=51.6137))  # Edgware
    for key in ("town_centre:edgware", "ward:edgware"):
        listing = read_listing(connection, key)
        assert [asset.name for asset in listing.assets] == ["In the centre"]
        assert all("indicative" in row["Notice"] for row in csv_rows(listing))
        assert any("indicative" in notice for notice in collection(listing)["notices"])
        top = [row[0] for row in workbook(listing)["List"].iter_rows(values_only=True)][:3]
        assert any("indicative" in str(text) for text in top)


def test_a_list_without_town_centres_says_nothing_of_them(put, connection, middles):
    lon, lat = middles["totteridge-and-woodside"]
    put(AssetDraft(name="In the fields", kind="park", lon=lon, lat=lat))
    listing = read_listing(connection, "ward:totteridge-and-woodside")
    assert [row["Notice"] for row in csv_rows(listing)] == [""]
    assert collection(listing)["notices"] == []


def test_demonstration_data_says_so_in_every_form(put, connection, middles):
    lon, lat = middles["hendon"]
    put(AssetDraft(name="Invented", kind="hall", lon=lon, lat=lat), source=DEMONSTRATION)
    listing = read_listing(connection, "ward:hendon")
    assert "Demonstration data" in csv_rows(listing)[0]["Notice"]
    assert "Demonstration data" in collection(listing)["notices"][0]
    assert "Demonstration data" in workbook(listing)["Sources"]["A2"].value


def test_a_row_says_all_that_is_public(put, checked, connection, middles):
    lon, lat = middles["hendon"]
    ids = put(
        AssetDraft(
            name="Whole Hall",
            kind="hall",
            lon=lon,
            lat=lat,
            address="1 Invented Road",
            serves=["ward:mill-hill", "town_centre:edgware"],
            details={"capacity": 80, "step_free_access": "yes"},
            for_whom=ForWhom(age_from=8, groups=["carers"]),
            contacts=[
                ContactDraft(phone="020 7946 0001", role="warden", audience="public"),
                ContactDraft(email="hello@example.org", audience="public"),
                ContactDraft(email="private@example.org"),
            ],
        )
    )
    checked(ids, {"Whole Hall": "2026-01-02"})
    row = csv_rows(read_listing(connection, "ward:mill-hill"))[0]
    expected = {
        "Kind": "hall",
        "Reference": str(ids["Whole Hall"]),
        "Listed as": "serves here",
        "Address": "1 Invented Road",
        "Longitude": str(round(lon, 6)),
        "Public location": "exact",
        "Ward": "Hendon",
        "Checked on": "2026-01-02",
        "Age from": "8",
        "For whom": "Carers",
        "Contact audience": "public",
        "Detail: Step-free access": "yes",
        "Source": "Example list",
        "Licence": "OGL-UK-3.0",
    }
    assert {header: row[header] for header in expected} == expected
    assert sorted(row["Serves"].split("; ")) == ["Edgware (town centre)", "Mill Hill"]
    assert row["Page"].startswith(f"{SITE}/assets/whole-hall-")
    assert "Email" not in row
    said = " ".join((row["Phone"], row["More contacts"]))
    assert "020 7946 0001" in said
    assert "hello@example.org" not in str(row)
    assert "private" not in str(row)


def test_a_group_kept_to_its_ward_has_no_finer_place(put, connection, middles):
    lon, lat = middles["hendon"]
    put(
        AssetDraft(
            name="At somebody's home",
            kind="litter-pick-team",
            lon=lon + 0.001,
            lat=lat + 0.001,
            address="1 Invented Road",
            details={"meeting_point": "the gate of 1 Invented Road"},
        )
    )
    listing = read_listing(connection, "ward:hendon")
    forms = (
        b"".join(locality_csv(listing, SITE)),
        b"".join(locality_geojson(listing, SITE, TODAY)),
        str(xlsx_rows(workbook(listing)["List"])).encode(),
    )
    for whole in forms:
        assert b"At somebody" in whole
        assert b"Invented Road" not in whole
        assert str(round(lon + 0.001, 6)).encode() not in whole


def test_nothing_hidden_is_in_any_form(hidden, connection):
    listing = read_listing(connection, "ward:east-finchley")
    assert [asset.name for asset in listing.assets] == ["Canary Group"]
    forms = (
        b"".join(locality_csv(listing, SITE)),
        b"".join(locality_geojson(listing, SITE, TODAY)),
        str([xlsx_rows(sheet) for sheet in workbook(listing)]).encode(),
    )
    for whole in forms:
        for canary in (b"canary-private", b"canary-gone", b"7946 0999", b"Draft", b"Never"):
            assert canary not in whole


def test_no_form_names_who_checked(borough, connection):
    listing = read_listing(connection, "ward:hendon")
    assert any(asset.checked_on for asset in listing.assets)
    for whole in (
        b"".join(locality_csv(listing, SITE)),
        b"".join(locality_geojson(listing, SITE, TODAY)),
        str(xlsx_rows(workbook(listing)["List"])).encode(),
    ):
        assert b"a tester" not in whole


def test_files_are_named_for_the_place(put, connection):
    listing = read_listing(connection, "town_centre:edgware")
    assert file_name(listing, "csv") == "town-centre-edgware-assets.csv"


def test_a_place_that_is_not_there_is_a_sentence(connection):
    with pytest.raises(LocalityNotFound, match="no locality"):
        read_listing(connection, "ward:nowhere")
