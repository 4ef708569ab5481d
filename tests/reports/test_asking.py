"""The command line and the web ask as the roles they should, and get the same answers."""

import asyncio
from contextlib import nullcontext

import psycopg
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from api.cli import app
from register.assets.staging import StagedDraft
from register.assets.values import AssetDraft
from register.database.engines import reader_pool, transaction
from register.database.urls import for_libpq, reader_url
from register.places.errors import LocalityNotFound
from register.publishing.answers import PublicReader
from register.publishing.exports import listing, read_listing
from register.publishing.report_questions import REPORT
from register.runs.applying import Import, apply_run
from reports.building import locality_report_for_web, ward_report
from tests.reports.conftest import SOURCE, TODAY

POINT = {"lon": -0.1647, "lat": 51.5906}  # East Finchley


@pytest.fixture
def kept(emptied):
    """One public asset and one draft, committed for other connections to see."""
    for name, publish in (("Public Hall", True), ("Draft Hall", False)):
        rows = [StagedDraft(AssetDraft(name=name, kind="hall", **POINT), 2, name)]
        with transaction() as session:
            apply_run(session, Import(SOURCE, "l.csv", rows, lambda: b"x", "tester", publish))
    return emptied


@pytest.fixture
def assets(kept, monkeypatch):
    """Runs a command on the database of the tests."""
    monkeypatch.setattr("register.database.ready.ready_database", nullcontext)
    return lambda *words: CliRunner().invoke(app, ["report", *map(str, words)])


@pytest.fixture
def reader(kept):
    """A connection of the role that strangers' questions are asked as."""
    with psycopg.connect(for_libpq(reader_url()), autocommit=True) as connection:
        yield connection


async def of_web(kept, ask):
    async with reader_pool(kept) as pool:
        return await ask(PublicReader(pool))


def test_the_reader_role_may_ask_it_all(reader):
    report = ward_report(reader, "east-finchley", TODAY)
    assert [asset.name for asset in report.assets] == ["Public Hall"]


def test_the_web_gets_the_same_as_the_command_line(kept, reader):
    key = "ward:east-finchley"
    found = asyncio.run(of_web(kept, lambda web: locality_report_for_web(web, key, TODAY)))
    assert found == ward_report(reader, "east-finchley", TODAY)
    assert asyncio.run(of_web(kept, lambda web: listing(web, key))) == read_listing(reader, key)


def test_a_place_that_is_not_there_is_a_sentence_on_the_web_too(kept):
    with pytest.raises(LocalityNotFound):
        asyncio.run(of_web(kept, lambda web: listing(web, "ward:nowhere")))


def test_the_public_questions_name_no_private_table():
    assert "register." not in REPORT


@pytest.mark.parametrize("ending", ["xlsx", "csv", "geojson", "html"])
def test_the_command_writes_a_public_report(assets, tmp_path, ending):
    file = tmp_path / f"east-finchley.{ending}"
    done = assets("ward", "east-finchley", "--out", file)
    assert done.exit_code == 0, done.output
    assert "Assets located here: 1." in done.output
    assert file.stat().st_size > 500
    if ending != "xlsx":
        assert b"Draft Hall" not in file.read_bytes()


def test_the_command_writes_a_full_report(assets, tmp_path):
    file = tmp_path / "full.csv"
    done = assets("ward", "east-finchley", "--out", file, "--full")
    assert done.exit_code == 0, done.output
    assert "NOT PUBLIC" in done.output
    assert b"Draft Hall" in file.read_bytes()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("ward", "nowhere", "--out", "x.csv"), "no locality 'ward:nowhere'"),
        (("ward", "hendon", "--out", "x.doc"), "has no ending that is known"),
    ],
)
def test_a_mistake_is_one_sentence(assets, tmp_path, monkeypatch, words, sentence):
    monkeypatch.chdir(tmp_path)
    done = assets(*words)
    assert done.exit_code == 1
    assert sentence in done.output
    assert "Traceback" not in done.output
    assert not [*tmp_path.iterdir()]


def test_the_report_is_asked_for_by_index_where_it_can_be(session):
    """The list of one ward must not read the whole register."""
    session.execute(text("SET LOCAL enable_seqscan = off"))
    asked = text("EXPLAIN " + REPORT.replace("%(key)s", ":key").replace("::json", ""))
    plan = "\n".join(session.scalars(asked, {"key": "ward:hendon"}))
    assert "pk_public_membership" in plan
