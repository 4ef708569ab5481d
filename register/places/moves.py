"""Which assets a new release, or a new postcode table, moved from one locality to another."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.staging import prepare_staging, touch
from register.places.membership import derive_membership
from register.publishing.projection import publish_touched

WAS_IN = """
CREATE TEMPORARY TABLE IF NOT EXISTS was_in (
    asset_id uuid, locality_id integer, key text
) ON COMMIT DELETE ROWS;
TRUNCATE was_in
"""
REMEMBER = """
INSERT INTO was_in
SELECT m.asset_id, m.locality_id, l.key FROM register.membership AS m
JOIN published.locality AS l ON l.id = m.locality_id WHERE l.kind = :kind
"""
IS_IN = """
SELECT m.asset_id, array_agg(m.locality_id ORDER BY m.locality_id) AS ids,
    array_agg(l.key ORDER BY l.key) AS keys
FROM register.membership AS m JOIN published.locality AS l ON l.id = m.locality_id
WHERE l.kind = :kind GROUP BY m.asset_id
"""
MOVED = f"""
SELECT a.id, a.slug, a.name, coalesce(was.keys, '{{}}') AS before,
    coalesce(now_in.keys, '{{}}') AS after
FROM (
    SELECT asset_id, array_agg(locality_id ORDER BY locality_id) AS ids,
        array_agg(key ORDER BY key) AS keys
    FROM was_in GROUP BY asset_id
) AS was
FULL JOIN ({IS_IN}) AS now_in USING (asset_id)
JOIN register.asset AS a ON a.id = asset_id
WHERE was.ids IS DISTINCT FROM now_in.ids
ORDER BY a.name, a.id
"""  # noqa: S608 (constants)

# An asset stored between our derivation and our commit would keep the old outlines' answer.
WAIT_FOR_WRITERS = "LOCK TABLE register.asset IN SHARE ROW EXCLUSIVE MODE"
ALL = "INSERT INTO touched_asset SELECT id FROM register.asset"


@dataclass(frozen=True, slots=True)
class MovedAsset:
    """An asset that lies elsewhere than before, in keys of localities such as ``ward:hillside``."""

    asset_id: UUID
    slug: str
    name: str
    was_in: tuple[str, ...]
    is_in: tuple[str, ...]


def remember_membership(session: Session, kind: str) -> None:
    """Note where assets lie now. Call it before anything changes; writers wait from here on."""
    session.execute(text(WAIT_FOR_WRITERS))
    session.execute(text(WAS_IN))
    session.execute(text(REMEMBER), {"kind": kind})


def derive_all(session: Session) -> None:
    """Derive and publish every asset afresh."""
    prepare_staging(session)
    touch(session, ALL)
    derive_membership(session)
    publish_touched(session)


def moved_assets(session: Session, kind: str) -> list[MovedAsset]:
    """The assets whose localities of a kind are others than when they were remembered."""
    found = session.execute(text(MOVED), {"kind": kind})
    return [
        MovedAsset(row.id, row.slug, row.name, tuple(row.before), tuple(row.after)) for row in found
    ]
