"""Whether a start finds in the register all that the data folder gives it.

Asked over one plain connection: SQLAlchemy takes longer to import than a start may take.
"""

import tomllib
from pathlib import Path
from typing import Any

import psycopg

from register.database.urls import for_libpq, writer_url
from register.kinds.definition import kinds
from register.settings import ROOT, Settings

DATA = ROOT / "data"
PLACES = """
SELECT (SELECT coalesce(array_agg(kind || ' ' || valid_from), '{}')
        FROM published.boundary_release),
    EXISTS (SELECT FROM published.postcode),
    EXISTS (SELECT FROM published.boundary_release AS r
        WHERE NOT is_current AND valid_from <= current_date AND valid_from = (
            SELECT max(valid_from) FROM published.boundary_release
            WHERE kind = r.kind AND valid_from <= current_date))
"""
KINDS = """
SELECT slug, family, singular, precision, is_personal, review_months, locating_details
FROM register.kind
"""


def has_all(chosen: Settings, folder: Path = DATA) -> bool:
    """Whether kinds are as the data file says, and places and postcodes are loaded."""
    with psycopg.connect(for_libpq(writer_url(chosen)), connect_timeout=10) as connection:
        known, has_postcodes, is_due = connection.execute(PLACES).fetchone() or ([], False, True)
        if is_due or not has_postcodes or not _releases(folder) <= set(known):
            return False
        known_kinds = {row[0]: row[1:] for row in connection.execute(KINDS)}
    return all(known_kinds.get(slug) == facts for slug, facts in _kinds().items())


def _releases(folder: Path) -> set[str]:
    """The releases of the data folder; whether they are right is checked when they are loaded."""
    content = tomllib.loads((folder / "wards" / "releases.toml").read_text(encoding="utf-8"))
    return {f"{entry['kind']} {entry['valid_from']}" for entry in content.get("release", [])}


def _kinds() -> dict[str, tuple[Any, ...]]:
    return {
        kind.slug: (
            kind.family,
            kind.singular,
            kind.precision,
            kind.is_personal,
            kind.review_months,
            list(kind.locating_details),
        )
        for kind in kinds()
    }
