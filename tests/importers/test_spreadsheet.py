"""An officer's list: what each row becomes, and what the officer is told of one that cannot."""

import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import text

from importers.rows import GENERATED
from importers.template import write_template
from register.runs.localities import offered_localities
from register.spreadsheets.csv_files import write_csv
from register.spreadsheets.xlsx_files import Sheet, write_workbook

PUBLIC = "SELECT * FROM published.public_asset"
HALL = {"Name": "Example Hall", "Kind": "hall", "Postcode": "EN5 5NT"}
EAST_FINCHLEY = {"Longitude": "-0.1710", "Latitude": "51.5900"}


@pytest.fixture
def one(session, table, imported):
    """Imports one row and answers what is public of it."""

    def public(**cells):
        row = {**HALL, **{name.replace("_", " "): value for name, value in cells.items()}}
        done = imported(table([row]))
        assert done.run.line().startswith("new: 1"), done.run.rejects
        return session.execute(text(PUBLIC)).mappings().one()

    return public


@pytest.fixture
def refused(table, imported):
    """Imports one row that is set aside, and answers its line, reason and cells."""

    def rejection(**cells):
        row = {**HALL, **{name.replace("_", " "): value for name, value in cells.items()}}
        done = imported(table([row]))
        assert done.run.line() == "new: 0 changed: 0 unchanged: 0 rejected: 1 outside: 0"
        return done.run.rejects[0]

    return rejection


def test_a_postcode_alone_places_the_row(one):
    found = one()
    assert "ward:high-barnet" in found["located"] or "ward:barnet-vale" in found["located"]
    assert found["postcode"] == "EN5 5NT"


def test_an_easting_and_northing_place_the_row(session, one):
    one(Easting="526508", Northing="190309", Postcode="")
    at = "SELECT round(ST_X(location)::numeric, 4), round(ST_Y(location)::numeric, 4)"
    lon, lat = session.execute(text(f"{at} FROM register.asset")).one()
    assert (float(lon), float(lat)) == pytest.approx((-0.1749, 51.5974), abs=0.0002)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("East Finchley", "ward:east-finchley"),
        ("east finchley ward", "ward:east-finchley"),
        ("East Finchley (town centre)", "town_centre:east-finchley"),
        ("East Finchley town centre", "town_centre:east-finchley"),
        ("town_centre:east-finchley", "town_centre:east-finchley"),
        ("Hendon (constituency)", "constituency:hendon"),
    ],
)
def test_a_name_that_several_places_have_means_the_ward_unless_it_says_otherwise(one, written, key):
    assert set(one(Serves=f"{written}; Childs Hill")["served"]) == {key, "ward:childs-hill"}


def test_details_and_people_are_read_from_their_columns(session, one):
    found = one(
        For_whom="Carers; older people",
        Age_from="16",
        Opening_times="Tuesdays",
        Capacity="120",
        Facilities="kitchen; wifi",
    )
    assert found["details"]["capacity"] == 120
    assert found["details"]["facilities"] == ["kitchen", "wifi"]
    for_whom = session.scalar(text("SELECT for_whom FROM published.public_asset"))
    assert for_whom["groups"] == ["carers", "older-people"]
    assert for_whom["age_from"] == 16


def test_a_contact_is_public_only_when_its_audience_says_so(one):
    assert one(Email="hello@example.org", Phone="020 7946 0000")["contacts"] == []


