"""`script/benchmark`: how fast the register serves and imports, beside what else is possible."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from importers.runner import import_file
from importers.sources import importer_by_name
from register.database.engines import transaction
from register.publishing.answers import PublicReader
from register.settings import ROOT
from tests.benchmarks.importing import measure_importing
from tests.benchmarks.invented import write_invented
from tests.benchmarks.places import prepared_database
from tests.benchmarks.results import Results
from tests.benchmarks.searching import add_lists, measure_searching, with_reader
from tests.benchmarks.serving import measure_serving
from tests.benchmarks.sizes import SIZES
from tests.register.search.relevance import judged_questions, told

RESULTS = ROOT / "var" / "benchmark.json"


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    short: Annotated[
        bool, typer.Option("--short", help="under a minute, for every change")
    ] = False,
    size: Annotated[str, typer.Option(help=f"one of {', '.join(SIZES)}")] = "full",
    only: Annotated[str, typer.Option(help="serving, searching or importing")] = "",
    rounds: Annotated[int, typer.Option(help="how often each is asked; 0: as the size says")] = 0,
    out: Annotated[Path, typer.Option(help="where the results are written as JSON")] = RESULTS,
) -> None:
    """Measure in a database of its own, on loopback, and print the table.

    A full run with an aim that is not met ends with 1.
    """
    name = "short" if short else size
    chosen = replace(SIZES[name], rounds=rounds or SIZES[name].rounds)
    results = Results(name)
    with tempfile.TemporaryDirectory(prefix="assets-benchmark-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        with prepared_database(folder / "cluster") as database:
            if only != "importing":
                store_assets(folder / "assets.csv", chosen.assets)
                database.settle()
                if only != "searching":
                    measure_serving(database, chosen, results, folder)
                if only != "serving":
                    add_lists()
                    measure_searching(database, chosen, results, folder)
                    tell_relevance(results, f"among {chosen.assets:,} others")
                database.empty()
            if only in ("", "searching"):
                add_lists()
                tell_relevance(results, "alone")
                database.empty()
            if only in ("", "importing"):
                measure_importing(database, chosen, results, folder)
    finish(results, out)


def finish(results: Results, out: Path) -> None:
    """Print and write; whoever waits for the verdict is told of an aim that is not met."""
    results.show()
    results.write(out)
    if results.missed:
        raise typer.Exit(1)


def tell_relevance(results: Results, where: str) -> None:
    """How high what should be found stands, over the questions written down beforehand."""
    judged = with_reader(lambda pool: judged_questions(PublicReader(pool)))
    results.notes += [f"The lists {where}: {told(judged)[0]}."]


def store_assets(path: Path, count: int) -> None:
    """Write an invented list and store it by the register's own way in."""
    write_invented(path, count)
    with transaction(is_long=True) as session:
        spreadsheet = importer_by_name("spreadsheet")
        done = import_file(session, spreadsheet, path, actor="benchmark", publish=True)
    if done.run.new != count:
        raise AssertionError(f"of {count} invented rows, {done.run.line()}")


if __name__ == "__main__":
    app()
