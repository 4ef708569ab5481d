"""What the other end of a relation is called, for pages that tell of one."""

from uuid import UUID

from sqlalchemy import text

from register.database.engines import transaction

NAME = "SELECT name FROM published.public_asset WHERE id = :id"
HIDDEN = "an entry that is not public"


def public_name(asset_id: str) -> str:
    """The name that everybody may read, or that there is none."""
    with transaction() as session:
        found: str | None = session.scalars(text(NAME), {"id": UUID(asset_id)}).first()
    return found or HIDDEN
