"""`assets privacy`: how long things are kept, and what is held about a person, told or erased."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from register.database.engines import transaction
from register.database.ready import ready_database
from register.privacy.erasing import Erased, erase_for_good, erase_from_database
from register.privacy.files import files_about
from register.privacy.gathering import everything_about
from register.privacy.holdings import Holding, holdings_of, subjects_of
from register.privacy.known_by import KnownBy, known_by
from register.privacy.replaying import replay_erasures
from register.privacy.retention import Due, apply_retention, due_lines

app = typer.Typer(help="What is held about people: how long, told, erased.", no_args_is_help=True)
ACTOR = "command line"
Email = Annotated[str, typer.Option(help="the person's e-mail address")]
Name = Annotated[str, typer.Option(help="or their name, as it is written")]


@app.command()
def retention(
    apply: Annotated[bool, typer.Option("--apply", help="take it, not only count it")] = False,
) -> None:
    """Show what the retention rules would take; the service applies them once a day."""
    with ready_database(), transaction(is_long=True) as session:
        found = apply_retention(session) if apply else due_lines(session)
    Console().print(_table(found, "taken" if apply else "would take"))
    if not apply:
        typer.echo("Nothing was changed. With --apply it is.")


def _table(found: Sequence[Due], heading: str) -> Table:
    table = Table("what", "kept for", "counted from", heading, "oldest")
    for due in found:
        oldest = f"{due.oldest:%Y-%m-%d}" if due.oldest else ""
        days = f"{due.rule.days} days" if due.rule.days > 1 else "a day"
        table.add_row(due.rule.what, days, due.rule.counted_from, f"{due.lines:,}", oldest)
    return table


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="the file to write, which only you may read")],
    email: Email = "",
    name: Name = "",
) -> None:
    """Write everything held about a person to a JSON file."""
    known = known_by(email, name)
    with ready_database(), transaction(is_long=True) as session:
        told = everything_about(session, known)
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(told, file, indent=2, ensure_ascii=False, default=str)
    typer.echo(f"Held: {len(told['held'])} places. Possibly the same person: "
               f"{len(told['possible'])}. Written to {out}.")  # fmt: skip
    _tell_closed(known)


@app.command()
def erase(
    email: Email = "",
    name: Name = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show it and change nothing")] = False,
    possible: Annotated[
        bool, typer.Option("--possible", help="a name: also where it may be somebody else's")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Erase a person everywhere. A name is erased where it is surely theirs."""
    known = known_by(email, name)
    with ready_database():
        with transaction(is_long=True) as session:
            holdings = holdings_of(session, known)
            subjects = subjects_of(holdings, only_sure=not possible)
            Console().print(_listed(holdings, subjects))
            trial = erase_from_database(session, known, actor=ACTOR, subjects=subjects)
            session.rollback()
        _tell_closed(known)
        if dry_run:
            typer.echo(f"Only tried, nothing was changed. {_said(trial)}")
            return
        if not yes:
            typer.confirm("Erase it for good?", abort=True)
        with transaction(is_long=True) as session:
            erased = erase_for_good(session, known, actor=ACTOR, subjects=subjects)
    typer.echo(_said(erased))
    typer.echo("Copy erasures.jsonl from the data folder to where the backups are.")


def _listed(holdings: Sequence[Holding], subjects: Sequence[str]) -> Table:
    table = Table("where", "belongs to", "what is said", "erased")
    for one in holdings:
        is_taken = one.is_sure or one.subject in subjects
        said = escape(one.excerpts[0][:60])  # what people wrote is no markup
        table.add_row(one.store.words, one.subject, said, "yes" if is_taken else "possible: no")
    return table


def _said(erased: Erased) -> str:
    return (
        f"Places erased: {erased.places}; entries changed: {len(erased.assets)}; "
        f"accounts: {erased.accounts}; files: {erased.files}."
    )


def _tell_closed(known: KnownBy) -> None:
    found = files_about(known)
    for path in found.closed:
        typer.echo(f"Look into this by hand, or delete it: {path}")


@app.command()
def replay() -> None:
    """Erase again, after a restore by hand, who was erased since the backup."""
    with ready_database(), transaction(is_long=True) as session:
        replayed = replay_erasures(session)
    typer.echo(replayed.sentence())
    if replayed.other_key:
        raise typer.Exit(1)