def test_a_public_contact_is_shown(one):
    contact = {"Email": "hello@example.org", "Website": "example.org", "Contact_audience": "Public"}
    [public] = one(**contact)["contacts"]
    assert public.pop("id")  # it can be written to; its address is not told
    assert public == {"website": "https://example.org"}


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        ({}, ""),
        ({"Contact_from": "source"}, ""),
        ({"Contact_from": "group"}, "Ann Example"),
        ({"Contact_from": "website"}, "Ann Example"),
        (
            {"Lawful_basis": "consent", "Consent_on": "31/12/2025", "Consent_how": "form"},
            "Ann Example",
        ),
    ],
)
def test_a_name_is_kept_only_where_the_group_gave_it_or_the_person_agreed(
    session, one, cells, kept
):
    one(Contact_name="Ann Example", Contact_role="warden", **cells)
    assert session.scalar(text("SELECT name FROM register.contact")) == kept
    logged = session.scalar(text("SELECT changed::text FROM register.event_private"))
    assert ("Ann Example" in logged) == bool(kept)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"Name": ""}, "Name: this is empty: please fill it in."),
        ({"Kind": "hal"}, "There is no kind called “hal”. Did you mean hall?"),
        (
            {"Longitude": "51.59", "Latitude": "-0.17"},
            "51.59, -0.17 is outside the UK; swapped it would be inside: give longitude first.",
        ),
        ({"Longitude": "-0.17"}, "Give both longitude and latitude, or neither."),
        ({"Easting": "526508"}, "Give both easting and northing, or neither."),
        ({"Longitude": "west", "Latitude": "51.59"}, "'west' is not a longitude"),
        ({"Postcode": "EN5"}, "'EN5' is not a whole postcode"),
        ({"Postcode": "EN5 9ZZ"}, "The postcode EN5 9ZZ is not in the table of postcodes"),
        ({"Postcode": ""}, "It has no place: give a postcode"),
        ({"Serves": "Atlantis"}, "Serves: there is no ward or town centre called “Atlantis”."),
        ({"Serves": "Est Finchley"}, "Did you mean West Finchley?"),
        ({"For_whom": "wizards"}, "For whom: “wizards” is not in the list of groups"),
        ({"Age_from": "sixteen"}, "“sixteen” is not an age"),
        ({"Age_from": "60", "Age_to": "6"}, "For whom: the lower age is above the upper age."),
        ({"Public_location": "roughly"}, "Public location: this is not one of: exact, street"),
        ({"Capacity": "many"}, "“many” is not a whole number"),
        ({"Detail: Plots": "12"}, "“plots” is not a detail of a hall: leave it out."),
        ({"Lawful_basis": "consent", "Email": "a@example.org"}, "Lawful basis: for consent, say"),
        ({"Name": "x" * 201}, "Name: this has more than 200 characters: please shorten it."),
    ],
)
def test_a_fault_in_a_cell_is_told_in_the_officers_words(refused, cells, sentence):
    rejection = refused(**cells)
    assert sentence in rejection.reason
    assert rejection.line == 2


def test_all_faults_of_a_row_are_told_at_once(refused):
    reason = refused(Kind="hal", Age_from="x", Longitude="1").reason
    assert all(part in reason for part in ("“hal”", "“x” is not an age", "both longitude"))


@pytest.mark.parametrize(
    "cells",
    [
        {"Email": "Ann Example"},
        {"Website": "ask Ann Example"},
        {"Contact_audience": "Ann Example", "Email": "a@example.org"},
        {"Consent_on": "Ann Example said so", "Email": "a@example.org"},
        {"Phone": "Ann Example " * 20},
        {"Lawful_basis": "Ann Example", "Phone": "020 7946 0000"},
    ],
)
def test_a_rejection_never_quotes_what_may_be_a_persons_name(session, refused, cells):
    refused(**cells)
    kept = "SELECT reason || cells::text FROM register.reject"
    assert "Ann" not in session.scalar(text(kept))


def test_a_rejected_row_is_found_again_by_its_harmless_cells(refused):
    rejection = refused(Ref="CG-017", Email="nobody", Consent_how="by nobody")
    assert rejection.cells == {**HALL, "Ref": "CG-017"}


def test_a_point_outside_the_borough_is_counted_and_kept_only_when_it_serves_it(table, imported):
    away = {"Kind": "hall", "Longitude": "-0.1", "Latitude": "51.5"}
    rows = [{"Name": "Away", **away}, {"Name": "Away but serving", **away, "Serves": "Hendon"}]
    done = imported(table(rows))
    assert done.run.line() == "new: 1 changed: 0 unchanged: 0 rejected: 0 outside: 1"


def test_without_references_the_same_list_again_changes_nothing(session, table, imported):
    nomads = {"Name": "Nomads", "Kind": "hall", **EAST_FINCHLEY}
    rows = [HALL, {**HALL, "Name": "Other Hall"}, nomads]
    path = table(rows)
    assert imported(path).run.new == 3
    assert imported(path).run.line().startswith("new: 0 changed: 0 unchanged: 3")
    refs = session.scalars(text("SELECT source_ref FROM register.row")).all()
    assert all(ref.startswith(GENERATED) for ref in refs)
    rows[0] = {**HALL, "Summary": "Now with a summary.", "Name": " example  hall"}
    assert imported(table(rows)).run.line().startswith("new: 0 changed: 1 unchanged: 2")


