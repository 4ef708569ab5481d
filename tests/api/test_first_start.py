"""What a start loads: once, whole, and nothing when all is there."""

import pytest
from sqlalchemy import text

from api.first_start import _load, prepare_register
from register.database.embedded.throwaway import throwaway_cluster
from register.database.engines import transaction
from register.database.migrations import upgrade_to_head
from register.settings import settings
from register.starting import has_all

COUNTS = """
SELECT (SELECT count(*) FROM published.locality), (SELECT count(*) FROM register.kind),
    (SELECT count(*) FROM published.postcode), (SELECT count(*) FROM published.public_asset)
"""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """Settings of a database that has its schema and nothing in it."""
    with pytest.MonkeyPatch.context() as patch, throwaway_cluster() as chosen:
        patch.setenv("ASSETS_DATA_DIR", str(chosen.data_dir))
        settings.cache_clear()
        upgrade_to_head(chosen)
        yield chosen
    settings.cache_clear()


def counts():
    with transaction() as session:
        return tuple(session.execute(text(COUNTS)).one())


def test_a_first_start_loads_all_or_after_a_failure_nothing(fresh, monkeypatch):
    def full(*_):
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("importers.demonstration.load_demonstration", full)
        with pytest.raises(OSError, match="disk is full"):
            prepare_register(fresh, empty=False)
    assert counts() == (0, 0, 0, 0)
    prepare_register(fresh, empty=False)
    localities, kinds, postcodes, public = counts()
    assert (localities, postcodes) == (24 + 15 + 4 + 1, 8919)
    assert kinds > 40
    assert public > 140


def test_a_later_start_loads_nothing_more(fresh, monkeypatch):
    prepare_register(fresh, empty=False)
    before = counts()
    monkeypatch.setattr("api.first_start._load", lambda *_, **__: pytest.fail("loaded again"))
    prepare_register(fresh, empty=False)
    assert counts() == before


def test_the_demonstration_does_not_come_back_after_it_was_removed(fresh):
    from register.runs.demonstration import remove_demonstration

    with transaction() as session:
        remove_demonstration(session, "test")
        session.execute(text("DELETE FROM published.postcode"))
    prepare_register(fresh, empty=False)
    assert counts()[2:] == (8919, 0)


def test_what_is_missing_is_noticed(fresh):
    assert has_all(fresh)
    with transaction() as session:
        session.execute(text("UPDATE register.kind SET review_months = 999 WHERE slug = 'hall'"))
    assert not has_all(fresh)
    prepare_register(fresh, empty=True)
    assert has_all(fresh)


def test_an_empty_start_has_places_and_no_assets(session):
    _load(session, with_demonstration=False)
    assert session.scalar(text("SELECT count(*) FROM register.asset")) == 0


def test_a_kind_made_more_private_is_published_so_at_once(session, monkeypatch):
    session.execute(text("UPDATE register.kind SET precision = 'ward' WHERE slug = 'library'"))
    republished = []
    monkeypatch.setattr("register.publishing.projection.republish", republished.append)
    _load(session, with_demonstration=True)
    assert len(republished) == 1
    assert session.scalar(text("SELECT precision FROM register.kind WHERE slug = 'library'")) == (
        "exact"
    )
