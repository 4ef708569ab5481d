"""The report in each of its forms, for strangers and, marked so, for an analyst."""

import csv
import json
from io import StringIO

import openpyxl
import pytest

from register.assets.full_questions import full_listing
from register.assets.values import AssetDraft
from register.proposals.suggesting import say_what_is_missing
from reports.building import ward_report
from reports.full import NOT_PUBLIC
from reports.writing import ReportNotWritten, UnknownReportForm, write_report
from tests.reports.conftest import SITE, TODAY

FORMS = ["xlsx", "csv", "geojson", "html"]
HOSTILE = "<script>alert(1)</script>${alert(2)}\"'="


@pytest.fixture
def written(session, connection, tmp_path):
    """Writes the report on East Finchley in one form."""

    def write(form, *, is_full=False):
        report = ward_report(connection, "east-finchley", TODAY)
        full = full_listing(session, "ward:east-finchley") if is_full else None
        file = tmp_path / f"report.{form}"
        write_report(file, report, SITE, full)
        return file

    return write


def as_text(file):
    """All that stands in a file, the cells of a workbook included."""
    if file.suffix != ".xlsx":
        return file.read_text(encoding="utf-8")
    book = openpyxl.load_workbook(file)
    return "\n".join(
        str(value)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for value in row
        if value is not None
    )


@pytest.mark.parametrize("form", FORMS)
def test_each_form_lists_every_asset_with_its_notices(borough, written, form):
    text = as_text(written(form))
    listed = [
        asset.name
        for asset in borough
        if asset.ward == "east-finchley" or "east-finchley" in asset.serves
    ]
    assert listed
    assert all(name in text for name in listed)
    assert "Contains data from the Example Trust." in text
    assert "Contains OS data" in text
    assert NOT_PUBLIC not in text


def test_the_workbook_has_its_sheets_and_its_numbers(borough, written):
    book = openpyxl.load_workbook(written("xlsx"))
    assert book.sheetnames == ["Summary", "List", "Missing", "For whom", "Sources", "Notes"]
    rows = {(row[0], row[1]): row for row in book["Summary"].iter_rows(values_only=True)}
    here = sum(asset.ward == "east-finchley" for asset in borough)
    located = sum(asset.ward is not None for asset in borough)
    total = rows["Total", "All assets"]
    assert (total[2], total[4]) == (here, located)
    assert total[3] == round(here / 16_394 * 1000, 4)
    assert rows["Place", "Residents (estimate)"][2] == 16_394
    for sheet in book:
        assert "Community assets in East Finchley, ward" in sheet["A1"].value
        assert "22 March 2026" in sheet["A1"].value


def test_geojson_says_what_it_counts(borough, written):
    found = json.loads(written("geojson").read_bytes())
    here = sum(asset.ward == "east-finchley" for asset in borough)
    assert found["counts"]["located_here"] == here == sum(found["counts"]["kinds"].values())
    located = [f for f in found["features"] if f["properties"]["listed_as"] == "located"]
    assert len(located) == here
    assert any("once" in note for note in found["notes"])


@pytest.mark.parametrize("form", FORMS)
def test_hostile_names_are_inert(put, written, middles, form):
    lon, lat = middles["east-finchley"]
    put(AssetDraft(name=HOSTILE, kind="hall", lon=lon, lat=lat))
    file = written(form)
    if form == "html":
        page = file.read_text(encoding="utf-8")
        assert "<script" not in page
        assert " style=" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    elif form == "geojson":
        names = [f["properties"]["name"] for f in json.loads(file.read_bytes())["features"]]
        assert names == [HOSTILE]
    else:
        assert HOSTILE in as_text(file).replace('""', '"')


@pytest.mark.parametrize("form", FORMS)
def test_nothing_hidden_is_in_a_public_report(hidden, written, form):
    text = as_text(written(form))
    assert "Canary Group" in text
    for canary in ("canary-private", "canary-gone", "7946 0999", "Canary Draft", "Canary Never"):
        assert canary not in text
    for canary in ("Canary Skill", "Canary Closed", "test importer"):
        assert canary not in text


