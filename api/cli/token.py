"""`assets token create|list|revoke`: what people and systems show to write."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from register.database.engines import transaction
from register.database.ready import ready_database
from register.people.tables import SCOPES
from register.people.tokens import create_token, every_token, revoke_token

HEADINGS = ("label", "account", "role", "for", "publishes", "made", "ends", "used", "revoked")
DAYS = ("created_at", "expires_at", "last_used_at", "revoked_at")
app = typer.Typer(help="Tokens for people and systems that write.", no_args_is_help=True)


@app.command()
def create(
    role: Annotated[str, typer.Option(help="builder, steward, analyst or administrator")],
    label: Annotated[str, typer.Option(help="whose it is: the log shows it")] = "",
    publish: Annotated[
        bool, typer.Option("--publish/--propose", help="what is added is public at once, or waits")
    ] = True,
    days: Annotated[int, typer.Option(help="how long it counts", min=1, max=3650)] = 365,
    scope: Annotated[list[str] | None, typer.Option(help=f"one of {', '.join(SCOPES)}")] = None,
) -> None:
    """Make a token and print it, once: only its hash is kept."""
    with ready_database(), transaction() as session:
        secret = create_token(
            session, role, label or role, may_publish=publish, days=days, scopes=scope or SCOPES
        )
    typer.echo(secret)


@app.command(name="list")
def list_() -> None:
    """Every token: whose, what it may do, when it was last used. Never the token itself."""
    with ready_database(), transaction() as session:
        rows = every_token(session)
    table = Table(*HEADINGS)
    for row in rows:
        days = [f"{row[name]:%Y-%m-%d}" if row[name] else "" for name in DAYS]
        what = ", ".join(row["scopes"])
        publishes = "yes" if row["may_publish"] else "no"
        table.add_row(row["label"], row["email"] or "", row["role"], what, publishes, *days)
    Console().print(table)


@app.command()
def revoke(label: str) -> None:
    """End every token with this label at once, with the browser sessions made with it."""
    with ready_database(), transaction() as session:
        ended = revoke_token(session, label)
    typer.echo(f"{ended} ended.")
