"""Requests per second of every contender, in turns, so that a noisy moment touches all of them."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import typer

from tests.benchmarks.bare import STATEMENTS
from tests.benchmarks.load import load, read_once
from tests.benchmarks.pgbench import asked_alone, literal_statement
from tests.benchmarks.places import Database
from tests.benchmarks.questions import Question, all_questions
from tests.benchmarks.results import Results
from tests.benchmarks.servers import DidNotStart, workers
from tests.benchmarks.sizes import CONNECTIONS, Size
from tests.benchmarks.tipg_server import NoTipg, tipg

ALONE, BARE, OURS, KEPT, TIPG = "PostgreSQL alone", "bare route", "ours", "ours, cache on", "tipg"
BOX, WARD, ASSET, POINT = range(4)
Rate = tuple[float, float | None]
Contender = Callable[[int], Rate]


def measure_serving(database: Database, size: Size, results: Results, folder: Path) -> None:
    """Fill in the rates and ratios of all four questions."""
    questions = all_questions(database)
    with _contenders(database, questions, size, results, folder) as contenders:
        for nth in range(size.rounds):
            typer.echo(f"round {nth + 1} of {size.rounds} ...")
            for at, question in enumerate(questions):
                for name, asked in contenders.items():
                    if not _is_asked(name, at, question):
                        continue
                    results.add_rate(question.name, name, *asked(at))
    box, ward, asset, point = (question.name for question in questions)
    results.compare(box, OURS, ALONE, 0.7)
    results.compare(box, OURS, BARE)
    results.compare(box, OURS, TIPG, 15)
    results.compare(box, KEPT, OURS, 3)
    results.compare(ward, OURS, ALONE, 0.6)
    results.compare(ward, OURS, BARE)
    results.compare(ward, OURS, TIPG, 5)
    for name in (asset, point):
        results.compare(name, OURS, ALONE)
        results.compare(name, OURS, BARE, 0.7)
        results.compare(name, OURS, TIPG)


def _is_asked(name: str, at: int, question: Question) -> bool:
    if name == KEPT:
        return at == BOX
    return name != TIPG or question.tipg_path is not None


@contextmanager
def _contenders(
    database: Database, questions: list[Question], size: Size, results: Results, folder: Path
) -> Iterator[dict[str, Contender]]:
    """All servers at once: those that are not asked sleep."""
    first = questions[BOX].path
    statements = {
        f"/{at}": literal_statement(database, question) for at, question in enumerate(questions)
    }
    with ExitStack() as stack:
        said = {STATEMENTS: json.dumps(statements)}
        bare = stack.enter_context(workers("bare", "/0", **said))
        ours = stack.enter_context(workers("ours", first, ASSETS_PUBLIC_CACHE="0"))
        kept = stack.enter_context(workers("ours", first, ASSETS_PUBLIC_CACHE="1"))
        found: dict[str, Contender] = {
            ALONE: lambda at: (asked_alone(database, questions[at], size.seconds, folder), None),
            BARE: _http(bare, lambda at: f"/{at}", size),
            OURS: _http(ours, lambda at: questions[at].path, size),
            KEPT: _http(kept, lambda at: questions[at].path, size),
        }
        if size.has_tipg:
            try:
                asked = [question.tipg_path or "" for question in questions]
                port = stack.enter_context(tipg(database, asked[BOX]))
                found[TIPG] = _http(port, lambda at: asked[at], size)
                _check_tipg(port, asked, results)
            except (NoTipg, DidNotStart) as reason:
                results.notes.append(f"tipg was not measured: {reason}.")
        _check_same(bare, ours, questions, results)
        yield found


def _http(port: int, path: Callable[[int], str], size: Size) -> Contender:
    def asked(at: int) -> Rate:
        found = load(port, path(at), CONNECTIONS, size.seconds, size.warmup_seconds)
        return found.requests_per_second, found.client_cores

    return asked


def _check_same(bare: int, ours: int, questions: list[Question], results: Results) -> None:
    """The bare route must pass on what ours does, and each answer hold what it should."""
    for at, question in enumerate(questions):
        passed_on, answered = read_once(bare, f"/{at}"), read_once(ours, question.path)
        if passed_on not in answered:
            raise AssertionError(f"the bare route answers {question.name} otherwise than ours")
        counted = json.loads(answered).get("numberReturned")
        held = f", {counted} features" if counted is not None else ""
        results.notes.append(f"{question.name}: {len(answered):,} bytes{held}.")


def _check_tipg(port: int, asked: list[str], results: Results) -> None:
    for at in (BOX, WARD):
        body = read_once(port, asked[at])
        counted = json.loads(body)["numberReturned"]
        results.notes.append(f"tipg answers {counted} features in {len(body):,} bytes.")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))
