"""Guarded cells never run and come back unchanged."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.spreadsheets.cells import guarded, guarded_for_workbook, unguarded
from register.spreadsheets.csv_files import csv_chunks, write_csv

RUNS = tuple("=+-@\t\r\n\0＝＋－＠")
AWKWARD = st.text(st.sampled_from("'=+-@\t\r\n\0＝a \"") | st.characters(codec="utf-8"))
NAMED = [
    "", "-", "+44 20 7946 0000", "O'Neill", "'twas", "'", "''", "=x", "'=x", "''=x", "'''",
    '=HYPERLINK("https://example.org","press")', "@SUM(1)", "\t=1", "'\n", "＝1+1", " =1",
]  # fmt: skip


@pytest.mark.parametrize("text", NAMED)
@pytest.mark.parametrize("guard", [guarded, guarded_for_workbook])
def test_named_texts_come_back(guard, text):
    assert unguarded(guard(text)) == text


@given(AWKWARD)
def test_any_text_comes_back_and_never_runs(text):
    assert unguarded(guarded(text)) == text
    assert unguarded(guarded_for_workbook(text)) == text
    assert not guarded(text).startswith(RUNS)


@given(st.lists(st.lists(AWKWARD, min_size=2, max_size=2), max_size=5))
def test_a_csv_comes_back_unchanged(rows):
    """NUL apart: PostgreSQL holds none, and a file that has one is refused."""
    rows = [[cell.replace("\0", "") for cell in row] for row in rows]
    content = b"".join(csv_chunks(["a", "b"], rows)).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content, newline="")))
    assert read[0] == ["a", "b"]
    assert [[unguarded(cell) for cell in row] for row in read[1:]] == rows
    assert not any(cell.startswith(RUNS) for row in read for cell in row)


def test_a_csv_is_what_excel_expects():
    target = io.BytesIO()
    rows = [["é", -0.19, None, True, ["a", "b"]], ["-0.19", "a\nb", '"', "\0", "x,y"]]
    write_csv(target, ["name", "lon", "c", "d", "e"], rows)
    assert target.getvalue() == (
        b"\xef\xbb\xbfname,lon,c,d,e\r\n"
        b"\xc3\xa9,-0.19,,yes,a; b\r\n"
        b'\'-0.19,"a\nb","""",\'\xef\xbf\xbd,"x,y"\r\n'
    )


def test_a_long_csv_streams_in_pieces():
    chunks = csv_chunks(["n"], ([n] for n in range(1_200)))
    sizes = [len(re.findall(rb"\r\n", chunk)) for chunk in chunks]
    assert sizes == [1, 500, 500, 200]
