"""The template is one that the reader reads, with lists that the checks accept."""

import openpyxl
import pytest

from importers.column_matching import listed_groups, matched_columns
from importers.readers.opening import open_table
from importers.spreadsheet_columns import COLUMNS
from importers.template import UnknownTemplateFormat, template_headers, write_template
from register.kinds.definition import find_kind
from register.kinds.details import validated_details

LOCALITIES = ["First Ward", "Old Town (town centre)"]


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "template.xlsx"
    write_template(path, LOCALITIES)
    return path


def test_every_heading_is_understood():
    found = matched_columns(template_headers())
    assert found.unread == ()
    assert len(found.fields) == len(COLUMNS)
    assert {name for _, name in found.details} >= {"capacity", "opening_times", "meeting_point"}


def test_a_filled_template_is_read_back(workbook):
    book = openpyxl.load_workbook(workbook)
    sheet = book["Assets"]
    headers = [cell.value for cell in sheet[1]]
    typed = {"Name": "+1 Club", "Kind": "hall", "Phone": "02079460000", "Facilities": "stage; lift"}
    for header, value in typed.items():
        sheet.cell(2, headers.index(header) + 1, value)
    book.save(workbook)
    with open_table(workbook) as table:
        columns = matched_columns(table.headers)
        rows = list(table)
    assert table.notes == ["read the sheet “Assets”"]
    assert [line for line, _ in rows] == [2]
    kind = find_kind(columns.values(rows[0][1])["kind"])
    assert kind is not None
    assert columns.values(rows[0][1]) == {"name": "+1 Club", "kind": "hall", "phone": "02079460000"}
    assert validated_details(kind, columns.detail_values(rows[0][1])) == {
        "facilities": ["lift", "stage"]
    }


def test_lists_offer_only_what_is_accepted(workbook):
    lists = openpyxl.load_workbook(workbook)["Lists"]
    offered = {
        column[0].value: [cell.value for cell in column[1:] if cell.value is not None]
        for column in lists.iter_cols()
    }
    assert all(find_kind(name) for name in offered["Kind"])
    assert all(listed_groups(label) for label in offered["For whom"])
    assert offered["Serves"] == LOCALITIES
    assert offered["Contact audience"] == ["public", "partners", "stewards"]
    assert offered["Can be hired"] == ["yes", "no"]


def test_drop_downs_point_at_the_lists(workbook):
    book = openpyxl.load_workbook(workbook)
    headers = [cell.value for cell in book["Assets"][1]]
    rules = book["Assets"].data_validations.dataValidation
    for rule in rules:
        header = headers[next(iter(rule.sqref.ranges)).min_col - 1]
        first = rule.formula1.removeprefix("Lists!").split(":")[0].replace("$", "")
        assert book["Lists"][first[:-1] + "1"].value == header
    kind_rule = next(rule for rule in rules if "B2" in rule.sqref)
    assert kind_rule.showErrorMessage
    assert len(rules) == 12


def test_instructions_explain_every_column(workbook):
    book = openpyxl.load_workbook(workbook)
    told = {row[0].value for row in book["How to fill it in"].iter_rows(min_row=4)}
    assert told == set(template_headers())
    text = " ".join(
        str(cell.value) for row in book["How to fill it in"].iter_rows() for cell in row
    )
    assert "Privacy" in text


def test_phones_and_postcodes_are_text_columns(workbook):
    sheet = openpyxl.load_workbook(workbook)["Assets"]
    headers = [cell.value for cell in sheet[1]]
    for header in ("Phone", "Reference", "Postcode"):
        letter = openpyxl.utils.get_column_letter(headers.index(header) + 1)
        assert sheet.column_dimensions[letter].number_format == "@"


def test_without_localities_nothing_is_offered_under_serves(tmp_path):
    write_template(tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert len(book["Assets"].data_validations.dataValidation) == 11


def test_csv_has_the_headings_and_other_formats_are_refused(tmp_path):
    write_template(tmp_path / "t.csv")
    with open_table(tmp_path / "t.csv") as table:
        assert list(table.headers) == template_headers()
        assert list(table) == []
    with pytest.raises(UnknownTemplateFormat, match=r"written as \.xlsx or \.csv"):
        write_template(tmp_path / "t.ods")
