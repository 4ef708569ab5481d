"""How long searches take over HTTP, beside the same statements run by psql on the same data.

The questions are those of the search's own tests, and some that only narrow. Nothing is cached.
"""

import asyncio
import http.client
import re
import subprocess
import time
import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import numpy
import psycopg
import typer

from geo.points import parse_lonlat
from importers.runner import import_file
from importers.sources import importer_by_name
from register.database.engines import reader_pool, transaction
from register.publishing.answers import PublicReader
from register.publishing.vocabulary import rebuild_words
from register.search.answers import search_features
from register.search.places import NAMED, named_places
from register.search.questions import SearchQuestion
from register.settings import ROOT
from tests.benchmarks.load import HOST
from tests.benchmarks.places import Database
from tests.benchmarks.results import SEARCHING, Ratio, Results
from tests.benchmarks.servers import workers
from tests.benchmarks.sizes import Size

MOST = 2.0  # our p95 may be so many times psql's
LISTS = (
    ROOT / "data" / "examples" / "demonstration.csv",
    ROOT / "tests" / "register" / "search" / "assets.csv",
)
QUESTIONS = ROOT / "tests" / "register" / "search" / "questions.toml"
NARROWED = (
    {"kind": "hall", "locality": "borough"},
    {"q": "group", "group": "older-people"},
    {"day": "thursday", "age": "8"},
    {"near": "-0.2,51.6", "kind": "library", "radius": "5000"},
)
_TIME = re.compile(r"^Time: ([0-9.]+) ms", re.MULTILINE)
Statement = tuple[str, Mapping[str, Any]]
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Asked:
    """One question: its address, and the statements that answer it."""

    path: str
    statements: tuple[str, ...]


class Recording(PublicReader):
    """A reader that remembers what it was asked, but for what a process asks twice a minute."""

    said: list[Statement]

    async def rows(self, statement: str, values: Mapping[str, Any] | None = None) -> list[Any]:
        if statement != NAMED:
            self.said.append((statement, values or {}))
        return await super().rows(statement, values)


def add_lists() -> None:
    """Both lists that the questions are about, beside whatever is there, and the words of all."""
    for path in LISTS:
        with transaction(is_long=True) as session:
            spreadsheet = importer_by_name("spreadsheet")
            import_file(session, spreadsheet, path, actor="benchmark", publish=True)
    with transaction(is_long=True) as session:
        rebuild_words(session)


def measure_searching(database: Database, size: Size, results: Results, folder: Path) -> None:
    """Fill in both p95, round by round, and how high what should be found stands."""
    database.settle()
    asked = with_reader(lambda pool: questions(database, Recording(pool)))
    ours: list[float] = []
    theirs: list[float] = []
    with workers("ours", asked[0].path, ASSETS_PUBLIC_CACHE="0") as port:
        over_http(port, asked)  # both workers prepare what they need
        over_http(port, asked)
        for nth in range(size.rounds):
            typer.echo(f"search {nth + 1} of {size.rounds} ...")
            theirs.append(p95(by_psql(database, asked, folder)))
            ours.append(p95(over_http(port, asked)))
    results.importing[f"{len(asked)} searches, p95 over HTTP, ms"] = ours
    results.importing[f"{len(asked)} searches, p95 by psql, ms"] = theirs
    speeds = [psql / http for psql, http in zip(theirs, ours, strict=True)]
    results.ratios.append(Ratio("p95 by psql", "p95 over HTTP", SEARCHING, speeds, 1 / MOST))


async def questions(database: Database, reader: Recording) -> list[Asked]:
    """Every question with the statements that our own code sends for it."""
    borough = next(place.key for place in await named_places(reader) if place.kind == "borough")
    texts = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["questions"]
    found = []
    with psycopg.connect(database.url("assets_reader")) as connection:
        cursor = psycopg.ClientCursor(connection)
        for params in (*({"q": text["q"]} for text in texts), *NARROWED):
            given = {n: borough if v == "borough" else v for n, v in params.items()}
            reader.said = []
            await search_features(reader, _question(given))
            sent = tuple(cursor.mogrify(*statement) for statement in reader.said)
            found.append(Asked(f"/api/v1/search?{urlencode(given)}", sent))
    return found


def _question(given: Mapping[str, str]) -> SearchQuestion:
    return SearchQuestion(
        words=given.get("q", ""),
        kinds=tuple(filter(None, [given.get("kind", "")])),
        locality=given.get("locality"),
        groups=tuple(filter(None, [given.get("group", "")])),
        day=given.get("day"),
        age=int(given["age"]) if "age" in given else None,
        near=parse_lonlat(given["near"]) if "near" in given else None,
        radius_metres=float(given.get("radius", "3000")),
    )


def over_http(port: int, asked: Sequence[Asked]) -> list[float]:
    """Milliseconds of each question over one connection that is kept."""
    line = http.client.HTTPConnection(HOST, port, timeout=30)
    took = []
    for one in asked:
        started = time.perf_counter()
        line.request("GET", one.path)
        answer = line.getresponse()
        body = answer.read()
        took.append((time.perf_counter() - started) * 1000)
        if answer.status != 200:
            raise AssertionError(f"{one.path}: {answer.status} {body[:300]!r}")
    line.close()
    return took


def by_psql(database: Database, asked: Sequence[Asked], folder: Path) -> list[float]:
    """Milliseconds of each question's statements, as psql itself tells them."""
    script = folder / "searches.sql"
    lines = ["\\timing on"]
    for one in asked:
        lines += [f"{statement.strip()};" for statement in one.statements]
    script.write_text("\n".join(lines) + "\n")
    done = subprocess.run(
        [
            *(database.binaries.folder / "psql", "--no-psqlrc", "--quiet", "--tuples-only"),
            *("--set=ON_ERROR_STOP=1", f"--file={script}", database.url("assets_reader")),
        ],
        env=database.binaries.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    times = [float(found) for found in _TIME.findall(done.stdout)]
    if len(times) != sum(len(one.statements) for one in asked):
        raise AssertionError(f"psql timed {len(times)} statements")
    took = iter(times)
    return [sum(next(took) for _ in one.statements) for one in asked]


def p95(times: Sequence[float]) -> float:
    """The time that 95 of 100 stay below."""
    return float(numpy.percentile(times, 95))


def with_reader(ask: Callable[[Any], Awaitable[Answer]]) -> Answer:
    """What is asked of a pool of the reader role's own."""

    async def asked() -> Answer:
        pool = reader_pool()
        await pool.open()
        try:
            return await ask(pool)
        finally:
            await pool.close()

    return asyncio.run(asked())
