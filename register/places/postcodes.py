"""Loading the table of postcodes, and putting right the assets that stand where it says."""

from collections.abc import Iterable
from dataclasses import dataclass

from psycopg import Cursor
from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.postcode_rows import NO_GRID_REFERENCE, PostcodeRow
from register.assets.staging import driver, prepare_staging, touch
from register.events.writing import log_touched
from register.places.membership import derive_membership
from register.places.moves import WAIT_FOR_WRITERS
from register.publishing.projection import publish_touched
from register.publishing.revision import raise_revision

STAGING = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_postcode (
    postcode text, lon double precision, lat double precision, ward_code text, district_code text,
    quality integer
) ON COMMIT DELETE ROWS;
TRUNCATE staged_postcode
"""
COPY = "COPY staged_postcode FROM STDIN"

# One statement, so that one postcode given twice cannot fail it: the best grid reference counts.
UPSERT = """
WITH kept AS (
    INSERT INTO published.postcode AS p (postcode, location, ward_code, district_code, quality)
    SELECT DISTINCT ON (postcode) postcode, ST_SetSRID(ST_MakePoint(lon, lat), 4326), ward_code,
        district_code, quality
    FROM staged_postcode ORDER BY postcode, quality
    ON CONFLICT (postcode) DO UPDATE SET location = excluded.location,
        ward_code = excluded.ward_code, district_code = excluded.district_code,
        quality = excluded.quality
    WHERE (p.location, p.ward_code, p.district_code, p.quality) IS DISTINCT FROM
        (excluded.location, excluded.ward_code, excluded.district_code, excluded.quality)
    RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM kept
"""
DROP_OTHERS = """
DELETE FROM published.postcode AS p
WHERE NOT EXISTS (SELECT FROM staged_postcode AS s WHERE s.postcode = p.postcode)
"""

# Assets placed by postcode stand where the table says, and so move with it.
STAY_PLACED = """
INSERT INTO touched_asset
SELECT a.id FROM register.asset AS a JOIN published.postcode AS p USING (postcode)
WHERE a.placed_by = 'postcode' AND a.location IS DISTINCT FROM p.location
"""
PLACE_AGAIN = """
UPDATE register.asset AS a SET location = p.location, version = a.version + 1, updated_at = now()
FROM touched_asset AS t, published.postcode AS p
WHERE a.id = t.asset_id AND p.postcode = a.postcode
"""
BY_WARD_CODE = """
INSERT INTO touched_asset SELECT a.id FROM register.asset AS a
WHERE a.placed_by = 'postcode' AND NOT EXISTS (
    SELECT FROM touched_asset AS t WHERE t.asset_id = a.id)
"""


@dataclass(frozen=True, slots=True)
class PostcodesLoaded:
    """How many postcodes came, changed and went, and how many assets moved with theirs."""

    new: int
    changed: int
    unchanged: int
    dropped: int
    without_place: int
    ended: int
    assets_moved: int


@dataclass
class _Left:
    without_place: int = 0
    ended: int = 0


def load_postcodes(
    session: Session, rows: Iterable[PostcodeRow], *, keep_others: bool = False
) -> PostcodesLoaded:
    """Make the table what the rows say; with ``keep_others``, leave what they do not name.

    Ended postcodes and those without a place are counted and left out. The caller holds the
    (long) transaction and commits.
    """
    session.execute(text(STAGING))
    left = _Left()
    with driver(session).cursor() as cursor:
        staged = _copy(cursor, rows, left)
    session.execute(text("ANALYZE staged_postcode"))
    dropped = 0 if keep_others else session.connection().execute(text(DROP_OTHERS)).rowcount
    new, changed = session.execute(text(UPSERT)).one()
    assets_moved = _place_assets_again(session) if changed or dropped or new else 0
    if changed or dropped or new:
        raise_revision(session)
    unchanged = staged - new - changed
    return PostcodesLoaded(
        new, changed, unchanged, dropped, left.without_place, left.ended, assets_moved
    )


def _copy(cursor: Cursor[object], rows: Iterable[PostcodeRow], left: _Left) -> int:
    staged = 0
    with cursor.copy(COPY) as copy:
        for row in rows:
            if row.ended_on is not None:
                left.ended += 1
            elif row.lon is None or row.lat is None:
                left.without_place += 1
            else:
                quality = row.quality or NO_GRID_REFERENCE
                codes = (row.ward_code, row.district_code, quality)
                copy.write_row((row.postcode, row.lon, row.lat, *codes))
                staged += 1
    return staged


def _place_assets_again(session: Session) -> int:
    session.execute(text(WAIT_FOR_WRITERS))
    prepare_staging(session)
    touch(session, STAY_PLACED)
    moved = session.connection().execute(text(PLACE_AGAIN)).rowcount
    log_touched(session, "changed", "postcodes", "command", reason="The postcode's place changed")
    touch(session, BY_WARD_CODE)
    derive_membership(session)
    publish_touched(session)
    return moved
