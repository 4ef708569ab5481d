"""An import from file to map, beside the same writes by hand, and the bare COPY beside both."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import typer

from importers.readers.opening import open_table
from importers.sources import importer_by_name
from register.assets.staging import StagedDraft, driver, stage_drafts
from register.database.engines import forget_engines, transaction
from register.runs.localities import locality_keys
from register.settings import ROOT
from tests.benchmarks.invented import write_invented
from tests.benchmarks.places import Database
from tests.benchmarks.results import IMPORTING, Ratio, Results
from tests.benchmarks.sameness import digests
from tests.benchmarks.sizes import Size

BY_HAND = Path(__file__).parent / "import_by_hand.sql"
ROWS_COME = "-- COPY given FROM STDIN\n"
SOURCE = "spreadsheet"
CHUNK_BYTES = 1 << 20
LARGEST_MEGABYTES = 500
# The columns of the writes by hand: relations and offers are in no list of a supplier.
COPIED = """COPY staged_asset (line, source_ref, digest, name, slug_stem, kind, summary, address,
    postcode, lon, lat, serves, precision, details, for_whom, contacts) TO STDOUT"""
COMMAND = "from api.cli import app; app()"


@dataclass(frozen=True)
class Importing:
    """What is imported: the list, and its rows as PostgreSQL's COPY reads them."""

    database: Database
    table: Path
    copied: Path


def measure_importing(database: Database, size: Size, results: Results, folder: Path) -> None:
    """Fill in the times and the memory of an import, and check that both ways wrote the same."""
    given = Importing(database, folder / "list.csv", folder / "list.copy")
    write_invented(given.table, size.import_rows)
    prepare_copy(given)
    seconds: dict[str, list[float]] = {"by hand": [], "importer": [], "bare COPY": []}
    megabytes: list[float] = []
    for nth in range(size.import_rounds):
        typer.echo(f"import {nth + 1} of {size.import_rounds} ...")
        seconds["by hand"].append(by_hand(given))
        expected = digests(database)
        took, memory = by_importer(given)
        seconds["importer"].append(took)
        megabytes.append(memory)
        compare(expected, digests(database))
        seconds["bare COPY"].append(bare_copy(given))
    for name, values in seconds.items():
        results.importing[f"{size.import_rows:,} rows, {name}, seconds"] = values
    results.importing["importer's memory at most, MB"] = megabytes
    pairs = zip(seconds["by hand"], seconds["importer"], strict=True)
    speeds = [hand / ours for hand, ours in pairs]
    results.ratios.append(Ratio("importer", "by hand", IMPORTING, speeds, 0.6))
    spare = [LARGEST_MEGABYTES / used for used in megabytes]
    results.ratios.append(Ratio("500 MB", "importer's memory", IMPORTING, spare, 1))


def prepare_copy(given: Importing) -> None:
    """Write what the importer stages, once and outside the time that is measured."""
    with transaction(is_long=True) as session, open_table(given.table) as table:
        read = importer_by_name(SOURCE).to_asset_for(table.headers, locality_keys(session))
        rows = ((line, read(row)) for line, row in table)
        stage_drafts(session, (StagedDraft(a.draft, line, a.source_ref) for line, a in rows))
        with (
            given.copied.open("wb") as file,
            driver(session).cursor().copy(COPIED) as copy,
        ):
            for block in copy:
                file.write(block)
        session.rollback()
    forget_engines()


def by_hand(given: Importing) -> float:
    """Seconds from the first statement to the end of the commit."""
    given.database.empty()
    before, after = BY_HAND.read_text().split(ROWS_COME)
    with psycopg.connect(given.database.url("assets_writer"), autocommit=True) as connection:
        source_id = _source(connection)
        given.database.settle()
        values = {":source_id": str(source_id), ":file_name": "'list.csv'"}
        for name, value in values.items():
            after = after.replace(name, value)
        started = time.perf_counter()
        with connection.transaction():
            connection.execute(before)
            _copy(connection, "COPY given FROM STDIN", given.copied)
            connection.execute(after)
        return time.perf_counter() - started


def _source(connection: psycopg.Connection[Any]) -> int:
    """The importer's own, as the results name it."""
    row = connection.execute(
        "INSERT INTO published.source (slug, name, url, licence, attribution) "
        "VALUES (%s, '', '', '', '') RETURNING id",
        [SOURCE],
    ).fetchone()
    assert row is not None
    return int(row[0])


def by_importer(given: Importing) -> tuple[float, float]:
    """Seconds of the whole command, its start included, and its memory at most in megabytes."""
    given.database.empty()
    given.database.settle()
    command = [sys.executable, "-c", COMMAND, "import", SOURCE, str(given.table), "--publish"]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - started
    if process.returncode or "rejected: 0 outside: 0" not in said:
        raise AssertionError(f"the import did not take every row: {said[-500:]}")
    return took, used.ru_maxrss / 1024


def bare_copy(given: Importing) -> float:
    """Seconds of COPY alone into a plain table: no index, no constraint, nothing derived."""
    with given.database.superuser() as connection:
        connection.execute(
            "CREATE TABLE public.bare_copy (line integer, source_ref text, digest bytea, "
            "name text, slug_stem text, kind text, summary text, address text, postcode text, "
            "lon double precision, lat double precision, serves text[], precision text, "
            "details jsonb, for_whom jsonb, contacts jsonb)"
        )
        given.database.settle()
        started = time.perf_counter()
        _copy(connection, "COPY public.bare_copy FROM STDIN", given.copied)
        took = time.perf_counter() - started
        connection.execute("DROP TABLE public.bare_copy")
    return took


def _copy(connection: psycopg.Connection[Any], statement: LiteralString, path: Path) -> None:
    with path.open("rb") as file, connection.cursor().copy(statement) as copy:
        while block := file.read(CHUNK_BYTES):
            copy.write(block)


def compare(expected: dict[str, tuple[int, str]], found: dict[str, tuple[int, str]]) -> None:
    """Both ways must have written the same; raises AssertionError with the tables that differ."""
    differing = [name for name, value in expected.items() if found[name] != value]
    if differing:
        said = {name: (expected[name], found[name]) for name in differing}
        raise AssertionError(f"by hand and by the importer differ: {said}")
