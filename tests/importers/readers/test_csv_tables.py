"""CSV as it really comes: encodings, separators, line ends, and what is refused."""

import csv
import time
import tracemalloc
from dataclasses import replace

import pytest

from importers.readers.errors import (
    BrokenText,
    EmptyFile,
    FileTooLarge,
    NoSuchFile,
    UnclearColumns,
    UnreadableFile,
    WrongFormat,
)
from importers.readers.limits import LIMITS
from importers.readers.opening import open_table

HALL = [(2, {"name": "Café – “Hall”", "note": "£5"})]


@pytest.fixture
def file(tmp_path):
    def make(content: bytes | str, name: str = "groups.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def read(path, **options):
    with open_table(path, **options) as table:
        return list(table), table


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_every_usual_form_reads_the_same(file, encoding, separator, line_end):
    text = line_end.join(
        [separator.join(["name", "note"]), separator.join(["Café – “Hall”", "£5"])]
    )
    rows, table = read(file(text.encode(encoding)))
    assert rows == HALL
    assert table.headers == ("name", "note")
    assert table.separator == separator


def test_notes_say_how_the_file_was_read(file):
    _, table = read(file("a;b\n1;é".encode("cp1252")))
    assert table.notes == ["read as Windows-1252, semicolon between columns"]
    assert table.format == "csv"


def test_lines_are_counted_where_records_begin(file):
    rows, _ = read(file('name,note\n"two\nlines",x\n\n , \nlast,"a\r\nb"\nend,\n'))
    assert [(line, row["name"]) for line, row in rows] == [
        (2, "two\nlines"), (5, " "), (6, "last"), (8, "end"),
    ]  # fmt: skip
    assert rows[2][1]["note"] == "a\r\nb"


def test_short_rows_are_filled_and_long_rows_set_aside(file):
    rows, table = read(file("a,b\n1\n1,2,\n1,2,3\n4,5\n"))
    assert rows == [(2, {"a": "1", "b": ""}), (3, {"a": "1", "b": "2"}), (5, {"a": "4", "b": "5"})]
    assert [line for line, _ in table.set_aside] == [4]
    assert "3 cells and the headings are 2" in table.set_aside[0].reason


def test_extra_cells_can_be_joined_for_files_that_forget_to_quote(file):
    rows, table = read(file('"","g"\n"1",c(-0.1, 51.5)\n'), extra_cells="join")
    assert rows == [(2, {"column 1": "1", "g": "c(-0.1, 51.5)"})]
    assert not table.set_aside


def test_a_stray_quotation_mark_sets_one_row_aside(file):
    rows, table = read(file('a,b\n"x"y,1\n2,3\n'))
    assert rows == [(3, {"a": "2", "b": "3"})]
    assert table.set_aside[0].line == 2


def test_a_quotation_mark_never_closed_swallows_nothing_in_silence(file):
    with pytest.raises(BrokenText, match="on or after line 3 is never closed"):
        read(file('a,b\n1,2\n3,"x\n4,5\n'))
    with pytest.raises(BrokenText, match="never closed"):
        read(file('a,b\n1,"' + "x,y\n" * 50_000))


def test_excels_separator_line_is_obeyed(file):
    rows, _ = read(file("sep=;\r\nname;a,b\r\nx;y\r\n"))
    assert rows == [(3, {"name": "x", "a,b": "y"})]


def test_separators_in_headings_do_not_confuse_when_the_rows_decide(file):
    rows, _ = read(file('name,"serves; wards"\nA,x; y; z\nB,w\n'))
    assert rows[0][1] == {"name": "A", "serves; wards": "x; y; z"}


def test_a_separator_that_could_be_two_is_refused(file):
    with pytest.raises(UnclearColumns, match="not clear what separates"):
        read(file("a,b;c\n1,2;3\n"))


def test_one_column_needs_no_separator(file):
    assert read(file("name\nHall\n"))[0] == [(2, {"name": "Hall"})]


@pytest.mark.parametrize("content", ["", "\n\n", " , \n", "\ufeff"])
def test_an_empty_file_is_refused(file, content):
    with pytest.raises(EmptyFile):
        read(file(content))


def test_headings_without_rows_are_an_empty_table(file):
    assert read(file("a,b\n"))[0] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_nul_is_refused(file, encoding):
    with pytest.raises(BrokenText, match="NUL"):
        read(file("name,b\né\0,x\n".encode(encoding)))


def test_a_file_of_two_encodings_is_refused_with_the_line(file):
    content = "name,b\nCafé,ü\nCaf".encode() + b"\xe9,1\n"
    with pytest.raises(BrokenText, match="mixes two encodings; the first place is line 3"):
        read(file(content))


def test_capitals_in_windows_1252_that_look_like_utf8_are_no_mixture(file):
    rows, _ = read(file("name,b\nCAFÉ’S,é é é\n".encode("cp1252")))
    assert rows[0][1] == {"name": "CAFÉ’S", "b": "é é é"}


def test_neither_encoding_is_refused(file):
    with pytest.raises(BrokenText, match="save it as CSV UTF-8"):
        read(file(b"name,b\n\x81\xff,1\n"))
    with pytest.raises(BrokenText, match="damaged"):
        read(file(b"\xef\xbb\xbfname,b\n\xff,1\n"))


def test_two_headings_alike_are_refused(file):
    with pytest.raises(UnclearColumns, match="two columns called “name”"):
        read(file("Name,name \nx,y\n"))


def test_blank_headings_are_numbered_and_trailing_ones_dropped(file):
    rows, table = read(file("a,,b,,\n1,2,3,,\n1,2,3,stray,\n"))
    assert rows == [(2, {"a": "1", "column 2": "2", "b": "3"})]
    assert [line for line, _ in table.set_aside] == [3]


def test_too_many_columns_are_refused(file):
    with pytest.raises(FileTooLarge, match="100,000 columns"):
        read(file(",".join(f"c{n}" for n in range(100_000)) + "\n1\n"))


def test_too_many_misshapen_rows_are_refused(file):
    with pytest.raises(UnclearColumns, match="do not fit"):
        read(file("a,b\n" + "1,2,3\n" * 10_001))


def test_a_line_without_an_end_is_refused_before_it_is_held_whole(file):
    path = file("a,b\n" + "x" * 20_000_000)
    tracemalloc.start()
    with pytest.raises(FileTooLarge, match="line of more than"):
        read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


def test_a_file_of_200_mb_is_refused_quickly_and_in_little_memory(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("wb") as out:
        out.write(b"name,kind\n")
        for _ in range(200):
            out.write(b"Hall number 1234567,hall\n" * 40_000)
    assert path.stat().st_size > 199_000_000
    began = time.monotonic()
    tracemalloc.start()
    with pytest.raises(FileTooLarge, match="more than 150 MB: split it"):
        read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000
    assert time.monotonic() - began < 10
    path.unlink()


def test_the_limit_is_by_bytes_read(file):
    with pytest.raises(FileTooLarge):
        read(file("a,b\n1,2\n"), limits=replace(LIMITS, file_bytes=7))
    assert read(file("a,b\n1,2\n"), limits=replace(LIMITS, file_bytes=8))[0]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"\xd0\xcf\x11\xe0rest", "a.csv", "old Excel file"),
        (b"\xd0\xcf\x11\xe0rest", "a.xls", "old Excel file"),
        (b"%PDF-1.7", "a.csv", "PDF"),
        (b"\x1f\x8b\x08", "a.csv", "gzip"),
        (b"\n<!DOCTYPE html><html>", "a.csv", "web page"),
        (b"a,b\n1,2\n", "a.xlsx", "not a workbook"),
        (b"PK\x03\x04 broken", "a.csv", "zip file"),
    ],
)
def test_what_is_no_table_is_refused_by_its_content(file, content, name, says):
    with pytest.raises(WrongFormat, match=says):
        read(file(content, name))


def test_a_file_that_is_not_there(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(NoSuchFile, match="There is no file"):
            read(path)


def test_every_refusal_is_a_sentence_for_the_person():
    assert all(error.__doc__ for error in UnreadableFile.__subclasses__())


def test_many_rows_are_read_fast_and_in_little_memory(tmp_path):
    path = tmp_path / "many.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow([f"c{n}" for n in range(12)])
        writer.writerows([f"Hall {n}", *["some text"] * 11] for n in range(100_000))
    began = time.process_time()
    with open_table(path) as table:
        count = sum(1 for _ in table)
    seconds = time.process_time() - began
    assert count == 100_000
    assert seconds < 2  # about 0.25 s on the machine this was written on
    tracemalloc.start()
    with open_table(path) as table:
        for _, _ in zip(range(20_000), table, strict=False):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000
