"""Migrations: the quick look agrees with alembic, and they go down as well as up."""

from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from register.database.errors import DatabaseError
from register.database.migrations import check_models, downgrade_to, upgrade_to_head
from register.database.revisions import newest_revisions, schema_is_current
from register.database.urls import for_libpq, owner_url
from register.settings import ROOT, Settings


def tables(private: Settings) -> int:
    """How many tables of ours there are."""
    with psycopg.connect(for_libpq(owner_url(private))) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname IN ('register', 'published')"
        ).fetchone()
        assert row is not None
        return int(row[0])


def test_up_check_down_up(private: Settings) -> None:
    assert not schema_is_current(owner_url(private))
    upgrade_to_head(private)
    assert schema_is_current(owner_url(private))
    check_models(private)
    made = tables(private)
    downgrade_to("base", private)
    assert tables(private) == 0
    assert not schema_is_current(owner_url(private))
    upgrade_to_head(private)
    assert tables(private) == made > 0


def test_a_database_of_a_newer_program_is_told_in_a_sentence(private: Settings) -> None:
    upgrade_to_head(private)
    with psycopg.connect(for_libpq(owner_url(private))) as connection:
        connection.execute("UPDATE public.alembic_version SET version_num = 'tomorrow'")
    try:
        with pytest.raises(DatabaseError, match="update the program"):
            upgrade_to_head(private)
    finally:
        with psycopg.connect(for_libpq(owner_url(private))) as connection:
            head = next(iter(newest_revisions()))
            connection.execute("UPDATE public.alembic_version SET version_num = %s", [head])


def test_the_newest_revisions_are_those_that_alembic_finds() -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "alembic"))
    assert newest_revisions() == set(ScriptDirectory.from_config(config).get_heads())


def test_two_revisions_written_side_by_side_are_both_found(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('revision = "1"\ndown_revision = None\n')
    (tmp_path / "b.py").write_text('revision: str = "2"\ndown_revision: str | None = "1"\n')
    (tmp_path / "c.py").write_text("revision = '3'\ndown_revision = '1'\n")
    assert newest_revisions(tmp_path) == {"2", "3"}
    (tmp_path / "d.py").write_text('revision = "4"\ndown_revision = ("2", "3")\n')
    assert newest_revisions(tmp_path) == {"4"}
