"""Emptying the register of a victim between experiments: its places, kinds and tokens stay."""

from tests.crash.victim import Connection

EMPTIED = (
    "register.asset, register.run, register.reject, register.event, register.event_private, "
    "register.proposal, register.receipt, published.public_asset, published.public_membership"
)


def empty_register(connection: Connection) -> None:
    """Only the superuser can, past the trigger that keeps the log append-only."""
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(f"TRUNCATE {EMPTIED} CASCADE".encode())
        connection.execute("DELETE FROM published.source")
        connection.execute("UPDATE published.revision SET number = number + 1")
    connection.execute("CHECKPOINT")  # so that the next recovery is of the next experiment alone
