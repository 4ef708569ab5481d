"""What is asked of offers and needs: lists of them, and what suits what near by.

All from the public schema: whatever is suggested tells nothing that is not public already.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from register.offers.kinds import offer_kinds
from register.publishing.answers import PublicReader
from register.publishing.pages import SITE, Row, Site

# The days that it is offered or needed may end between two publications.
TODAY = "(now() AT TIME ZONE 'Europe/London')::date"
IS_OPEN = f"coalesce(o.until_on >= {TODAY}, true)"
SAID = """o.key, o.way, o.kind AS offer_kind, o.words, o.from_on, o.until_on, o.hours, o.skills,
    o.has_certificate"""
WHOSE = "a.id, a.slug, a.name, a.kind, a.family, a.postcode, a.precision, a.located, a.served"
LISTED = f"""
SELECT {SAID}, {WHOSE}, count(*) OVER () AS of_all
FROM published.public_offer AS o JOIN published.public_asset AS a ON a.id = o.asset_id
WHERE {IS_OPEN}
    AND (CAST(%(way)s AS text) IS NULL OR o.way = %(way)s)
    AND (CAST(%(kind)s AS text) IS NULL OR o.kind = %(kind)s)
    AND (NOT %(with_certificate)s OR o.has_certificate)
    AND (CAST(%(asset_id)s AS uuid) IS NULL OR o.asset_id = %(asset_id)s)
    AND (CAST(%(locality)s AS text) IS NULL OR EXISTS (
        SELECT FROM published.public_membership AS m
        JOIN published.locality AS l ON l.id = m.locality_id
        WHERE l.key = %(locality)s AND m.asset_id = o.asset_id))
ORDER BY o.way DESC, o.kind, lower(a.name), o.asset_id, o.key
LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 (constants)
# Two that are shown as no finer than a ward are never said to be so far apart: only in one ward.
OPEN = f"""
SELECT {SAID}, {WHOSE}, o.asset_id,
    CASE WHEN a.precision IN ('exact', 'street', 'postcode') THEN a.location END AS at,
    ARRAY(SELECT said.key FROM unnest(a.located || a.served) AS said(key)
        WHERE said.key LIKE 'ward:%%') AS wards
FROM published.public_offer AS o JOIN published.public_asset AS a ON a.id = o.asset_id
WHERE {IS_OPEN}
"""  # noqa: S608 (constants)
SIDE = """{0}.asset_id AS {1}_id, {0}.slug AS {1}_slug, {0}.name AS {1}_name,
    {0}.offer_kind AS {1}_kind, {0}.words AS {1}_words"""
MATCHES = f"""
WITH suits AS (
    SELECT * FROM unnest(CAST(%(offers)s AS text[]), CAST(%(needs)s AS text[]))
        AS pair(offer_kind, need_kind)
), open AS MATERIALIZED ({OPEN})
SELECT {SIDE.format("g", "offer")}, {SIDE.format("n", "need")},
    round(ST_Distance(g.at::geography, n.at::geography))::integer AS metres
FROM open AS g
JOIN suits ON suits.offer_kind = g.offer_kind
JOIN open AS n ON n.way = 'need' AND n.offer_kind = suits.need_kind AND n.asset_id <> g.asset_id
WHERE g.way = 'offer'
    AND (CAST(%(asset_id)s AS uuid) IS NULL OR %(asset_id)s IN (g.asset_id, n.asset_id))
    AND (CAST(%(locality)s AS text) IS NULL OR %(locality)s = ANY (g.wards || n.wards))
    AND coalesce(g.from_on, '-infinity') <= coalesce(n.until_on, 'infinity')
    AND coalesce(n.from_on, '-infinity') <= coalesce(g.until_on, 'infinity')
    AND (g.wards && n.wards OR ST_DWithin(g.at::geography, n.at::geography, %(near)s))
ORDER BY metres NULLS LAST, offer_name, need_name, g.key, n.key
LIMIT %(limit)s
"""  # noqa: S608 (constants)


@dataclass(frozen=True)
class OfferQuestion:
    """Which offers and needs; everything that is given must hold. ``locality`` is a key."""

    way: str | None = None
    kind: str | None = None
    locality: str | None = None
    with_certificate: bool = False
    asset_id: UUID | None = None
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True)
class OfferRows:
    """One page of offers and needs, and how many there are in all."""

    revision: int
    rows: list[Row]
    of_all: int
    site: Site = field(default_factory=lambda: Site(False, []))


def listed_statement(question: OfferQuestion) -> tuple[str, dict[str, Any]]:
    """The statement that lists them, and its values."""
    return LISTED, vars(question)


async def offers_listed(reader: PublicReader, question: OfferQuestion) -> OfferRows:
    """What is on offer and needed now or later; nothing whose last day is over."""
    revision, (rows, site) = await reader.snapshot([listed_statement(question), (SITE, {})])
    return OfferRows(revision, rows, rows[0]["of_all"] if rows else 0, Site(**site[0]))


def matches_statement(
    *, asset_id: UUID | None = None, locality: str | None = None, limit: int = 200
) -> tuple[str, dict[str, Any]]:
    """The statement for what suits what: of one asset, in one ward, or everywhere."""
    found = offer_kinds()
    pairs: Sequence[tuple[str, str]] = found.pairs()
    values: dict[str, Any] = {"asset_id": asset_id, "locality": locality, "limit": limit}
    values |= {"offers": [one for one, _ in pairs], "needs": [other for _, other in pairs]}
    return MATCHES, {**values, "near": found.near_metres}


async def matches(
    reader: PublicReader, *, asset_id: UUID | None = None, locality: str | None = None
) -> list[Row]:
    """Offers with needs that they suit: the days meet, and both are near or in one ward.

    The nearest first; ``metres`` is None where the public does not know both places.
    """
    return await reader.rows(*matches_statement(asset_id=asset_id, locality=locality))
