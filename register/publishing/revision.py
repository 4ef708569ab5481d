"""The register revision: a number that every publication raises."""

from sqlalchemy import text
from sqlalchemy.orm import Session


def raise_revision(session: Session) -> None:
    """Tell all caches that something public changed. Call it last in the transaction."""
    session.execute(text("UPDATE published.revision SET number = number + 1, changed_at = now()"))