def test_the_same_name_and_place_twice_asks_for_references(table, imported):
    done = imported(table([HALL, HALL]))
    assert done.run.line().startswith("new: 1 changed: 0 unchanged: 0 rejected: 1")
    assert "An earlier line has the same name and place" in done.run.rejects[0].reason
    assert done.run.rejects[0].line == 3


def test_the_same_reference_twice_takes_the_first(session, table, imported):
    rows = [{**HALL, "Ref": "7"}, {**HALL, "Ref": "7", "Name": "Second"}]
    done = imported(table(rows))
    assert "The reference 7 stands in an earlier line too" in done.run.rejects[0].reason
    assert session.scalar(text("SELECT name FROM register.asset")) == "Example Hall"


def test_windows_1252_semicolons_and_other_headings_are_read(session, table, imported):
    row = {"Post-code (if known)": "en55nt", "TYPE": "Café", "organisation name": "Café Zoë"}
    done = imported(table([row], encoding="cp1252", delimiter=";"))
    assert done.run.new == 1
    assert "read as Windows-1252, semicolon between columns" in done.notes
    assert session.execute(text("SELECT name, postcode FROM register.asset")).one() == (
        "Café Zoë",
        "EN5 5NT",
    )


def test_html_and_javascript_in_a_name_are_stored_as_they_are(one):
    name = '<img src=x onerror="alert(1)">${alert(1)}</script>'
    assert one(Name=name)["name"] == name


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_formula_in_a_name_leaves_and_comes_back_unchanged(
    session, table, imported, tmp_path, format
):
    name = '=HYPERLINK("https://example.org/","press")'
    imported(table([{**HALL, "Reference": "1", "Name": name}]))
    stored = session.execute(text("SELECT name, kind, postcode FROM register.asset")).one()
    headers, rows = ["Reference", "Name", "Kind", "Postcode"], [["1", *stored]]
    path = tmp_path / f"export.{format}"
    if format == "csv":
        with path.open("wb") as file:
            write_csv(file, headers, rows)
        assert b"'=HYPERLINK" in path.read_bytes()
    else:
        write_workbook(path, [Sheet("Assets", headers, rows)], title="Export")
    assert imported(path).run.line().startswith("new: 0 changed: 0 unchanged: 1")
    assert session.scalar(text("SELECT name FROM register.asset")) == name


def test_merged_cells_set_their_rows_aside(tmp_path, imported):
    book = Workbook()
    for row in (list(HALL), list(HALL.values()), ["Second", "hall", "EN5 5NT"]):
        book.active.append(row)
    book.active.merge_cells("A2:B2")
    book.save(tmp_path / "merged.xlsx")
    done = imported(tmp_path / "merged.xlsx")
    assert done.run.line().startswith("new: 1 changed: 0 unchanged: 0 rejected: 1")
    assert "Cells A2:B2 are merged" in done.run.rejects[0].reason


def test_a_zip_called_csv_is_refused(tmp_path, imported):
    with zipfile.ZipFile(tmp_path / "list.csv", "w") as archive:
        archive.writestr("inner.csv", "Name,Kind\n")
    with pytest.raises(Exception, match="is a zip file, not a table: unpack it"):
        imported(tmp_path / "list.csv")


def test_the_template_filled_in_is_imported_as_it_is(session, tmp_path, imported):
    path = tmp_path / "template.xlsx"
    write_template(path, offered_localities(session))
    book = load_workbook(path)
    columns = {cell.value: cell.column for cell in book["Assets"][1]}
    row = {**HALL, "Reference": "7", "Serves": "East Finchley (town centre)", "Age from": 8}
    for header, value in row.items():
        book["Assets"].cell(2, columns[header], value)
    book.save(path)
    done = imported(path)
    assert done.run.line() == "new: 1 changed: 0 unchanged: 0 rejected: 0 outside: 0"
    assert done.unread_columns == []
    found = session.execute(text(PUBLIC)).mappings().one()
    assert found["served"] == ["town_centre:east-finchley"]
    assert found["for_whom"] == {"age_from": 8}
