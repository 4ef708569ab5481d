"""One real PostGIS for the whole run: migrated, with the borough's places and kinds loaded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from register.database.engines import engine_for, writer_engine
from register.database.urls import embedded_url
from register.settings import Settings
from tests.ground import ground

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
EMPTIED = (
    "register.account, register.attempt, register.one_time_code, register.mail, "
    "register.asset, register.run, register.held_row, register.reject, register.event, "
    "register.event_private, "
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
    with ground() as chosen:
        yield chosen


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
