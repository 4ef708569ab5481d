"""Which localities the areas of a release are: known again by code, else by name, else new."""

from datetime import date
from typing import Any

import shapely
from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.boundaries import Boundary
from geo.osgb import WGS84
from geo.releases import Release
from geo.tiling import hectares
from register.assets.staging import driver

STAGING = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_boundary (
    locality_id integer, name text, slug text, code text, boundary geometry,
    hectares double precision, residents integer, deprivation_score double precision, facts jsonb
) ON COMMIT DELETE ROWS;
TRUNCATE staged_boundary
"""
COPY = (
    "COPY staged_boundary (name, slug, code, boundary, hectares, residents, deprivation_score, "
    "facts) FROM STDIN"
)

# The same code is the same locality, however its outline was cut. Without codes the name counts.
KNOW_BY_CODE = """
UPDATE staged_boundary AS s SET locality_id = l.id
FROM published.locality AS l WHERE l.kind = :kind AND l.code = s.code
"""
KNOW_BY_NAME = """
UPDATE staged_boundary AS s SET locality_id = l.id
FROM published.locality AS l
WHERE s.locality_id IS NULL AND l.kind = :kind AND l.slug = s.slug
    AND (l.code IS NULL OR s.code IS NULL)
    AND NOT EXISTS (SELECT FROM staged_boundary AS known WHERE known.locality_id = l.id)
"""

# Addresses belong to the newest release: whoever had a slug before gives way to it.
GIVE_WAY = """
UPDATE published.locality AS l
SET slug = moved.slug, key = l.kind || ':' || moved.slug
FROM (
    SELECT o.id, CASE WHEN EXISTS (SELECT FROM staged_boundary AS s WHERE s.locality_id = o.id)
        THEN 'moving-' || o.id ELSE o.slug || '-until-' || :valid_from END AS slug
    FROM published.locality AS o JOIN staged_boundary AS wanting ON wanting.slug = o.slug
    WHERE o.kind = :kind AND wanting.locality_id IS DISTINCT FROM o.id
) AS moved
WHERE l.id = moved.id
"""
RENAME = """
UPDATE published.locality AS l
SET name = s.name, slug = s.slug, key = l.kind || ':' || s.slug, code = coalesce(s.code, l.code)
FROM staged_boundary AS s WHERE l.id = s.locality_id
    AND (l.name, l.slug, l.code) IS DISTINCT FROM (s.name, s.slug, coalesce(s.code, l.code))
"""
# An older release, loaded for questions about the past, takes what address is left.
STEP_ASIDE = """
UPDATE staged_boundary AS s SET slug = s.slug || '-from-' || :valid_from
FROM published.locality AS l
WHERE s.locality_id IS NULL AND l.kind = :kind AND l.slug = s.slug
"""
ADD = """
INSERT INTO published.locality (kind, slug, code, name, key)
SELECT :kind, slug, code, name, :kind || ':' || slug FROM staged_boundary
WHERE locality_id IS NULL ORDER BY slug
"""
KNOW_NEW = """
UPDATE staged_boundary AS s SET locality_id = l.id
FROM published.locality AS l
WHERE s.locality_id IS NULL AND l.kind = :kind AND l.slug = s.slug
"""
# Who says that they serve a place means the one that bears its name now.
SERVE_SUCCESSOR = (
    """
    INSERT INTO register.served (asset_id, locality_id)
    SELECT served.asset_id, heir.id FROM register.served AS served
    JOIN published.locality AS old ON old.id = served.locality_id AND old.kind = :kind
    JOIN published.locality AS heir ON heir.kind = :kind
        AND old.slug = heir.slug || '-until-' || :valid_from
    ON CONFLICT DO NOTHING
    """,
    """
    DELETE FROM register.served AS served
    USING published.locality AS old, published.locality AS heir
    WHERE old.id = served.locality_id AND old.kind = :kind AND heir.kind = :kind
        AND old.slug = heir.slug || '-until-' || :valid_from
    """,
)


def stage_boundaries(session: Session, release: Release) -> None:
    """COPY the areas of a release into ``staged_boundary``."""
    session.execute(text(STAGING))
    with driver(session).cursor() as cursor, cursor.copy(COPY) as copy:
        for boundary in release.boundaries:
            copy.write_row(_cells(boundary))


def _cells(boundary: Boundary) -> tuple[Any, ...]:
    facts = dict(boundary.facts)
    measured = facts.pop("hectares", None) or round(hectares(boundary.shape), 1)
    return (
        boundary.name,
        boundary.slug,
        boundary.code,
        shapely.to_wkb(shapely.set_srid(boundary.shape, WGS84), hex=True, include_srid=True),
        measured,
        facts.pop("residents", None),
        facts.pop("deprivation_score", None),
        Jsonb(facts),
    )


def name_localities(session: Session, kind: str, valid_from: date, *, is_newest: bool) -> None:
    """Give every staged area its locality, making those that are not known yet."""
    values = {"kind": kind, "valid_from": valid_from.isoformat()}
    by_turn = [GIVE_WAY, RENAME] if is_newest else [STEP_ASIDE]
    for statement in (KNOW_BY_CODE, KNOW_BY_NAME, *by_turn, ADD, KNOW_NEW):
        session.execute(text(statement), values)
    if is_newest:
        for statement in SERVE_SUCCESSOR:
            session.execute(text(statement), values)
