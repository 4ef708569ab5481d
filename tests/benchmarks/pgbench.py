"""PostgreSQL alone: its own load program asks one statement, prepared, and fetches the results."""

import re
import subprocess
from pathlib import Path

import psycopg

from tests.benchmarks.places import Database
from tests.benchmarks.questions import Question
from tests.benchmarks.sizes import PGBENCH_CLIENTS

_RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_TEXT = re.compile("'[^']*'")


def literal_statement(database: Database, question: Question) -> str:
    """The statement with its values in it, so that the planner knows them."""
    with psycopg.connect(database.url("assets_reader")) as connection:
        cursor = psycopg.ClientCursor(connection)
        return cursor.mogrify(question.statement, question.values)


def _without_colon(text: re.Match[str]) -> str:
    """pgbench takes :name for a variable, in quotes too: the colon is written as a code."""
    return "U&" + text[0].replace(":", "\\003A") if ":" in text[0] else text[0]


def asked_alone(database: Database, question: Question, seconds: float, folder: Path) -> float:
    """Statements per second of two clients, the best on two cores, over the same socket as ours."""
    script = folder / "statement.sql"
    statement = literal_statement(database, question)
    script.write_text(_TEXT.sub(_without_colon, statement))
    found = subprocess.run(
        [
            *(database.binaries.folder / "pgbench", "--no-vacuum", "--protocol=prepared"),
            *(f"--client={PGBENCH_CLIENTS}", f"--jobs={PGBENCH_CLIENTS}"),
            *(f"--time={max(1, round(seconds))}", f"--file={script}"),
            database.url("assets_reader"),
        ],
        env=database.binaries.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    rate = _RATE.search(found.stdout)
    if rate is None:
        raise ValueError(f"pgbench said no rate: {found.stdout[-300:]}")
    return float(rate[1])
