"""What a person wrote leaves in an export and comes back in an import without one change."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.column_matching import matched_columns
from importers.readers.opening import open_table
from register.spreadsheets.csv_files import write_csv
from register.spreadsheets.xlsx_files import Sheet, write_workbook

HEADERS = ["Reference", "Name", "Kind", "Phone", "Address"]
HOSTILE = [
    '=HYPERLINK("https://example.org/","press")', "+44 20 7946 0000", "-", "@home", "'=x", "''+1",
    "O'Neill", "'twas", "<b>${alert(1)}</b>", 'The "Old" Hall, East; West|North', "0123", "Café 😀",
    "two\nlines", "two\r\nlines", "_x0041_", "TRUE", "1/2/2026", "1e5", "＝1",
]  # fmt: skip
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\ufffe\uffff")
    | st.sampled_from("'=+-@\"\r\n;,"),
    min_size=1,
    max_size=30,
).filter(lambda text: text == text.strip())


def exported(folder, format, rows):
    path = folder / f"export.{format}"
    if format == "csv":
        with path.open("wb") as file:
            write_csv(file, HEADERS, rows)
    else:
        sheet = Sheet("Assets", HEADERS, rows, notices=["Contains data of somebody."])
        write_workbook(path, [sheet], title="Export")
    return path


def imported(path):
    with open_table(path) as table:
        columns = matched_columns(table.headers)
        found = [columns.values(row) for _, row in table]
    assert not table.set_aside
    return found


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_hostile_texts_come_back(tmp_path, format):
    rows = [[str(at), text, "hall", text, text] for at, text in enumerate(HOSTILE)]
    if format == "csv":  # a notice may stand above the table of a workbook only
        assert b"Contains" not in exported(tmp_path, format, rows).read_bytes()
    found = imported(exported(tmp_path, format, rows))
    assert [values["name"] for values in found] == HOSTILE
    assert [values["phone"] for values in found] == HOSTILE


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(TEXTS, min_size=1, max_size=5), st.sampled_from(["csv", "csv", "csv", "xlsx"]))
def test_any_text_comes_back(tmp_path, texts, format):
    rows = [[str(at), text, "hall", "", text] for at, text in enumerate(texts)]
    found = imported(exported(tmp_path, format, rows))
    assert [values["name"] for values in found] == texts
    assert [values["address"] for values in found] == texts
