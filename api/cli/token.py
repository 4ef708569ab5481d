"""`assets token create|list|revoke`: what people and systems show to write."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from register.database.engines import transaction
from register.database.ready import ready_database
from register.people.tokens import create_token, revoke_token

app = typer.Typer(help="Tokens for people and systems that write.", no_args_is_help=True)

LIST = """
SELECT label, role, may_publish, created_at, expires_at, last_used_at, revoked_at
FROM register.token ORDER BY created_at
"""


@app.command()
def create(
    role: Annotated[str, typer.Option(help="builder, steward, analyst or administrator")],
    label: Annotated[str, typer.Option(help="whose it is: the log shows it")] = "",
    publish: Annotated[
        bool, typer.Option("--publish/--propose", help="what is added is public at once, or waits")
    ] = True,
    days: Annotated[int, typer.Option(help="how long it counts", min=1, max=3650)] = 365,
) -> None:
    """Make a token and print it, once: only its hash is kept."""
    with ready_database(), transaction() as session:
        secret = create_token(session, role, label or role, may_publish=publish, days=days)
    typer.echo(secret)


@app.command(name="list")
def list_() -> None:
    """Every token: whose, what it may do, when it was last used. Never the token itself."""
    with ready_database(), transaction() as session:
        rows = session.execute(text(LIST)).mappings().all()
    table = Table("label", "role", "publishes", "made", "ends", "last used", "revoked")
    for row in rows:
        days = [f"{row[name]:%Y-%m-%d}" if row[name] else "" for name in list(row)[3:]]
        table.add_row(row["label"], row["role"], "yes" if row["may_publish"] else "no", *days)
    Console().print(table)


@app.command()
def revoke(label: str) -> None:
    """End every token with this label at once, with the browser sessions made with it."""
    with ready_database(), transaction() as session:
        ended = revoke_token(session, label)
    typer.echo(f"{ended} ended.")
