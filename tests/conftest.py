"""One real PostGIS for the whole run: migrated, with the borough's places and kinds loaded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from register.database.embedded.throwaway import throwaway_cluster
from register.database.engines import engine_for, forget_engines, transaction, writer_engine
from register.database.migrations import upgrade_to_head
from register.database.urls import embedded_url
from register.kinds.syncing import sync_kinds
from register.settings import Settings, settings

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
EMPTIED = (
    "register.account, register.attempt, register.one_time_code, register.mail, "
    "register.asset, register.run, register.reject, register.event, register.event_private, "
    "register.proposal, register.receipt, register.token, register.sign_in, register.erasure, "
    "register.retention_run, "
    "published.public_asset, published.public_membership, published.former_asset, "
    "published.public_relation, published.public_offer, "
    "published.decision, published.gift_count, published.public_session, "
    "register.representative, published.representative, "
    "published.search_word, register.unmet_search, "
    "published.overdue, register.review_letter, register.contact_pass, register.unsubscribed, "
    "jobs.procrastinate_jobs, jobs.procrastinate_events, jobs.procrastinate_workers, "
    "jobs.procrastinate_periodic_defers"
)


@pytest.fixture(scope="session")
def database() -> Iterator[Settings]:
    """Settings of a throwaway cluster that everything in this process now uses."""
    from register.places.loading import load_places_from_data

    with pytest.MonkeyPatch.context() as patch, throwaway_cluster() as chosen:
        patch.setenv("ASSETS_DATA_DIR", str(chosen.data_dir))
        # A test that wants its mails sends them; tests/acceptance has the workers of the service.
        patch.setenv("ASSETS_RUNS_JOBS", "false")
        for name in ("DATABASE_URL", "READ_DATABASE_URL", "OWNER_DATABASE_URL"):
            patch.delenv(f"ASSETS_{name}", raising=False)
        settings.cache_clear()
        upgrade_to_head(chosen)
        with transaction() as session:
            sync_kinds(session)
            load_places_from_data(session)
        yield chosen
        forget_engines()
    settings.cache_clear()


@pytest.fixture
def session(database: Settings) -> Iterator[Session]:
    """A writer's session whose work is undone after the test."""
    with writer_engine(database).connect() as connection, connection.begin() as outer:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()


@pytest.fixture
def emptied(database: Settings) -> Iterator[Settings]:
    """For tests that must commit: the register is emptied afterwards, its places stay.

    Only the superuser can, past the trigger that keeps the log append-only.
    """
    yield database
    engine = engine_for(embedded_url(database, "postgres"), size=1)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(f"TRUNCATE {EMPTIED} CASCADE"))
        connection.execute(text("DELETE FROM published.source"))
        connection.execute(text("UPDATE published.revision SET number = number + 1"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real files beside the checkout; tests that read them skip without it."""
    if not SHARED.is_dir():
        pytest.skip("the real files beside the checkout are not here")
    return SHARED
