"""Which revision the schema is at and should be at, found without importing alembic (a second)."""

import re
from pathlib import Path

import psycopg

from register.database.urls import for_libpq
from register.settings import ROOT

VERSIONS = ROOT / "alembic" / "versions"
NAMED = re.compile(r"^(down_revision|revision)\b[^=\n]*=\s*(.+)$", re.MULTILINE)
QUOTED = re.compile(r"""["']([^"']+)["']""")


def newest_revisions(versions: Path = VERSIONS) -> set[str]:
    """The revisions that no other one builds on: one, unless two were written side by side."""
    revisions: set[str] = set()
    built_on: set[str] = set()
    for file in versions.glob("*.py"):
        for name, value in NAMED.findall(file.read_text()):
            (revisions if name == "revision" else built_on).update(QUOTED.findall(value))
    return revisions - built_on


def schema_is_current(url: str) -> bool:
    """Whether the database at that address has every migration; False also where unsure."""
    with psycopg.connect(for_libpq(url), connect_timeout=10) as connection:
        known = connection.execute("SELECT to_regclass('public.alembic_version')").fetchone()
        if known is None or known[0] is None:
            return False
        found = connection.execute("SELECT version_num FROM public.alembic_version").fetchall()
    return {row[0] for row in found} == newest_revisions()
