"""Somebody who is erased is erased from sessions and from lists of who speaks for a place, too."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from register.assets.current import asset_by_id
from register.database.engines import transaction
from register.privacy.erasing import erase_for_good
from register.privacy.holdings import holdings_of, subjects_of
from register.privacy.known_by import known_by_name
from register.privacy.replaying import replay_erasures
from register.representatives.loading import load_representatives
from register.representatives.publishing import publish_representatives
from register.representatives.values import Representative
from tests.register.privacy.conftest import NAME, add, everything, own_list  # noqa: F401
from tests.register.representatives.test_loading import TODAY

TUESDAYS = {"every": "week", "days": [2], "starts": "10:00"}


def load(session, *names):
    people = [Representative("ward:hendon", name, "Ward councillor") for name in names]
    load_representatives(session, people, today=TODAY)


def erase(session):
    known = known_by_name(NAME)
    subjects = subjects_of(holdings_of(session, known))
    erase_for_good(session, known, actor="test", subjects=subjects)


def public_names(session):
    asked = "SELECT name FROM published.representative ORDER BY name"
    return session.scalars(text(asked)).all()


def test_nobody_is_left_in_sessions_or_lists(session):
    hall = add(session, details={"sessions": [{**TUESDAYS, "note": f"Ask {NAME}"}]})
    load(session, NAME, "Bo Noone")
    found = holdings_of(session, known_by_name(NAME))
    assert {"register.asset", "register.event_private", "register.representative"} <= {
        one.store.table for one in found
    }
    erase(session)
    for table, said in everything(session).items():
        assert NAME.lower() not in said.lower(), table
    assert asset_by_id(session, hall).fields["details.sessions"] == [
        {**TUESDAYS, "note": "Ask [erased]"}
    ]
    shown = "SELECT count(*) FROM published.public_session WHERE schedule ->> 'note' = :note"
    assert session.scalars(text(shown), {"note": "Ask [erased]"}).one() == 1
    assert public_names(session) == ["Bo Noone"]


@pytest.mark.parametrize("listed", [NAME, f"Cllr {NAME}"])
def test_who_is_erased_is_off_the_public_list_at_once_and_after_a_restore(session, listed):
    load(session, listed, "Bo Noone")
    with session.begin_nested() as before_erasure:
        erase(session)
        assert public_names(session) == ["Bo Noone"]
        before_erasure.rollback()
    assert public_names(session) == sorted(["Bo Noone", listed])
    assert replay_erasures(session).done == 1
    assert public_names(session) == ["Bo Noone"]


def test_a_publication_at_the_same_time_brings_nobody_back(emptied):
    with transaction() as session:
        load(session, NAME, "Bo Noone")
    with ThreadPoolExecutor(1) as other:
        with transaction() as session:
            erase(session)
            publication = other.submit(publish_alone)
            until_it_waits(session)
        publication.result(timeout=30)
    with transaction() as session:
        assert public_names(session) == ["Bo Noone"]


def publish_alone():
    with transaction() as session:
        publish_representatives(session)


def until_it_waits(session):
    for _ in range(500):
        if session.scalars(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).one():
            return
        time.sleep(0.02)
    pytest.fail("the publication waits for nothing")
