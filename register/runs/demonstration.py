"""Taking the demonstration data out again: all of it but the log, which says that it was there."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.staging import prepare_staging, touch
from register.assets.storing import finish
from register.events.writing import log_touched

ASSETS = """
INSERT INTO touched_asset
SELECT a.id FROM register.asset AS a
JOIN published.source AS s ON s.id = a.source_id AND s.is_demonstration
FOR UPDATE OF a
"""
OF_ASSETS = (
    "DELETE FROM published.public_asset AS p USING touched_asset AS t WHERE p.id = t.asset_id",
    "DELETE FROM published.public_membership AS m USING touched_asset AS t "
    "WHERE m.asset_id = t.asset_id",
    "DELETE FROM published.former_asset AS f USING touched_asset AS t WHERE f.id = t.asset_id",
    "DELETE FROM published.decision AS d USING touched_asset AS t WHERE d.asset_id = t.asset_id",
    "DELETE FROM register.event_private AS e USING touched_asset AS t "
    "WHERE e.asset_id = t.asset_id",
    # Contacts, relations, checks, proposals, memberships and rows go with their asset.
    "DELETE FROM register.asset AS a USING touched_asset AS t WHERE a.id = t.asset_id",
)
OF_SOURCES = (
    "DELETE FROM register.run AS r USING published.source AS s "
    "WHERE s.id = r.source_id AND s.is_demonstration",
    "DELETE FROM published.source WHERE is_demonstration",
)
IS_THERE = "SELECT EXISTS (SELECT FROM published.source WHERE is_demonstration)"


def has_demonstration(session: Session) -> bool:
    """Whether demonstration data is in the register."""
    return bool(session.scalar(text(IS_THERE)))


def remove_demonstration(session: Session, actor: str) -> int:
    """Take out every asset of a demonstration source, with its runs; answers how many assets.

    The events stay, without what they kept of addresses and contacts. The caller commits.
    """
    prepare_staging(session)
    touch(session, ASSETS)
    removed = int(session.scalar(text("SELECT count(*) FROM touched_asset")) or 0)
    log_touched(session, "erased", actor, "command", reason="The demonstration data was removed")
    for statement in (*OF_ASSETS, *OF_SOURCES):
        session.execute(text(statement))
    finish(session)
    return removed
