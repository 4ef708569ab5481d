"""The words that spelling is mended by follow what is public, one asset or very many."""

import pytest
from sqlalchemy import text

from register.assets.staging import prepare_staging
from register.assets.values import AssetDraft
from register.people.holders import Holder
from register.proposals.additions import add_asset
from register.publishing import vocabulary
from register.publishing.projection import publish_touched
from register.publishing.vocabulary import rebuild_stale_words, rebuild_words


@pytest.fixture
def add(session):
    boss = Holder("00000000-0000-0000-0000-000000000000", "test", "administrator", True)

    def put(name, **values):
        given = {"name": name, "kind": "hall", "lon": -0.2, "lat": 51.6, **values}
        return add_asset(session, AssetDraft.model_validate(given), holder=boss, door="field")

    return put


def words(session):
    return set(session.scalars(text("SELECT word FROM published.search_word")))


def publish(session, asset_id):
    prepare_staging(session)
    session.execute(text("INSERT INTO touched_asset VALUES (:id)"), {"id": asset_id})
    publish_touched(session)


def test_words_come_with_an_asset_and_go_with_the_last_that_has_them(session, add):
    one = add("Quokka Rooms", summary="Zorbing 24 hours")
    other = add("Quokka Yard")
    assert {"quokka", "rooms", "zorbing", "yard"} <= words(session)
    assert "24" not in words(session)
    session.execute(
        text("UPDATE register.asset SET status = 'closed' WHERE id = :id"), {"id": one.asset_id}
    )
    publish(session, one.asset_id)
    assert {"rooms", "zorbing"}.isdisjoint(words(session))
    assert "quokka" in words(session)
    session.execute(
        text("UPDATE register.asset SET precision = 'never' WHERE id = :id"), {"id": other.asset_id}
    )
    publish(session, other.asset_id)
    assert "quokka" not in words(session)


def test_after_very_many_the_words_are_made_anew(session, add, monkeypatch):
    rebuild_words(session)
    assert not rebuild_stale_words(session)
    monkeypatch.setattr(vocabulary, "IS_MANY", "SELECT true")
    add("Quokka Rooms")
    assert "quokka" not in words(session)
    assert rebuild_stale_words(session)
    assert "quokka" in words(session)


def test_the_projection_can_be_rebuilt_with_its_words(session, add):
    from register.publishing.projection import republish

    add("Quokka Rooms")
    before = words(session)
    session.execute(text("DELETE FROM published.search_word"))
    republish(session)
    assert words(session) == before


def test_facts_become_marks(session, add):
    """What each fact becomes: a mark that no words can be taken for."""
    details = {"step_free_access": "yes", "cost": "Free", "languages": "Farsi, Dari"}
    found = add("Quokka Rooms", details=details, for_whom={"groups": ["carers"]})
    marks = set(
        session.scalars(
            text("SELECT tsvector_to_array(search) FROM published.public_asset WHERE id = :id"),
            {"id": found.asset_id},
        ).one()
    )
    wanted = {"kind:hall", "family:places", "for:carers", "step:yes", "cost:free", "lang:farsi"}
    assert wanted <= marks
    assert any(mark.startswith("ward:") for mark in marks)
    assert "lang:dari" in marks
