"""One run of a list at a time: whoever comes second waits a moment, and is then told."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from register.runs.errors import RunBusy

# Two runs of one source at once would each take the other's rows for new.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(4711, :id)"
LOCK_NOT_AVAILABLE = "55P03"


def take_turn(session: Session, source_id: int) -> None:
    """Let nobody else import, publish or discard rows of the source until we end."""
    session.execute(text(ONE_AT_A_TIME), {"id": source_id})


@contextmanager
def told_if_busy(what_to_do: str = "Look again in a minute.") -> Iterator[None]:
    """Raises RunBusy where somebody holds for long what the block would lock."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise RunBusy(
            f"Somebody is publishing, discarding or importing this list just now. {what_to_do}"
        ) from None
