"""The runner: every row counted, nothing half done, no stranger's name anywhere."""

import pytest
from sqlalchemy import text

from importers.readers.errors import EmptyFile, FileTooLarge, UnreadableFile
from importers.rows import Importer, RowRejected, Sourced, always
from importers.runner import MissingColumn, import_file
from importers.sources import UnknownSource, importer_by_name
from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.runs.sources import Source

FAR = {"latitude": "51.5044", "longitude": "-0.2034", "northing": "180000"}
NOBODY = "Zebedee Quillfeather"
EVERY_TEXT = """
SELECT format('SELECT %L, t::text FROM %I.%I AS t', c.oid::regclass, n.nspname, c.relname)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname IN ('register', 'published') AND c.relkind = 'r'
    AND c.relname NOT IN ('postcode', 'boundary')
"""


def everything_stored(session):
    """Every row of every table of ours as text, with the table it is in."""
    found = []
    for query in session.scalars(text(EVERY_TEXT)).all():
        found += session.execute(text(query.replace(":", r"\:"))).all()
    return found


def test_a_persons_name_in_a_source_is_stored_nowhere(session, centres, imported):
    named = {"contact_name": NOBODY, "additional_contact_name": f"Mrs {NOBODY}"}
    path = centres(
        {"name": "Hidden Hall", **named},
        {"name": "Hidden and Rejected", "latitude": "x", **named},
        {"name": "Hidden Outside", **FAR, **named},
    )
    done = imported(path, "gla_community_centres")
    assert done.run.line() == "new: 1 changed: 0 unchanged: 0 rejected: 1 outside: 1"
    stored = everything_stored(session)
    assert any("Hidden Hall" in row for _, row in stored), "the search finds what is there"
    assert any("Hidden and Rejected" in row for table, row in stored if "reject" in table)
    assert [table for table, row in stored if "Quillfeather" in row] == []
    assert NOBODY not in repr(done)


def test_wards_and_boroughs_of_a_source_are_not_believed(session, centres, imported):
    imported(
        centres({"ward_2018_name": "Hendon", "borough_name": "Camden"}), "gla_community_centres"
    )
    located = "SELECT located, address FROM published.public_asset"
    keys, address = session.execute(text(located)).one()
    assert "ward:underhill" in keys
    assert address == "1 Queen's Road, Barnet"


def test_columns_nobody_reads_are_named_and_not_stored(session, table, imported):
    path = table([{"Name": "A Hall", "Kind": "hall", "Postcode": "EN5 5NT", "Shoe size": "Eleven"}])
    done = imported(path)
    assert done.unread_columns == ["Shoe size"]
    assert not any("Eleven" in row for _, row in everything_stored(session))


def test_a_renamed_column_stops_the_run(centres, imported):
    path = centres({})
    path.write_text(path.read_text().replace("latitude", "lat"))
    with pytest.raises(MissingColumn, match="has no column “latitude”, which gla"):
        imported(path, "gla_community_centres")


def test_a_mistake_of_ours_is_not_taken_for_a_missing_column(session, table):
    def broken(row):
        raise KeyError("Name")

    importer = Importer(Source("broken", "Broken"), always(broken), always(()))
    with pytest.raises(KeyError, match="Name"):
        import_file(session, importer, table([{"Name": "x"}]), actor="test", publish=False)


def test_importing_again_changes_nothing_and_a_changed_row_only_itself(session, centres, imported):
    path = centres({"name": "One"}, {"name": "Two"})
    imported(path, "gla_community_centres")
    before = session.scalars(text("SELECT t::text FROM register.asset AS t ORDER BY id")).all()
    again = imported(path, "gla_community_centres")
    assert again.run.line() == "new: 0 changed: 0 unchanged: 2 rejected: 0 outside: 0"
    assert (
        before == session.scalars(text("SELECT t::text FROM register.asset AS t ORDER BY id")).all()
    )
    changed = imported(centres({"name": "One"}, {"name": "Three"}), "gla_community_centres")
    assert changed.run.line() == "new: 0 changed: 1 unchanged: 1 rejected: 0 outside: 0"


