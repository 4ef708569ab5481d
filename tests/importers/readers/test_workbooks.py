"""XLSX and ODS: what a person sees is what is read; merged cells and bombs are refused."""

import time
import zipfile
from dataclasses import replace
from datetime import date, datetime
from datetime import time as clock
from io import BytesIO

import pytest
from xlsxwriter import Workbook

from importers.readers.errors import (
    BrokenWorkbook,
    EmptyFile,
    FileTooLarge,
    UnclearColumns,
    WrongFormat,
)
from importers.readers.limits import LIMITS
from importers.readers.opening import open_table

ODS_HEAD = (
    '<?xml version="1.0"?>{doctype}<office:document-content office:version="1.2" '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="Sheet1">'
)
ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
EMPTY_CELLS = '<table:table-cell table:number-columns-repeated="2"/>'
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


@pytest.fixture
def xlsx(tmp_path):
    def make(fill, name="groups.xlsx"):
        path = tmp_path / name
        book = Workbook(str(path), {"strings_to_urls": False, "strings_to_formulas": False})
        fill(book, book.add_worksheet("Sheet1"))
        book.close()
        return path

    return make


@pytest.fixture
def ods(tmp_path):
    def make(rows: str, doctype: str = ""):
        path = tmp_path / "groups.ods"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", MIMETYPE)
            archive.writestr("META-INF/manifest.xml", "<manifest/>")
            archive.writestr("content.xml", ODS_HEAD.format(doctype=doctype) + rows + ODS_TAIL)
        return path

    return make


