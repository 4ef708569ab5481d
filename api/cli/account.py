"""`assets account`: the first administrator, and what administrators do, as commands."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from register.database.engines import transaction
from register.database.ready import ready_database
from register.mail.letters import mail_invitation
from register.people.account_questions import (
    AccountRecord,
    account_by_email,
    every_account,
)
from register.people.accounts import (
    add_account,
    change_address,
    invite_again,
    log_account,
    resume_account,
    set_role,
    set_scopes,
    suspend_account,
)
from register.people.deeds import deeds_of
from register.people.holders import Scope
from register.people.second_steps import end_second_step
from register.people.sign_ins import end_sign_ins
from register.settings import settings

app = typer.Typer(help="People who sign in, and what they may do.", no_args_is_help=True)
ACTOR = "command line"
Email = Annotated[str, typer.Argument(help="the e-mail address of the account")]
Publish = Annotated[
    bool, typer.Option("--publish/--propose", help="a builder whose additions are public at once")
]


@app.command()
def add(
    email: Email,
    role: Annotated[str, typer.Option(help="builder, steward, analyst or administrator")],
    name: Annotated[str, typer.Option(help="as colleagues know them")] = "",
    publish: Publish = False,
) -> None:
    """Add an account and invite whoever it is for, by mail where there is a mail server."""
    with ready_database(), transaction() as session:
        _, code = add_account(session, email, name, role, actor=ACTOR, may_publish=publish)
        _invite(session, email.strip().lower(), code)


def _invite(session: Session, email: str, code: str) -> None:
    if settings().sends_mail:
        mail_invitation(session, email, code)
        typer.echo("The invitation goes out by mail while the service runs.")
    typer.echo(f"Code of the invitation: {code}")
    typer.echo(f"To be typed in at {settings().site_url}/invitation within seven days.")


@app.command(name="list")
def list_() -> None:
    """Every account: who, what they may do, when they were last seen."""
    with ready_database(), transaction() as session:
        accounts = every_account(session)
    table = Table("e-mail", "name", "role", "looks after", "joined", "last seen", "suspended")
    for one in accounts:
        days = [
            f"{when:%Y-%m-%d}" if when else ""
            for when in (one.joined_at, one.seen_at, one.suspended_at)
        ]
        role = f"{one.role} (publishes)" if one.may_publish else one.role
        table.add_row(one.email, escape(one.name), role, _scopes(one), *days)
    Console().print(table)


def _scopes(one: AccountRecord) -> str:
    return ", ".join(" ".join(part for part in scope if part) for scope in one.scopes)


@app.command()
def invite(email: Email) -> None:
    """Make a new invitation; the one before ends."""
    with ready_database(), transaction() as session:
        account = account_by_email(session, email)
        _invite(session, account.email, invite_again(session, account.id, actor=ACTOR))


@app.command()
def role(email: Email, role: str, publish: Publish = False) -> None:
    """Give another role; they sign in again."""
    with ready_database(), transaction() as session:
        account = account_by_email(session, email)
        set_role(session, account.id, role, may_publish=publish, actor=ACTOR)
    typer.echo("Done.")


@app.command()
def scopes(
    email: Email,
    only: Annotated[
        list[str] | None,
        typer.Argument(help="ward:NAME, kind:SLUG, or ward:NAME+kind:SLUG; none: whole borough"),
    ] = None,
) -> None:
    """Say what a steward looks after."""
    with ready_database(), transaction() as session:
        account = account_by_email(session, email)
        set_scopes(session, account.id, [_scope(said) for said in only or []], actor=ACTOR)
    typer.echo("Done.")


def _scope(said: str) -> Scope:
    place = next((part for part in said.split("+") if not part.startswith("kind:")), None)
    kind = next((part[5:] for part in said.split("+") if part.startswith("kind:")), None)
    return Scope(place, kind)


@app.command()
def suspend(email: Email) -> None:
    """Shut an account out at once: sessions, keys and codes end."""
    with ready_database(), transaction() as session:
        suspend_account(session, account_by_email(session, email).id, actor=ACTOR)
    typer.echo("Done.")


@app.command()
def resume(email: Email) -> None:
    """Let a suspended account in again."""
    with ready_database(), transaction() as session:
        resume_account(session, account_by_email(session, email).id, actor=ACTOR)
    typer.echo("Done.")


@app.command()
def address(email: Email, new_email: str) -> None:
    """Give an account another e-mail address."""
    with ready_database(), transaction() as session:
        change_address(session, account_by_email(session, email).id, new_email, actor=ACTOR)
    typer.echo("Done.")


@app.command(name="no-second-step")
def no_second_step(email: Email) -> None:
    """Take the second step off an account whose phone is lost."""
    with ready_database(), transaction() as session:
        account = account_by_email(session, email)
        end_second_step(session, account.id)
        end_sign_ins(session, account.id)
        log_account(session, account.id, "second step taken off", ACTOR)
    typer.echo("Done.")


@app.command()
def deeds(email: Email, most: Annotated[int, typer.Option(help="how many lines")] = 50) -> None:
    """Everything an account and its keys did in the register, the newest first."""
    with ready_database(), transaction() as session:
        rows = deeds_of(session, account_by_email(session, email).id, limit=most)
    table = Table("when", "what", "by", "asset", "version")
    for row in rows:
        said = (row["action"], row["door"], row["name"] or str(row["asset_id"]))
        table.add_row(f"{row['recorded_at']:%Y-%m-%d %H:%M}", *said, str(row["version"]))
    Console().print(table)
