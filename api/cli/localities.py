"""`assets localities`: load a dated set of outlines, and see which ones are loaded."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from register.places.moves import MovedAsset
    from register.places.releases import Loaded

app = typer.Typer(help="Wards, town centres and other areas.", no_args_is_help=True)

SHOWN = 20
KINDS = ("ward", "town_centre", "constituency", "neighbourhood", "borough")


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="GeoJSON, GeoPackage or Shapefile, also zipped")],
    kind: Annotated[str, typer.Option(help=", ".join(KINDS))],
    release: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="the day from which the outlines count")
    ],
    code_column: Annotated[str | None, typer.Option(help="if it is not found by itself")] = None,
    name_column: Annotated[str | None, typer.Option(help="if it is not found by itself")] = None,
    layer: Annotated[str | None, typer.Option(help="if the file has several")] = None,
    facts: Annotated[
        Path | None, typer.Option(help="CSV: code, residents, deprivation_score")
    ] = None,
    source: Annotated[str | None, typer.Option(help="where it is from [default: the file]")] = None,
    licence: Annotated[str, typer.Option()] = "OGL-UK-3.0",
    notice: Annotated[
        list[str] | None, typer.Option(help="key in borough.toml [default: ons and os]")
    ] = None,
    indicative: Annotated[
        bool, typer.Option("--indicative", help="not the official outlines: say so everywhere")
    ] = False,
    tolerance_m2: Annotated[float, typer.Option(min=0, help="overlap or gap let pass")] = 100,
    moved: Annotated[
        Path | None, typer.Option(help="write the assets that changed locality here, as CSV")
    ] = None,
) -> None:
    """Load the areas in FILE as the outlines of a kind from a day on; assets are placed anew."""
    from geo.borough import read_borough
    from geo.boundary_files import Choices
    from register.database.engines import transaction
    from register.database.ready import ready_database
    from register.places.loading import DATA, load_places_from_data
    from register.places.release_files import Origin, release_from_file
    from register.places.releases import load_release

    if kind not in KINDS:
        raise typer.BadParameter(f"The kind is one of {', '.join(KINDS)}.")
    borough = read_borough(DATA / "borough.toml")
    attribution = borough.attribution(notice or ["ons", "os"])
    day = release.date()
    origin = Origin(day, source or file.name, licence, attribution, indicative, facts)
    choices = Choices(layer=layer, code_column=code_column, name_column=name_column)
    with ready_database(), transaction(is_long=True) as session:
        load_places_from_data(session)
        found = release_from_file(session, file, kind, origin, borough, choices, tolerance_m2)
        typer.echo(found.described())
        loaded = load_release(session, found.release)
    if moved is not None:
        _write_moved(moved, loaded.moved)
    _report(loaded)


def _report(loaded: "Loaded") -> None:
    day = loaded.valid_from.isoformat()
    state = "in force now" if loaded.is_current else "kept for questions about other days"
    typer.echo(f"Loaded {loaded.areas} areas of kind {loaded.kind} from {day}, {state}.")
    typer.echo(f"moved: {len(loaded.moved)}")
    for asset in loaded.moved[:SHOWN]:
        typer.echo(f"  {asset.slug}: {_said(asset.was_in)} -> {_said(asset.is_in)}")
    if len(loaded.moved) > SHOWN:
        typer.echo(f"  and {len(loaded.moved) - SHOWN} more: --moved FILE writes them all")


def _said(keys: Sequence[str]) -> str:
    return ", ".join(keys) or "nowhere"


def _write_moved(path: Path, moved: "Sequence[MovedAsset]") -> None:
    from register.spreadsheets.csv_files import write_csv

    with path.open("wb") as target:
        rows = ((str(m.asset_id), m.name, _said(m.was_in), _said(m.is_in)) for m in moved)
        write_csv(target, ["id", "name", "was in", "is in"], rows)


@app.command("list")
def list_releases() -> None:
    """Show which outlines are loaded, and which of them are in force."""
    from rich.console import Console
    from rich.table import Table

    from register.database.engines import transaction
    from register.database.ready import ready_database
    from register.places.questions import known_releases

    table = Table("kind", "from", "areas", "in force", "indicative", "source")
    with ready_database(), transaction() as session:
        for r in known_releases(session):
            said = ["yes" if flag else "" for flag in (r.is_current, r.is_indicative)]
            table.add_row(r.kind, r.valid_from.isoformat(), str(r.areas), *said, r.source)
    Console().print(table)
