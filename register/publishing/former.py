"""The addresses of assets that were public once: where each is kept on, or that it closed."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.errors import AssetsError
from register.publishing.answers import PublicReader

# An asset that may never be found leaves no trace, nor does one that was merged into it, at once
# or by way of others: its old address must answer as if nothing had ever been there.
CONCERNED = """
WITH RECURSIVE concerned AS (
    SELECT asset_id FROM touched_asset
    UNION
    SELECT a.id FROM concerned AS c JOIN register.asset AS a ON a.merged_into = c.asset_id
    WHERE a.status = 'merged'
)
SELECT asset_id FROM concerned
"""
# For an asset ``{asset}``: whether it, and all that it was merged into, may be known of.
MAY_BE_KNOWN = """NOT EXISTS (
    WITH RECURSIVE chain AS (
        SELECT {asset}.id, {asset}.kind, {asset}.precision, {asset}.merged_into, 0 AS steps
        UNION ALL
        SELECT n.id, n.kind, n.precision, n.merged_into, chain.steps + 1
        FROM chain JOIN register.asset AS n ON n.id = chain.merged_into WHERE chain.steps < 50
    )
    SELECT FROM chain JOIN register.kind AS chain_kind ON chain_kind.slug = chain.kind
    WHERE chain_kind.is_personal
        OR coalesce(chain.precision, chain_kind.precision) = 'never')"""
# Whoever changes one of these at the same time goes first or waits: else what one of them takes
# away the other, who does not see it yet, puts back.
LOCK = f"""
SELECT a.id FROM register.asset AS a
WHERE a.id IN ({CONCERNED}) AND a.status IN ('closed', 'merged')
ORDER BY a.id FOR NO KEY UPDATE OF a
"""  # noqa: S608 (constants)
FORGET = f"""
DELETE FROM published.former_asset AS f USING ({CONCERNED}) AS c WHERE f.id = c.asset_id
"""  # noqa: S608 (constants)
FORMER = f"""
INSERT INTO published.former_asset (id, slug, into_id)
SELECT a.id, a.slug, a.merged_into
FROM (SELECT a.* FROM ({CONCERNED}) AS c
    JOIN register.asset AS a ON a.id = c.asset_id AND a.status IN ('closed', 'merged') OFFSET 0
) AS a
WHERE {MAY_BE_KNOWN.format(asset="a")}
"""  # noqa: S608 (constants)

# Merged into one that was merged in its turn: the last of the row answers, if it is public.
NOW_AT = """
WITH RECURSIVE chain AS (
    SELECT id, into_id, 0 AS steps FROM published.former_asset WHERE {asked}
    UNION ALL
    SELECT f.id, f.into_id, chain.steps + 1
    FROM chain JOIN published.former_asset AS f ON f.id = chain.into_id WHERE chain.steps < 50
)
SELECT p.id, p.slug FROM chain LEFT JOIN published.public_asset AS p ON p.id = chain.into_id
ORDER BY p.id IS NULL LIMIT 1
"""
BY_SLUG = NOW_AT.format(asked="slug = %(asked)s")
BY_ID = NOW_AT.format(asked="id = %(asked)s")


class AssetGone(AssetsError):
    """An asset that was public once and is closed."""


def project_former(session: Session) -> None:
    """Bring the former addresses of every asset in ``touched_asset`` up to date."""
    session.execute(text(LOCK))
    session.execute(text(FORGET))
    session.execute(text(FORMER))


async def find_successor(reader: PublicReader, asked: str | UUID) -> dict[str, Any] | None:
    """Id and slug of what a former asset is kept on as; None where nothing was ever here.

    ``asked`` is the former asset's slug, or its id. Raises AssetGone where it simply closed.
    """
    statement = BY_ID if isinstance(asked, UUID) else BY_SLUG
    rows: list[dict[str, Any]] = await reader.rows(statement, {"asked": asked})
    if not rows:
        return None
    if rows[0]["id"] is None:
        raise AssetGone("This was in the register once. It has closed, so its entry is gone.")
    return rows[0]
