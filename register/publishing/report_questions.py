"""What a report on a locality asks, of the public schema only: one statement, one snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from register.publishing.answers import PublicReader
from register.publishing.exports import (
    AREA,
    LISTED,
    Area,
    Listing,
    Row,
    as_area,
    as_listing,
    first_row,
)
from register.publishing.gifts import OF_WARD, GiftCount, as_gift_counts

# What an entry says of ages counts for each band that it reaches into.
AGE_BANDS = (
    ("Under 5", 0, 4),
    ("5 to 10", 5, 10),
    ("11 to 17", 11, 17),
    ("18 to 25", 18, 25),
    ("26 to 59", 26, 59),
    ("60 and over", 60, 120),
)
_BANDS = ", ".join(f"('{label}', {first}, {last})" for label, first, last in AGE_BANDS)

# Every locality of the same kind, this one too, and the borough; and how many assets of each
# kind are located there. An asset that only serves a place is not counted there.
REPORT = f"""
SELECT {LISTED},
(SELECT json_agg(row_to_json(peer) ORDER BY peer.key) FROM (
    {AREA} AND r.kind IN (split_part(%(key)s, ':', 1), 'borough')) AS peer) AS peers,
(SELECT json_agg(json_build_array(c.key, c.kind, c.family, c.assets)) FROM (
    SELECT l.key, p.kind, p.family, count(*) AS assets
    FROM published.locality AS l
    JOIN published.public_membership AS m ON m.locality_id = l.id AND m.is_located
    JOIN published.public_asset AS p ON p.id = m.asset_id
    WHERE l.kind IN (split_part(%(key)s, ':', 1), 'borough')
    GROUP BY l.key, p.kind, p.family) AS c) AS counts,
(SELECT json_agg(json_build_array(c.key, c.said, c.assets, c.declared)) FROM (
    SELECT l.key, g.said, count(*) AS assets,
        count(*) FILTER (WHERE p.for_whom ->> 'said_by' = 'group') AS declared
    FROM published.locality AS l
    JOIN published.public_membership AS m ON m.locality_id = l.id
    JOIN published.public_asset AS p ON p.id = m.asset_id AND p.for_whom <> '{{}}'
    CROSS JOIN LATERAL (
        SELECT jsonb_array_elements_text(coalesce(p.for_whom -> 'groups', '[]')) AS said
        UNION ALL
        SELECT band.label FROM (VALUES {_BANDS}) AS band(label, first, last)
        WHERE p.for_whom ?| ARRAY['age_from', 'age_to']
            AND coalesce(p.for_whom -> 'age_from', '0') <= to_jsonb(band.last)
            AND coalesce(p.for_whom -> 'age_to', '120') >= to_jsonb(band.first)
    ) AS g
    WHERE l.kind IN (split_part(%(key)s, ':', 1), 'borough')
    GROUP BY l.key, g.said) AS c) AS groups,
(SELECT json_agg(row_to_json(gift)) FROM ({OF_WARD}) AS gift) AS gifts
"""  # noqa: S608 (constants)


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many public assets of a kind are located in a locality."""

    locality: str
    kind: str
    family: str
    assets: int


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many public assets of a locality, or serving it, are said to be for a group.

    ``declared``: of how many of these the group that runs it says so itself.
    """

    locality: str
    group: str
    assets: int
    declared: int = 0


@dataclass(frozen=True, slots=True)
class ReportAnswers:
    """All that a report is made of. ``peers`` are the localities of the same kind, by key."""

    listing: Listing
    peers: Mapping[str, Area]
    borough: Area | None
    counts: tuple[KindCount, ...]
    gifts: tuple[GiftCount, ...]
    groups: tuple[GroupCount, ...] = ()


def read_report_answers(connection: Connection[Any], key: str) -> ReportAnswers:
    """The answers for a locality, as ``ward:hillside``; raises LocalityNotFound."""
    return as_report_answers(first_row(connection, REPORT, {"key": key}), key)


async def report_answers(reader: PublicReader, key: str) -> ReportAnswers:
    """The same for the web."""
    (row,) = await reader.rows(REPORT, {"key": key})
    return as_report_answers(row, key)


def as_report_answers(row: Row, key: str) -> ReportAnswers:
    """The typed answers in one row of ``REPORT``; raises LocalityNotFound."""
    found = as_listing(row, key)
    areas = [as_area(peer) for peer in row["peers"]]
    return ReportAnswers(
        listing=found,
        peers={area.key: area for area in areas if area.kind == found.area.kind},
        borough=next((area for area in areas if area.kind == "borough"), None),
        counts=tuple(KindCount(*count) for count in row["counts"] or ()),
        gifts=tuple(as_gift_counts(row["gifts"] or [])),
        groups=tuple(GroupCount(*count) for count in row["groups"] or ()),
    )