def cell(text: str, attributes: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string" {attributes}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def read(path, **options):
    with open_table(path, **options) as table:
        return list(table), table


def rows_of(*rows):
    def fill(_, sheet):
        for at, cells in enumerate(rows):
            for column, value in enumerate(cells):
                sheet.write(at, column, value)

    return fill


def test_values_are_what_a_person_sees(xlsx):
    def fill(book, sheet):
        sheet.write_row(0, 0, ["name", "value"])
        day, moment, hour = (
            book.add_format({"num_format": f}) for f in ("dd/mm/yy", "d/m/yy h:mm", "h:mm")
        )
        sheet.write_column(1, 0, list("abcdefghijkl"))
        sheet.write_number(1, 1, 12.0)
        sheet.write_number(2, 1, 447700900123)
        sheet.write_number(3, 1, 0.1 + 0.2)
        sheet.write_number(4, 1, -0.00001234)
        sheet.write_boolean(5, 1, True)
        sheet.write_datetime(6, 1, date(2026, 12, 1), day)
        sheet.write_datetime(7, 1, datetime(2026, 12, 1, 14, 30), moment)  # noqa: DTZ001
        sheet.write_datetime(8, 1, clock(9, 5), hour)
        sheet.write_string(9, 1, "00123")
        sheet.write_formula(10, 1, '="x"&"y"', None, "xy")
        sheet.write_formula(11, 1, "=1/0", None, "#DIV/0!")
        sheet.write_string(12, 1, "=HYPERLINK(1)")

    rows, table = read(xlsx(fill))
    assert [found["value"] for _, found in rows] == [
        "12", "447700900123", "0.3", "-0.00001234", "TRUE", "2026-12-01", "2026-12-01 14:30",
        "09:05", "00123", "xy", "", "=HYPERLINK(1)",
    ]  # fmt: skip
    assert [line for line, _ in rows] == list(range(2, 14))
    assert table.format == "xlsx"


def test_titles_above_and_empty_rows_between_do_not_matter(xlsx):
    def fill(_, sheet):
        sheet.merge_range("A1:C1", "Groups of 2026")
        sheet.write_row(3, 1, ["name", "kind"])
        sheet.write_row(4, 1, ["Hall", "hall"])
        sheet.write_row(9, 1, ["Park", "park"])

    rows, table = read(xlsx(fill))
    assert [(line, found["name"]) for line, found in rows] == [(5, "Hall"), (10, "Park")]
    assert table.headers == ("column 1", "name", "kind")


def test_the_sheet_called_assets_is_read_or_else_the_first_with_rows(xlsx):
    def named(book, sheet):
        sheet.write_column(0, 0, ["about", "this"])
        book.add_worksheet("ASSETS").write_row(0, 0, ["name", "kind"])
        book.worksheets()[1].write_row(1, 0, ["Hall", "hall"])

    def unnamed(book, sheet):
        sheet.write(0, 0, "only a title")
        book.add_worksheet("secret").write_column(0, 0, ["x", "y"])
        book.worksheets()[1].hide()
        for name in ("North", "South"):
            book.add_worksheet(name).write_row(0, 0, ["name", "kind"])
            book.get_worksheet_by_name(name).write_row(1, 0, [name, "hall"])

    rows, table = read(xlsx(named))
    assert (rows[0][1]["name"], table.notes) == ("Hall", ["read the sheet “ASSETS”"])
    rows, table = read(xlsx(unnamed))
    assert rows[0][1]["name"] == "North"
    assert table.notes == ["read the sheet “North”", "did not read the sheets “South”"]


def test_rows_with_merged_cells_are_set_aside_and_others_kept(xlsx):
    def fill(_, sheet):
        for at in range(8):
            sheet.write_row(at, 0, ["name", "kind", "note"] if at == 0 else [f"n{at}", "hall", "x"])
        sheet.merge_range("B3:B5", "hall")
        sheet.merge_range("A8:C8", "n7")

    rows, table = read(xlsx(fill))
    assert [found["name"] for _, found in rows] == ["n1", "n5", "n6"]
    assert [line for line, _ in table.set_aside] == [3, 4, 5, 8]
    assert "Cells B3:B5 are merged" in table.set_aside[0].reason
    assert "Cells A8:C8 are merged" in table.set_aside[3].reason


def test_merged_headings_are_refused(xlsx):
    def fill(_, sheet):
        sheet.write_row(0, 0, ["name", "kind", "x", "y"])
        sheet.merge_range("C1:D1", "contact")
        sheet.write_row(1, 0, ["Hall", "hall", "a", "b"])

    with pytest.raises(UnclearColumns, match="headings of groups.xlsx have merged cells .C1:D1"):
        read(xlsx(fill))


def test_ods_is_read_alike(ods):
    path = ods(
        row(cell("name"), cell("kind"))
        + row(cell("Hall"), cell("hall"))
        + row(cell("Park"), '<table:table-cell office:value-type="float" office:value="12"/>')
        + row(EMPTY_CELLS, attributes='table:number-rows-repeated="2"')
        + row(cell("Merged", 'table:number-rows-spanned="2"'), cell("hall"))
        + row("<table:covered-table-cell/>", cell("hall"))
        + row(cell("Wide", 'table:number-columns-spanned="2"'), "<table:covered-table-cell/>")
        + row(cell("Last"), cell("hall"))
        + row(EMPTY_CELLS, attributes='table:number-rows-repeated="1048000"')
    )  # fmt: skip
    rows, table = read(path)
    assert [(line, *found.values()) for line, found in rows] == [
        (2, "Hall", "hall"), (3, "Park", "12"), (9, "Last", "hall"),
    ]  # fmt: skip
    assert [line for line, _ in table.set_aside] == [6, 7, 8]
    assert "A6:A7" in table.set_aside[0].reason
    assert table.format == "ods"


def test_a_workbook_with_nothing_in_it_is_refused(xlsx):
    with pytest.raises(BrokenWorkbook, match="no headings"):
        read(xlsx(lambda *_: None))
    with pytest.raises(BrokenWorkbook, match="only one filled cell"):
        read(xlsx(rows_of(["a"], ["b"])))


def test_two_headings_alike_are_refused(xlsx):
    with pytest.raises(UnclearColumns, match="two columns"):
        read(xlsx(rows_of(["name", "Name"], ["a", "b"])))


def test_a_workbook_named_csv_says_what_to_rename(xlsx):
    with pytest.raises(WrongFormat, match=r"workbook \(XLSX\): rename it to end in .xlsx"):
        read(xlsx(rows_of(["a", "b"]), name="groups.csv"))


@pytest.mark.parametrize("name", ["groups.csv", "groups.zip"])
def test_a_zip_of_something_else_is_refused(tmp_path, name):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("groups.csv", "a,b\n1,2\n")
    with pytest.raises(WrongFormat, match="zip file, not a table: unpack it"):
        read(path)


@pytest.mark.parametrize("name", ["groups.xlsx", "groups.ods"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken"])
def test_a_damaged_workbook_is_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises((BrokenWorkbook, EmptyFile), match="is empty|is damaged"):
        read(path)


def rewritten(path, entry: str, content: bytes):
    """The same workbook with one part of it exchanged."""
    old = zipfile.ZipFile(BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            archive.writestr(name, content if name == entry else old.read(name))
    return path


def sheet_xml(cells: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def string_cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


FAR_APART = (
    f'<row r="1">{string_cell("A1", "name")}</row>'
    f'<row r="1048576">{string_cell("XFD1048576", "x")}</row>'
)
SHARED_AGAIN_AND_AGAIN = "".join(
    f'<row r="{n}">' + "".join(f'<c r="{c}{n}" t="s"><v>0</v></c>' for c in "ABCDEFGH") + "</row>"
    for n in range(1, 20_001)
)


def hostile_workbooks(xlsx, ods):
    """Small files that would take gigabytes."""
    plain = rows_of(["name", "kind"], ["a", "b"])
    sheet = "xl/worksheets/sheet1.xml"
    yield rewritten(xlsx(plain, "1.xlsx"), sheet, sheet_xml(FAR_APART))
    yield rewritten(xlsx(plain, "2.xlsx"), sheet, sheet_xml(" " * 600_000_000))
    yield rewritten(
        xlsx(rows_of(["x" * 32_000, "kind"]), "3.xlsx"), sheet, sheet_xml(SHARED_AGAIN_AND_AGAIN)
    )
    repeated = cell("x", 'table:number-columns-repeated="16384"')
    yield ods(
        row(cell("a"), cell("b")) + row(repeated, attributes='table:number-rows-repeated="1048576"')
    )


def test_bombs_are_refused_in_seconds_and_cannot_hurt_us(xlsx, ods):
    for path in hostile_workbooks(xlsx, ods):
        began = time.monotonic()
        with pytest.raises(BrokenWorkbook, match="as CSV|is damaged"):
            read(path)
        assert time.monotonic() - began < 30, path
        path.unlink()


def test_entities_of_its_own_are_refused(ods):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    path = ods(
        row(cell("name"), cell("kind")) + row(cell("&l9;"), cell("hall")),
        doctype=f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]>',
    )
    with pytest.raises(BrokenWorkbook, match="entities|damaged"):
        read(path)


def test_too_many_rows_or_bytes_are_refused(xlsx):
    path = xlsx(rows_of(["a", "b"], ["1", "2"], ["3", "4"]))
    with pytest.raises(BrokenWorkbook, match="more than 1 rows"):
        read(path, limits=replace(LIMITS, workbook_rows=1))
    with pytest.raises(FileTooLarge, match="save it as CSV"):
        read(path, limits=replace(LIMITS, workbook_bytes=100))


def test_leaving_early_ends_the_process(xlsx):
    with open_table(xlsx(rows_of(["a", "b"], *[["1", "2"]] * 5_000))) as table:
        next(iter(table))
        process = table.on_close.__self__.process  # type: ignore[attr-defined]
    assert process.poll() is not None
