"""The addresses of assets that were public once: where each is kept on, or that it closed."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.errors import AssetsError
from register.publishing.answers import PublicReader

# An asset that may never be found leaves no trace, nor does the address of one merged into it.
MAY_BE_KNOWN = "NOT {kind}.is_personal AND coalesce({asset}.precision, {kind}.precision) <> 'never'"
CONCERNED = """
SELECT asset_id FROM touched_asset
UNION
SELECT a.id FROM register.asset AS a JOIN touched_asset AS t ON t.asset_id = a.merged_into
WHERE a.status = 'merged'
"""
FORGET = f"""
DELETE FROM published.former_asset AS f USING ({CONCERNED}) AS c WHERE f.id = c.asset_id
"""  # noqa: S608 (constants)
FORMER = f"""
INSERT INTO published.former_asset (id, slug, into_id)
SELECT a.id, a.slug, CASE WHEN {MAY_BE_KNOWN.format(asset="b", kind="bk")} THEN b.id END
FROM ({CONCERNED}) AS c
JOIN register.asset AS a ON a.id = c.asset_id AND a.status IN ('closed', 'merged')
JOIN register.kind AS k ON k.slug = a.kind
LEFT JOIN register.asset AS b ON b.id = a.merged_into
LEFT JOIN register.kind AS bk ON bk.slug = b.kind
WHERE {MAY_BE_KNOWN.format(asset="a", kind="k")}
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