@pytest.mark.parametrize("form", FORMS)
def test_a_full_report_adds_what_is_not_public_and_where_it_is_from(hidden, written, form):
    text = as_text(written(form, is_full=True))
    for name in ("Canary Group", "Canary Draft", "Canary Never", "Canary Closed"):
        assert name in text
    for said in ("not yet published", "test importer", "draft.csv", "ref-Canary Draft"):
        assert said in text
    assert str(hidden["lon"])[:8] in text
    assert "Canary Skill" not in text  # people are counted, never listed
    assert "canary-gone" not in text  # consent was withdrawn
    assert NOT_PUBLIC in text


def test_every_sheet_of_a_full_workbook_is_marked(hidden, written):
    book = openpyxl.load_workbook(written("xlsx", is_full=True))
    assert book.sheetnames[-4:] == [
        "Full list NOT PUBLIC",
        "Contacts NOT PUBLIC",
        "Missing, ideas NOT PUBLIC",
        "Searched in vain NOT PUBLIC",
    ]
    assert {sheet["A1"].value for sheet in book} == {NOT_PUBLIC}


@pytest.mark.parametrize("form", ["csv", "geojson", "html"])
def test_contacts_stand_on_their_own_sheet_only(hidden, written, form):
    assert "canary-private" not in as_text(written(form, is_full=True))
    book = openpyxl.load_workbook(written("xlsx", is_full=True))
    for sheet in book:
        cells = str([*sheet.iter_rows(values_only=True)])
        assert ("canary-private" in cells) == (sheet.title == "Contacts NOT PUBLIC")


def test_every_row_and_feature_of_a_full_file_is_marked(hidden, written):
    text = written("csv", is_full=True).read_text(encoding="utf-8-sig")
    rows = [*csv.DictReader(StringIO(text, newline=""))]
    assert len(rows) == 4
    assert {row["Marking"] for row in rows} == {NOT_PUBLIC}
    found = json.loads(written("geojson", is_full=True).read_bytes())
    assert found["marking"] == NOT_PUBLIC
    assert {feature["properties"]["marking"] for feature in found["features"]} == {NOT_PUBLIC}


@pytest.mark.parametrize("form", ["xlsx", "html"])
def test_what_people_said_is_missing_is_in_a_full_report_only(session, hidden, written, form):
    for place in ("ward:east-finchley", "ward:hendon"):
        words = f"Canary bench at {place}, mail canary-resident@example.org"
        say_what_is_missing(session, "missing", [place], words, email="canary-two@example.org")
    text = as_text(written(form, is_full=True))
    assert "Canary bench at ward:east-finchley" in text
    assert "waits for a decision" in text
    for kept in ("Canary bench at ward:hendon", "canary-resident", "canary-two"):
        assert kept not in text
    assert "Canary bench" not in as_text(written(form))


def test_people_are_counted_in_a_full_report(hidden, written):
    assert "skill or gift: 1" in as_text(written("html", is_full=True))


def test_a_full_file_is_its_owners_alone(hidden, written):
    assert written("csv", is_full=True).stat().st_mode & 0o077 == 0
    assert written("csv").stat().st_mode & 0o044 == 0o044


def test_an_ending_that_is_not_known_is_a_sentence(written):
    with pytest.raises(UnknownReportForm, match=r"\.xlsx, \.csv"):
        written("docx")


def test_a_folder_that_is_not_there_is_a_sentence(connection, tmp_path):
    report = ward_report(connection, "hendon", TODAY)
    with pytest.raises(ReportNotWritten, match="cannot be written"):
        write_report(tmp_path / "none" / "report.csv", report, SITE)


def test_a_failure_leaves_the_old_file(written, monkeypatch, tmp_path):
    file = written("csv")
    before = file.read_bytes()
    monkeypatch.setattr("reports.writing.write_csv", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        written("csv")
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["report.csv"]
