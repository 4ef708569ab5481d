"""What an import run left in the database: all of it, nothing of it, or what must not be."""

from dataclasses import dataclass
from typing import Literal

from tests.crash.victim import Connection

Outcome = Literal["whole", "nothing", "HALF DONE"]

COUNTS = {
    "runs": "register.run",
    "rows": "register.row",
    "rejects": "register.reject",
    "assets": "register.asset",
    "events": "register.event",
    "private parts of events": "register.event_private",
    "contacts": "register.contact",
    "memberships": "register.membership",
    "public rows": "published.public_asset",
    "public memberships": "published.public_membership",
    "sources": "published.source",
}
# Each finds what does not belong together; a whole run has none.
BROKEN = {
    "assets that have not one row, one event and one public row": """
        SELECT count(*) FROM register.asset AS a
        LEFT JOIN (SELECT asset_id, count(*) AS n FROM register.row GROUP BY 1) AS r
            ON r.asset_id = a.id
        LEFT JOIN (SELECT asset_id, count(*) AS n FROM register.event
            WHERE action = 'added' GROUP BY 1) AS e ON e.asset_id = a.id
        LEFT JOIN published.public_asset AS p ON p.id = a.id
        WHERE r.n IS DISTINCT FROM 1 OR e.n IS DISTINCT FROM 1 OR p.id IS NULL""",
    "assets in no ward": """
        SELECT count(*) FROM register.asset AS a WHERE NOT EXISTS (
            SELECT FROM register.membership AS m
            JOIN published.locality AS l ON l.id = m.locality_id AND l.kind = 'ward'
            WHERE m.asset_id = a.id)""",
    "events and rows of another run": """
        SELECT count(*) FROM register.event AS e FULL JOIN register.row AS r
            ON r.asset_id = e.asset_id AND r.run_id = e.run_id
        WHERE e.id IS NULL OR r.run_id IS NULL""",
    "public rows that name other wards than their memberships": """
        SELECT count(*) FROM published.public_asset AS p WHERE NOT EXISTS (
            SELECT FROM published.public_membership AS m
            JOIN published.locality AS l ON l.id = m.locality_id AND l.key = ANY (p.located)
            WHERE m.asset_id = p.id)""",
    "runs that counted other rows than there are": """
        SELECT count(*) FROM register.run AS u
        WHERE u.new <> (SELECT count(*) FROM register.row AS r WHERE r.run_id = u.id)
            OR u.rejected <> (SELECT count(*) FROM register.reject AS x WHERE x.run_id = u.id)""",
}

Tally = dict[str, int]


@dataclass(frozen=True)
class Expected:
    """How many rows of the file are good and how many must be set aside."""

    good: int
    bad: int


def tally(connection: Connection) -> Tally:
    """How many rows each table has that an import writes."""
    return {what: _count(connection, f"SELECT count(*) FROM {t}") for what, t in COUNTS.items()}


def outcome_of(connection: Connection, expected: Expected) -> tuple[Outcome, list[str]]:
    """What became of the one run on an empty register, and all that is wrong with it."""
    found = tally(connection)
    if not any(found.values()):
        return "nothing", []
    wrong = [
        f"{found[what]} {what} where {count} belong"
        for what, count in _whole(expected).items()
        if found[what] != count
    ]
    wrong += [f"{n} {what}" for what, sql in BROKEN.items() if (n := _count(connection, sql))]
    if found["memberships"] < 2 * expected.good or found["public memberships"] < expected.good:
        wrong.append(f"only {found['memberships']} memberships")
    return ("HALF DONE" if wrong else "whole"), wrong


def _whole(expected: Expected) -> Tally:
    each = ("rows", "assets", "events", "private parts of events", "contacts", "public rows")
    return {"runs": 1, "sources": 1, "rejects": expected.bad} | dict.fromkeys(each, expected.good)


def _count(connection: Connection, question: str) -> int:
    return int(connection.execute(question.encode()).fetchall()[0][0])
