"""What a register holds, as a count and a digest for each table, apart from ids and times."""

import psycopg
from psycopg import sql

from tests.benchmarks.places import Database

# The text of a finished feature without what differs by chance: the id, its beginning in the
# address, when it was written, and the ids of contacts.
_PLAIN = """regexp_replace(replace(replace({}, p.id::text, ''), left(p.id::text, 8), ''),
    '"updated_at":"[^"]*"|"id": "[0-9a-f-]{{36}}"', '', 'g')"""
_ASSETS = "register.row AS r JOIN register.asset AS a ON a.id = r.asset_id"
_KEYS = "JOIN published.locality AS l ON l.id = m.locality_id"

# What is read of each row, and from where: r is always the row of the source.
TABLES = {
    "asset": (
        "a.kind, a.name, a.summary, a.address, a.postcode, ST_AsEWKT(a.location), a.placed_by, "
        "a.precision, a.details, a.for_whom, a.status, a.version",
        _ASSETS,
    ),
    "row": ("r.line, r.digest", "register.row AS r"),
    "event": (
        "e.version, e.action, e.door, e.reason, e.changed",
        "register.row AS r JOIN register.event AS e ON e.asset_id = r.asset_id",
    ),
    "event_private": (
        "e.changed",
        "register.row AS r JOIN register.event_private AS e ON e.asset_id = r.asset_id",
    ),
    "contact": (
        "c.name, c.role, c.email, c.phone, c.website, c.audience, c.lawful_basis, c.consent_on, "
        "c.consent_how, c.origin",
        "register.row AS r JOIN register.contact AS c ON c.asset_id = r.asset_id",
    ),
    "membership": (
        "l.key, m.placed_by",
        f"register.row AS r JOIN register.membership AS m ON m.asset_id = r.asset_id {_KEYS}",
    ),
    "served": (
        "l.key",
        f"register.row AS r JOIN register.served AS m ON m.asset_id = r.asset_id {_KEYS}",
    ),
    "public_membership": (
        "l.key, m.is_located",
        "register.row AS r "
        f"JOIN published.public_membership AS m ON m.asset_id = r.asset_id {_KEYS}",
    ),
    "public_asset": (
        "p.kind, p.family, p.name, p.summary, p.address, p.postcode, ST_AsEWKT(p.location), "
        "p.precision, p.located, p.served, p.details, p.for_whom, p.source, "
        "p.checked_on, p.checked_how, p.search, "
        f"{_PLAIN.format('p.feature')}, {_PLAIN.format('p.document')}",
        "register.row AS r JOIN published.public_asset AS p ON p.id = r.asset_id",
    ),
}


def digests(database: Database) -> dict[str, tuple[int, str]]:
    """Count and digest of each table, over its rows by the source's own references."""
    with database.superuser() as connection:
        return {name: _digest(connection, *asked) for name, asked in TABLES.items()}


def _digest(
    connection: psycopg.Connection[tuple[object, ...]], columns: str, tables: str
) -> tuple[int, str]:
    statement = sql.SQL(
        "SELECT count(*), md5(string_agg(said, '' ORDER BY source_ref, said)) FROM "
        f"(SELECT r.source_ref, md5(ROW({columns})::text) AS said FROM {tables}) AS rows"
    )
    row = connection.execute(statement).fetchone()
    assert row is not None
    return int(str(row[0])), str(row[1])
