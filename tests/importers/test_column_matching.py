"""Headings are understood in any order and many spellings; doubt is refused."""

import pytest

from importers.column_matching import (
    InvalidCell,
    InvalidColumns,
    detail_header,
    listed,
    listed_groups,
    matched_columns,
    served_localities,
)
from importers.spreadsheet_columns import COLUMNS, DETAIL_SYNONYMS
from register.kinds.definition import details


def names(headers):
    return [column.name for _, column in matched_columns(headers).fields]


def test_friendly_headings_in_any_order():
    headers = ["Tel", "Post code", "Organisation name", "Type", "LAT", "lng", "E-mail", "Web site"]
    assert names(headers) == [
        "phone", "postcode", "name", "kind", "latitude", "longitude", "email", "website",
    ]  # fmt: skip


def test_spelling_case_and_remarks_do_not_matter():
    assert names(["NAME *", "kind_", "post-code (if known)", "Easting (OSGB)", "Who’s it for"]) == [
        "name", "kind", "postcode", "easting",
    ]  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_every_column_is_known_by_its_name_heading_and_synonyms(column):
    for header in (column.name, column.header, *column.synonyms):
        others = [c.header for c in COLUMNS if c.required and c is not column]
        assert column.name in names([header, *others])


@pytest.mark.parametrize("detail", details().values(), ids=lambda detail: detail.name)
def test_every_detail_is_known_by_the_heading_of_the_template(detail):
    for header in (detail_header(detail), f"detail: {detail.name}", f"Detail: {detail.label}"):
        found = matched_columns(["Name", "Kind", header])
        assert found.details == ((header, detail.name),)


def test_synonyms_belong_to_details_that_exist():
    assert set(DETAIL_SYNONYMS) <= set(details())


def test_a_ward_column_is_unread_because_wards_are_derived():
    found = matched_columns(["Name", "Kind", "Ward", "Fax", "Area", "When"])
    assert found.unread == ("Ward", "Fax", "Area", "When")
    assert found.details == ()


def test_two_headings_for_one_column_are_refused():
    with pytest.raises(InvalidColumns, match="“Telephone” and “Mobile” mean the same"):
        matched_columns(["Name", "Kind", "Telephone", "Mobile"])
    with pytest.raises(InvalidColumns, match="mean the same"):
        matched_columns(["Name", "Kind", "Capacity", "Detail: capacity"])


def test_name_and_kind_are_needed():
    with pytest.raises(InvalidColumns, match="no column “Name” and “Kind”"):
        matched_columns(["A", "B"])


def test_values_are_trimmed_unguarded_and_without_empty_cells():
    columns = matched_columns(["Name", "Kind", "Phone", "Summary", "Ward", "Capacity", "Cost"])
    row = {
        "Name": ' \'=HYPERLINK("x") ', "Kind": "hall", "Phone": "'+44 20 7946 0000",
        "Summary": " ", "Ward": "North", "Capacity": "120", "Cost": "'-",
    }  # fmt: skip
    assert columns.values(row) == {
        "name": '=HYPERLINK("x")', "kind": "hall", "phone": "+44 20 7946 0000",
    }  # fmt: skip
    assert columns.detail_values(row) == {"capacity": "120", "cost": "-"}


def test_words_to_choose_from_are_read_in_our_spelling():
    columns = matched_columns(["Name", "Kind", "Lawful basis", "Contact audience"])
    row = {"Name": "A", "Kind": "b", "Lawful basis": "Public Task", "Contact audience": "PUBLIC"}
    assert columns.values(row)["lawful_basis"] == "public_task"
    assert columns.values(row)["contact_audience"] == "public"
    with pytest.raises(InvalidCell, match="Contact audience: “everyone” is not one of: public,"):
        columns.values(row | {"Contact audience": "everyone"})


def test_groups_are_listed_by_any_of_their_names():
    assert listed_groups("Carers; over 60s; carers") == ["carers", "older-people"]
    assert listed_groups("Women, carers") == ["women", "carers"]
    assert listed_groups("Gypsy, Roma and Traveller people") == ["gypsy-roma-traveller"]
    with pytest.raises(InvalidCell, match="“Martians” is not in the list"):
        listed_groups("Women; Martians")


def test_localities_served_are_named_with_or_without_their_kind():
    assert served_localities("A & B;\nOld Town (Town Centre); ward: a-and-b;C / D") == [
        (None, "A & B"), ("town_centre", "Old Town"), ("ward", "a-and-b"), (None, "C / D"),
    ]  # fmt: skip
    assert listed(" ; ") == []
