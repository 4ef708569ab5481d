"""Engines and pools that do not hand out dead connections."""

import asyncio

import psycopg
import pytest
from sqlalchemy import text

from register.database.engines import engine_for, is_dead, reader_pool
from register.database.urls import embedded_url, for_libpq, for_sqlalchemy, writer_url
from register.settings import Settings


def end_all_of(private: Settings, role: str) -> None:
    """End all sessions of that role, as a restart of the server would."""
    with psycopg.connect(for_libpq(embedded_url(private, "postgres")), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [role]
        )


def test_a_writer_connection_that_died_in_the_pool_is_replaced(private: Settings) -> None:
    engine = engine_for(writer_url(private))
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    end_all_of(private, "assets_writer")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1


def test_reader_connections_that_died_in_the_pool_are_replaced(private: Settings) -> None:
    async def ask_twice() -> list[object]:
        answers: list[object] = []
        pool = reader_pool(private)
        await pool.open(wait=True)
        try:
            for _ in range(2):
                async with pool.connection() as connection:
                    row = await (await connection.execute("SELECT current_user")).fetchone()
                    answers.append(row)
                end_all_of(private, "assets_reader")
                await asyncio.sleep(0.1)
            return answers
        finally:
            await pool.close()

    assert asyncio.run(ask_twice()) == [("assets_reader",), ("assets_reader",)]


@pytest.mark.parametrize(
    ("error", "dead"),
    [
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.ConnectionFailure(), True),
        (psycopg.errors.ReadOnlySqlTransaction(), True),
        (psycopg.errors.UniqueViolation(), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_which_errors_end_a_connection(error: Exception | None, dead: bool) -> None:
    assert is_dead(error) is dead


@pytest.mark.parametrize(
    "given", ["postgres://a/b", "postgresql://a/b", "postgresql+psycopg://a/b"]
)
def test_an_address_is_read_in_any_of_its_forms(given: str) -> None:
    assert for_sqlalchemy(given) == "postgresql+psycopg://a/b"
    assert for_libpq(for_sqlalchemy(given)) == "postgresql://a/b"
