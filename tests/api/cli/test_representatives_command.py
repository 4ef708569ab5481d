"""`assets representatives load`: counts, and sentences for what cannot be taken."""

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from api.cli import app
from register.database.engines import transaction

HEADINGS = "locality,name,role,organisation,contact,from,until\n"
ANN = "Hendon,Ann Invented,Ward councillor,Invented Party,https://example.org/ann,,\n"


@pytest.fixture
def load(emptied, tmp_path):
    def run(*lines, options=()):
        path = tmp_path / "people.csv"
        path.write_text(HEADINGS + "".join(lines))
        return CliRunner().invoke(app, ["representatives", "load", str(path), *options])

    return run


def names():
    with transaction() as session:
        asked = "SELECT name FROM published.representative ORDER BY name"
        return session.scalars(text(asked)).all()


def test_a_list_is_loaded_and_counted(load):
    first = load(ANN)
    assert first.exit_code == 0, first.output
    assert "new: 1 changed: 0 unchanged: 0 ended: 0" in first.output
    second = load(ANN.replace("Ann", "Bea"))
    assert "new: 1 changed: 0 unchanged: 0 ended: 1" in second.output
    assert names() == ["Bea Invented"]


def test_wrong_lines_are_told_and_nothing_changes(load):
    load(ANN)
    wrong = load("Atlantis,Cat Invented,Ward councillor,,,,\n", ",Dee Invented,,,,,\n")
    assert wrong.exit_code == 1
    assert "Line 2: there is no ward or town centre called “Atlantis”" in wrong.output
    assert "Line 3: the locality is missing" in wrong.output
    assert names() == ["Ann Invented"]


def test_only_takes_a_kind_of_place(load):
    refused = load(ANN, options=["--only", "town_centre"])
    assert "Hendon is no town centre" in refused.output
    assert load(ANN, options=["--only", "village"]).exit_code == 2
