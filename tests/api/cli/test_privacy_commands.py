"""The commands about privacy: a dry run, a file to hand out, an erasure."""

import json
import stat
from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from api.cli import app
from register.database.engines import transaction
from register.privacy.holdings import holdings_of
from register.privacy.known_by import known_by_email, known_by_name
from tests.register.privacy.conftest import EMAIL, NAME, fill, own_list

__all__ = ["own_list"]
runner = CliRunner()


@pytest.fixture(autouse=True)
def _filled(emptied, monkeypatch):
    for module in ("privacy", "account"):
        monkeypatch.setattr(f"api.cli.{module}.ready_database", nullcontext)
    with transaction() as session:
        fill(session)


def assets(*words, code=0):
    done = runner.invoke(app, words, env={"COLUMNS": "200"})
    assert done.exit_code == code, done.output
    return done.output


def held():
    with transaction() as session:
        return len(holdings_of(session, known_by_email(EMAIL)))


def test_retention_is_a_dry_run_unless_told():
    said = assets("privacy", "retention")
    assert "E-mail addresses of people who made a suggestion" in said
    assert "Nothing was changed" in said
    assert "taken" in assets("privacy", "retention", "--apply")


def test_everything_held_is_written_to_a_file_of_ones_own(tmp_path):
    file = tmp_path / "ann.json"
    assets("privacy", "export", "--email", EMAIL, "--out", str(file))
    told = json.loads(file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(told["held"]) == held()
    [account] = told["accounts"]
    assert account["account"]["name"] == NAME
    assert "password_hash" not in account["account"]
    assert {one["action"] for one in told["suggestions"]} >= {"report", "idea"}
    assert "A bench" in json.dumps(told)


def test_an_erasure_is_tried_first_and_then_done():
    before = held()
    assert "nothing was changed" in assets("privacy", "erase", "--email", EMAIL, "--dry-run")
    assert held() == before > 6
    assert "Places erased:" in assets("privacy", "erase", "--email", EMAIL, "--yes")
    assert held() == 0
    assert "[erased]" in assets("account", "list")
    assert "done again: 0" in assets("privacy", "replay")


def test_a_name_takes_the_possible_only_when_told():
    assert "possible: no" in assets("privacy", "erase", "--name", NAME, "--dry-run")
    assets("privacy", "erase", "--name", NAME, "--possible", "--yes")
    with transaction() as session:
        assert holdings_of(session, known_by_name(NAME)) == []


def test_nobody_is_a_sentence():
    assert "one of the two" in assets("privacy", "erase", "--yes", code=1)
