"""Former addresses while two change one chain of mergers at once."""

import threading
from time import sleep

import pytest
from sqlalchemy import text

from register.assets.current import asset_by_id
from register.database.engines import transaction
from register.proposals.submitting import Wish, submit
from tests.trust.writers import BOSS, make_assets

FORMER = "SELECT id FROM published.former_asset ORDER BY id"


@pytest.fixture
def chain(emptied):
    """One hall that was merged into another."""
    kept, merged = make_assets(2)
    done(Wish("merge", merged, into_id=kept))
    return kept, merged


def done(wish):
    with transaction() as session:
        return submit(session, wish, holder=BOSS, door="api")


def meanwhile(first, second):
    """``second`` is begun while ``first`` is done but not committed."""
    failed = []

    def begin():
        try:
            done(second)
        except Exception as error:  # told to the test
            failed.append(error)

    with transaction() as session:
        submit(session, first, holder=BOSS, door="api")
        other = threading.Thread(target=begin)
        other.start()
        sleep(1)
    other.join(30)
    assert failed == []
    with transaction() as session:
        return set(session.scalars(text(FORMER)))


def test_what_is_hidden_while_its_successor_closes_stays_hidden(chain):
    kept, merged = chain
    with transaction() as session:
        version = asset_by_id(session, merged).version
    hide = Wish("change", merged, {"precision": "never"}, version)
    assert meanwhile(Wish("close", kept), hide) == {kept}


def test_two_who_touch_one_chain_both_get_through(chain):
    kept, merged = chain
    with transaction() as session:
        version = asset_by_id(session, merged).version
    coarser = Wish("change", merged, {"precision": "ward"}, version)
    assert meanwhile(Wish("close", kept), coarser) == {kept, merged}
