"""Which user the server runs as, and what that user may not enter."""

from pathlib import Path

import pytest

from register.database.embedded.identity import Identity, closed_folder, refuse_closed_folder
from register.database.errors import DatabaseError

STRANGER = Identity(uid=54321, gid=54321, name="stranger")


def test_a_closed_folder_on_the_way_is_named(folder: Path) -> None:
    closed = folder / "home"
    (closed / "checkout" / "var").mkdir(parents=True)
    closed.chmod(0o700)
    assert closed_folder(closed / "checkout" / "var", STRANGER) == closed
    with pytest.raises(DatabaseError, match=f"may not enter {closed}: move the checkout"):
        refuse_closed_folder(closed / "checkout" / "var", STRANGER)


def test_open_folders_and_those_still_to_be_made_are_fine(folder: Path) -> None:
    assert closed_folder(folder / "not" / "yet", STRANGER) is None
    refuse_closed_folder(folder, STRANGER)
