"""The command line `assets`: each module beside this one is a command, found by its name.

A module `api/cli/report.py` with a Typer called `app` is `assets report`; a name that Python keeps
for itself ends in an underscore (`import_.py`). Only the command that was asked for is imported.
"""

import importlib
import pkgutil
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from geo.errors import AssetsError


class CommandsByFile(TyperGroup):
    """Imports a command when it is asked for, and tells a user's error as one sentence."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """The names of all commands."""
        names = (found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)]))
        return sorted(name.rstrip("_").replace("_", "-") for name in names)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        stem = cmd_name.replace("-", "_")
        is_plain = (Path(__file__).parent / f"{stem}.py").exists()
        module = importlib.import_module(f"api.cli.{stem if is_plain else stem + '_'}")
        module.app._add_completion = False  # one command line, one place to switch it on
        command = get_command(module.app)
        command.name = cmd_name
        return command

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error that a user can mend is a sentence, not a traceback."""
        try:
            return super().invoke(ctx)
        except AssetsError as error:
            typer.secho(str(error), fg="red", err=True)
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=CommandsByFile,
    name="assets",
    help="The community asset register.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _assets() -> None:
    """The community asset register."""
