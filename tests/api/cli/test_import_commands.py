"""`assets import`, `runs`, `demo`, `template` and `republish` as typed."""

import pytest
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from importers.sources import importer_by_name
from register.database.engines import transaction
from register.runs.sources import record_source
from register.runs.turns import take_turn

LIST = "Name,Kind,Postcode\nExample Hall,hall,EN5 5NT\nExample Nothing,nothing,EN5 5NT\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    return path


def run_number(session):
    return session.scalar(text("SELECT max(id) FROM register.run"))


def test_an_import_reports_and_rejects_do_not_fail_it(assets, session, file):
    done = assets("import", "spreadsheet", file, "--publish")
    assert done.exit_code == 0, done.output
    assert "\nnew: 1 changed: 0 unchanged: 0 rejected: 1 outside: 0\n" in done.output
    assert "line 3: There is no kind called “nothing”" in done.output
    assert f"assets runs rejects {run_number(session)} FILE.csv" in done.output
    assert session.scalar(text("SELECT name FROM published.public_asset")) == "Example Hall"


def test_a_dry_run_reports_and_keeps_nothing(assets, session, file, tmp_path):
    rejects = tmp_path / "rejects.csv"
    done = assets("import", "spreadsheet", file, "--dry-run", "--rejects", rejects)
    assert done.exit_code == 0, done.output
    assert "new: 1 changed: 0 unchanged: 0 rejected: 1 outside: 0" in done.output
    assert session.scalar(text("SELECT count(*) FROM register.asset")) == 0
    assert run_number(session) is None
    assert "3,There is no kind called" in rejects.read_text("utf-8-sig")


def test_what_waits_is_listed_written_out_and_published(assets, session, file, tmp_path):
    done = assets("import", "spreadsheet", file)
    number = run_number(session)
    assert f"assets runs publish {number}" in done.output
    assert "spreadsheet" in assets("runs", "list").output
    rejects = tmp_path / "rejects.csv"
    assert "1 rows written" in assets("runs", "rejects", number, rejects).output
    assert rejects.read_text("utf-8-sig").splitlines()[0] == "Line,Reason,Kind,Name,Postcode"
    assert assets("runs", "publish", number).output == "published: 1 changed: 0\n"
    assert assets("runs", "publish", number).output == "published: 0 changed: 0\n"
    assert assets("republish").output == "public assets: 1\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("import", "facebook", "list.csv"), "There is no source called “facebook”."),
        (("import", "spreadsheet", "absent.csv"), "There is no file absent.csv"),
        (("runs", "publish", "4711"), "There is no import run 4711"),
        (("runs", "rejects", "4711", "out.csv"), "There is no import run 4711"),
        (("template", "template.pdf"), "the template is written as .xlsx or .csv"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_an_exit_code(assets, words, sentence):
    done = assets(*words)
    assert done.exit_code == 1
    assert done.stderr.startswith(sentence) or sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.output


def test_unread_columns_and_a_refused_file_are_told(assets, file):
    file.write_text("Name,Kind,Postcode,Ward\nExample Hall,hall,EN5 5NT,Hendon\n")
    assert "no such column is known: “Ward”" in assets("import", "spreadsheet", file).output
    file.write_text("")
    refused = assets("import", "spreadsheet", file)
    assert (refused.exit_code, "is empty" in refused.stderr) == (1, True)


def test_the_template_offers_the_boroughs_places(assets, tmp_path):
    path = tmp_path / "template.xlsx"
    assert assets("template", path).exit_code == 0
    lists = load_workbook(path)["Lists"]
    columns = {column[0].value: [cell.value for cell in column[1:]] for column in lists.columns}
    assert {"Childs Hill", "East Finchley (town centre)"} <= set(columns["Serves"])


def test_the_demonstration_comes_and_goes(assets, session):
    loaded = assets("demo", "load").output
    assert loaded.startswith("new: 1")
    assert "rejected: 0 outside: 0" in loaded
    assert "new: 0 changed: 0 unchanged: 1" in assets("demo", "load").output
    assert assets("demo", "remove").output.startswith("removed: 1")
    assert session.scalar(text("SELECT count(*) FROM register.asset")) == 0


def test_a_database_that_went_away_is_told_in_a_sentence(assets, session, file, monkeypatch):
    def lost(*_, **__):
        raise OperationalError("COPY", {}, Exception("server closed the connection"))

    monkeypatch.setattr("importers.runner.apply_run", lost)
    done = assets("import", "spreadsheet", file)
    assert done.exit_code == 1
    assert done.stderr.startswith("The connection to the database was lost. Import the file again")


def test_a_list_that_somebody_is_at_is_told_in_a_sentence(assets, session, file):
    source_id = record_source(session, importer_by_name("spreadsheet").source)
    with transaction() as other:
        take_turn(other, source_id)
        session.execute(text("SET LOCAL lock_timeout = '100ms'"))
        done = assets("import", "spreadsheet", file)
    assert done.exit_code == 1
    assert done.stderr.startswith("Somebody is publishing, discarding or importing this list")
