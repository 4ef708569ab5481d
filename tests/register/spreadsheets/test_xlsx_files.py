"""Workbooks: texts stay texts, hold what XML and Excel cannot, and read back the same."""

import io
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from register.spreadsheets import xlsx_files
from register.spreadsheets.cells import unguarded
from register.spreadsheets.errors import TooManyRows
from register.spreadsheets.xlsx_files import LONGEST_CELL, Sheet, write_workbook

HOSTILE = [
    '=HYPERLINK("https://example.org","press")', "=1+1", "+44 20 7946 0000", "-", "@x", "'=x",
    "{=1+1}", "https://example.org", "mailto:a@example.org", "0123", "12", "  spaces  ",
    "a\r\nb", "\ttab", "\x01", "_x0041_", "<b>&amp;</b>", "é 😀",
]  # fmt: skip


def written(*sheets: Sheet) -> tuple[io.BytesIO, int]:
    target = io.BytesIO()
    cut = write_workbook(target, sheets, title="A title")
    target.seek(0)
    return target, cut


def test_hostile_texts_stay_texts_and_come_back():
    target, cut = written(Sheet("List", ["text"], [[text] for text in HOSTILE]))
    assert cut == 0
    sheet = openpyxl.load_workbook(target)["List"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert not any(cell.hyperlink for cell in cells)
    xml = ZipFile(target).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml
    assert b"<hyperlink" not in xml


def test_hostile_texts_are_the_same_for_our_own_reader(tmp_path):
    from python_calamine import load_workbook

    path = tmp_path / "list.xlsx"
    write_workbook(path, [Sheet("List", ["text"], [[text] for text in HOSTILE])], title="T")
    rows = load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert [unguarded(row[0]) for row in rows[1:]] == HOSTILE


def test_values_keep_their_types():
    moment = datetime(2026, 12, 1, 14, 30, tzinfo=UTC)
    row = [1, -0.19, True, None, date(2026, 12, 1), moment, ["a", "b"], 10**15, float("nan")]
    target, _ = written(Sheet("S", list("abcdefghi"), [row]))
    values = [cell.value for cell in openpyxl.load_workbook(target)["S"][2]]
    assert values == [
        1, -0.19, "yes", None, datetime(2026, 12, 1), datetime(2026, 12, 1, 14, 30),  # noqa: DTZ001
        "a; b", "1000000000000000", "nan",
    ]  # fmt: skip


def test_what_xml_cannot_hold_is_replaced():
    target, _ = written(Sheet("S", ["a"], [["x\ufffe\uffff\ud800y"]]))
    assert openpyxl.load_workbook(target)["S"]["A2"].value == "x\ufffd\ufffd\ufffdy"


@pytest.mark.parametrize("letter", ["a", "😀"])
def test_a_cell_too_long_for_excel_is_cut_and_says_so(letter):
    target, cut = written(Sheet("S", ["a"], [[letter * 40_000], [letter * 100]]))
    text = openpyxl.load_workbook(target)["S"]["A2"].value
    assert cut == 1
    assert len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert text.endswith("all of it]")


def test_notices_header_and_title():
    target, _ = written(
        Sheet("A/B", ["name"], [["x"]], notices=["Licence: OGL", "Indicative"], widths=[33]),
        Sheet("a b", [], []),
    )
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["A B", "a b 2"]
    assert book.properties.title == "A title"
    sheet = book["A B"]
    assert [cell.value for cell in sheet["A"]] == ["Licence: OGL", "Indicative", "name", "x"]
    assert sheet.freeze_panes == "A4"
    assert sheet["A3"].font.bold
    assert sheet.column_dimensions["A"].width == pytest.approx(33, abs=1)
    assert sheet.auto_filter.ref == "A3:A4"


def test_more_rows_than_a_sheet_holds(monkeypatch):
    monkeypatch.setattr(xlsx_files, "MOST_ROWS", 3)
    with pytest.raises(TooManyRows, match="export it as CSV"):
        written(Sheet("S", ["a"], [["1"], ["2"], ["3"]]))


def test_a_failure_half_way_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def rows():
        yield ["1"]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_workbook(tmp_path / "list.xlsx", [Sheet("S", ["a"], rows())], title="T")
    assert list(tmp_path.iterdir()) == []


def test_many_rows_are_written_in_little_memory(tmp_path: Path):
    rows = (["a name", "text " * 20, n] for n in range(20_000))
    tracemalloc.start()
    write_workbook(tmp_path / "big.xlsx", [Sheet("S", ["a", "b", "c"], rows)], title="T")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000
