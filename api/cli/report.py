"""`assets report ward NAME --out FILE`: the report on a ward, for residents or for an analyst."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from register.assets.full_questions import FullListing
    from reports.values import LocalityReport

app = typer.Typer(help="Reports on a place.", no_args_is_help=True)

OUT = Annotated[Path, typer.Option(help="ends in .xlsx, .csv, .geojson or .html")]
FULL = Annotated[bool, typer.Option("--full", help="add what is not public, marked so")]


@app.callback()
def _report() -> None:
    """Reports on a place."""


@app.command()
def ward(
    name: Annotated[str, typer.Argument(help="as in the address of its page: first-ward")],
    out: OUT,
    full: FULL = False,
) -> None:
    """Write the report on a ward."""
    from register.database.ready import ready_database
    from register.settings import settings
    from reports.full import NOT_PUBLIC
    from reports.writing import write_report, writer_for

    writer_for(out)  # a wrong ending is told before anything starts
    today = datetime.now(ZoneInfo("Europe/London")).date()
    with ready_database():
        report, more = _with_full(name, today) if full else (_public(name, today), None)
    write_report(out, report, settings().site_url, more)
    typer.echo(f"Report written: {out}. Assets located here: {report.asset_count}.")
    if full:
        typer.echo(NOT_PUBLIC)


def _public(name: str, today: date) -> "LocalityReport":
    """As the reader role, which cannot see more than strangers may."""
    import psycopg

    from register.database.urls import for_libpq, reader_url
    from reports.building import ward_report

    with psycopg.connect(for_libpq(reader_url()), autocommit=True) as connection:
        return ward_report(connection, name, today)


def _with_full(name: str, today: date) -> "tuple[LocalityReport, FullListing]":
    """Both parts as the writer role, read in one snapshot."""
    from register.assets.full_questions import full_listing
    from register.assets.staging import driver
    from register.database.engines import snapshot
    from reports.building import ward_report

    with snapshot() as session:
        report = ward_report(driver(session), name, today)
        return report, full_listing(session, report.area.key)
