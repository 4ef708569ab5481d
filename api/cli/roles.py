"""`assets roles write|check`: the document of who may call which route, from the routes."""

from pathlib import Path

import typer

from geo.errors import AssetsError

app = typer.Typer(help="Who may call which route (docs/roles.md).", no_args_is_help=True)


class OutOfDate(AssetsError):
    """The document does not say what the routes say."""


@app.command()
def write() -> None:
    """Write docs/roles.md and docs/roles.csv anew."""
    for path, words in _documents().items():
        path.write_text(words, encoding="utf-8")
        typer.echo(path)


@app.command()
def check() -> None:
    """Fail unless both files say what the routes say."""
    for path, words in _documents().items():
        if not path.exists() or path.read_text(encoding="utf-8") != words:
            raise OutOfDate(f"{path.name} is out of date: run `assets roles write`.")


def _documents() -> dict[Path, str]:
    from api.app import create_app
    from api.roles import route_rules
    from api.roles_document import documents

    return dict(documents(route_rules(create_app())))