def test_a_list_of_our_own_is_told_to_make_doubles(session, table, imported):
    row = {"Name": "A Hall", "Kind": "hall", "Postcode": "EN5 5NT"}
    first = imported(table([{"Reference": "H-1", **row}]))
    assert not any("here twice" in note for note in first.notes)
    number = str(session.scalars(text("SELECT id FROM register.asset")).one())
    path = table([{"Reference": number, **row}, {"Reference": f"{number[:-1]}x", **row}])
    again = imported(path)
    assert again.run.new == 2
    [said] = [note for note in again.notes if "here twice" in note]
    assert said.startswith("1 new rows have the number of an entry that is here already")
    assert not any("here twice" in note for note in imported(path).notes)


def test_a_failure_half_way_changes_nothing(emptied, table):
    def to_asset(row):
        if row["Name"] == "700":
            raise RuntimeError("the disk is full")
        return Sourced(row["Name"], AssetDraft(name=row["Name"], kind="hall", postcode="EN5 5NT"))

    importer = Importer(Source("failing", "Failing"), always(to_asset), always(()))
    path = table([{"Name": str(at)} for at in range(1000)])
    with pytest.raises(RuntimeError, match="the disk is full"), transaction() as session:
        import_file(session, importer, path, actor="test", publish=True)
    with transaction() as session:
        for name in ("register.asset", "register.run", "register.event", "published.source"):
            assert session.scalar(text(f"SELECT count(*) FROM {name}")) == 0
        table([{"Name": str(at)} for at in range(5)])
        done = import_file(session, importer, path, actor="test", publish=True)
        assert done.run.new == 5


def test_a_file_with_headings_only_is_refused(table, imported):
    with pytest.raises(EmptyFile, match="headings and no rows"):
        imported(table([], ["Name", "Kind"]))


def test_a_short_file_is_imported_with_a_note(centres, imported):
    done = imported(centres({}), "gla_community_centres")
    assert "the file has 1 rows, where this source has at least 500: check that it is whole" in (
        done.notes
    )


def test_a_file_of_200_megabytes_is_given_up_at_the_limit(tmp_path, imported):
    path = tmp_path / "large.csv"
    lines = b"A Hall,hall,EN5 5NT\n" * 50_000
    with path.open("wb") as file:
        file.write(b"Name,Kind,Postcode\n")
        while file.tell() < 200_000_000:
            file.write(lines)
    with pytest.raises(FileTooLarge, match="more than 150 MB"):
        imported(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"Name,Kind\nA\0 Hall,hall\n", "holds a NUL byte"),
        (b"PK\x03\x04 something", "is a zip file, not a table"),
        (b"Colour,Shape\nred,round\n", "There is no column “Name” and “Kind”"),
        (b"Name,Kind,Title\nA,hall,B\n", "mean the same"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_and_changes_nothing(
    session, tmp_path, imported, content, sentence
):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(Exception, match=sentence) as caught:
        imported(path)
    assert isinstance(caught.value, UnreadableFile) or "column" in str(caught.value)
    assert session.scalar(text("SELECT count(*) FROM register.run")) == 0


def test_progress_is_told_in_bytes_and_ends_at_the_size(session, table):
    rows = [{"Name": f"Hall {at}", "Kind": "hall", "Postcode": "EN5 5NT"} for at in range(1200)]
    path, told = table(rows), []
    import_file(
        session,
        importer_by_name("spreadsheet"),
        path,
        actor="test",
        publish=False,
        on_progress=lambda *seen: told.append(seen),
    )
    assert [rows for _, rows in told] == [500, 1000, 1200]
    assert told[-1][0] == path.stat().st_size


def test_an_unknown_source_lists_the_known_ones():
    with pytest.raises(UnknownSource, match="spreadsheet, gla_community_centres, osm_places"):
        importer_by_name("facebook")


def test_a_rejection_keeps_only_the_columns_that_name_nobody(session, table):
    def to_asset(row):
        raise RowRejected("No.")

    importer = Importer(Source("picky", "Picky"), always(to_asset), always(("Name", "Absent")))
    path = table([{"Name": "A Hall", "Warden": NOBODY}])
    done = import_file(session, importer, path, actor="test", publish=False)
    assert [row.cells for row in done.run.rejects] == [{"Name": "A Hall"}]
