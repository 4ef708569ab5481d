"""Backups: written, restored, and refused without harm."""

import stat
from pathlib import Path

import psycopg
import pytest

from register.database.backups import restore_backup, write_backup
from register.database.errors import BackupError
from register.database.migrations import upgrade_to_head
from register.database.urls import for_libpq, owner_url, reader_url
from register.settings import Settings


def marks(private: Settings) -> int:
    """How many rows the table has that stands for everything."""
    with psycopg.connect(for_libpq(owner_url(private))) as connection:
        row = connection.execute("SELECT count(*) FROM public.mark").fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture
def marked(private: Settings) -> Settings:
    """A migrated register with one table of three rows more."""
    upgrade_to_head(private)
    with psycopg.connect(for_libpq(owner_url(private))) as connection:
        connection.execute("DROP TABLE IF EXISTS public.mark")
        connection.execute("CREATE TABLE public.mark AS SELECT generate_series(1, 3) AS n")
    return private


def test_a_restore_brings_back_what_the_backup_held(marked: Settings, tmp_path: Path) -> None:
    file = tmp_path / "register.backup"
    assert write_backup(marked, file) == file.stat().st_size
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with psycopg.connect(for_libpq(owner_url(marked))) as connection:
        connection.execute("DELETE FROM public.mark")
    restore_backup(marked, file)
    assert marks(marked) == 3
    with psycopg.connect(for_libpq(reader_url(marked))) as connection:
        connection.execute("SELECT count(*) FROM published.public_asset")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT count(*) FROM register.asset")


def test_a_damaged_backup_changes_nothing(marked: Settings, tmp_path: Path) -> None:
    file = tmp_path / "register.backup"
    write_backup(marked, file)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(BackupError, match="nothing was changed"):
        restore_backup(marked, file)
    assert marks(marked) == 3


def test_a_file_that_is_no_backup_is_refused(marked: Settings, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear council")
    with pytest.raises(BackupError, match="not a backup"):
        restore_backup(marked, file)
    with pytest.raises(BackupError, match="cannot be read"):
        restore_backup(marked, tmp_path / "absent")
    with pytest.raises(BackupError, match="cannot be written"):
        write_backup(marked, tmp_path / "absent" / "file")
    assert marks(marked) == 3
