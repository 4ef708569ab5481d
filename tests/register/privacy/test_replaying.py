"""A restore from an older backup erases again who was erased since, before anybody sees it."""

from pathlib import Path

import pytest
from sqlalchemy import text

from register.assets.current import asset_by_id
from register.database.backups import restore_backup, write_backup
from register.database.engines import forget_engines, transaction
from register.events.history import asset_history
from register.privacy import replaying
from register.privacy.erasing import erase_for_good
from register.privacy.erasures import listed_erasures
from register.privacy.holdings import holdings_of, subjects_of
from register.privacy.known_by import known_by_email, known_by_name
from register.publishing.projection import republish
from tests.register.privacy.conftest import EMAIL, NAME, add, everything, fill
from tests.register.proposals.machine import PROJECTION

ANN_EMAIL, ANN_NAME = known_by_email(EMAIL), known_by_name(NAME)


def said(session):
    return " ".join(everything(session).values()).lower()


@pytest.fixture
def restored(emptied, tmp_path):
    """Ann is in the backup, is erased after it, and the backup is restored."""
    with transaction() as session:
        made = fill(session)
    file = tmp_path / "before.backup"
    write_backup(emptied, file)
    with transaction() as session:
        erase_for_good(session, ANN_EMAIL, actor="test")
        subjects = subjects_of(holdings_of(session, ANN_NAME))
        erase_for_good(session, ANN_NAME, actor="test", subjects=subjects)
    return emptied, file, made


def test_who_was_erased_is_not_in_the_restored_register(restored):
    chosen, file, made = restored
    replayed = restore_backup(chosen, file)
    forget_engines()
    assert (replayed.done, replayed.other_key) == (2, 0)
    assert "done again: 2" in replayed.sentence()
    with transaction() as session:
        for word in ("ann.noone", "ann noone", "ann-noone", "7946 0100"):
            assert word not in said(session)
        hall = asset_by_id(session, made["hall"])
        assert hall.fields["contacts"][0]["email"] == "bo@example.org"
        assert asset_history(session, hall.id)[-1].after.fields == hall.fields
        before = {n: sorted(map(repr, session.execute(text(q)))) for n, q in PROJECTION.items()}
        republish(session)
        assert before == {
            n: sorted(map(repr, session.execute(text(q)))) for n, q in PROJECTION.items()
        }
    assert restore_backup(chosen, file).done == 2
    forget_engines()


def test_without_the_list_the_person_would_be_back(restored, monkeypatch):
    """The planted fault: the list of erasures is lost."""
    chosen, file, _ = restored
    list_file: Path = Path(str(file)).with_name("none.jsonl")
    monkeypatch.setattr("register.privacy.erasures.list_file", lambda: list_file)
    assert restore_backup(chosen, file).done == 0
    forget_engines()
    with transaction() as session:
        assert "ann.noone" in said(session)


def test_another_key_is_told_and_nothing_is_guessed(session, monkeypatch):
    add(session, contacts=[{"email": EMAIL}])
    erase_for_good(session, ANN_EMAIL, actor="test")
    monkeypatch.setattr(replaying, "known_ids", lambda _session: set())
    monkeypatch.setattr(replaying, "key_mark", lambda: b"another!")
    replayed = replaying.replay_erasures(session)
    assert (replayed.done, replayed.other_key) == (0, 1)
    assert "NOT DONE: 1" in replayed.sentence()


def test_what_the_database_knows_is_not_done_again(session):
    add(session, contacts=[{"email": EMAIL}])
    erase_for_good(session, ANN_EMAIL, actor="test")
    assert len(listed_erasures().records) == 1
    assert replaying.replay_erasures(session).done == 0


def test_an_erasure_is_on_disk_before_it_is_committed(session, monkeypatch):
    """Killed in between, the restore does too much rather than too little."""
    add(session, contacts=[{"email": EMAIL}])
    work = session.begin_nested()
    erase_for_good(session, ANN_EMAIL, actor="test")
    work.rollback()
    assert len(listed_erasures().records) == 1
    assert holdings_of(session, ANN_EMAIL)
    assert replaying.replay_erasures(session).done == 1
    assert not holdings_of(session, ANN_EMAIL)
