"""One row as bytes: values of every type, errors, and connections that are left in the middle."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest

from register.database.engines import ReaderPool, reader_pool
from register.database.single_rows import single_row
from register.settings import Settings

Ask = Callable[..., Awaitable[Any]]


def asked(database: Settings, work: Callable[[ReaderPool, Ask], Awaitable[Any]]) -> Any:
    """What some work with one pooled connection answers."""

    async def run() -> Any:
        pool = reader_pool(database, min_size=1, max_size=1)
        await pool.open()

        async def ask(statement: str, **values: Any) -> Any:
            async with pool.connection() as connection:
                return await single_row(connection, statement, values)

        try:
            return await work(pool, ask)
        finally:
            await pool.close()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("statement", "value", "answer"),
    [
        ("SELECT %(v)s + 1", 41, 42),
        ("SELECT %(v)s * 2.0", 0.25, b"0.5"),
        ("SELECT %(v)s", "it's “so” \\ 100%", "it's “so” \\ 100%".encode()),
        ("SELECT %(v)s", UUID(int=7), str(UUID(int=7)).encode()),
        ("SELECT coalesce(CAST(%(v)s AS date), '2022-05-05')", None, b"2022-05-05"),
        ("SELECT array_to_string(%(v)s, '|')", ['a"b', "c\\d", "e,{f}", ""], b'a"b|c\\d|e,{f}|'),
        ("SELECT NULL, %(v)s", 1, None),
    ],
)
def test_values_of_every_type_go_in_and_come_out(database, statement, value, answer):
    row = asked(database, lambda _, ask: ask(statement, v=value))
    assert row[0] == answer


def test_an_answer_of_many_parts_is_whole(database):
    row = asked(database, lambda _, ask: ask("SELECT repeat('ab', %(n)s)", n=1_000_000))
    assert row == (b"ab" * 1_000_000,)


def test_no_row_is_none(database):
    assert asked(database, lambda _, ask: ask("SELECT 1 WHERE %(v)s", v=None)) is None


def test_an_error_is_the_servers_and_the_connection_goes_on(database):
    async def work(pool: ReaderPool, ask: Ask) -> Any:
        with pytest.raises(psycopg.errors.DivisionByZero):
            await ask("SELECT 1 / %(v)s", v=0)
        with pytest.raises(psycopg.errors.UndefinedTable):
            await ask("SELECT * FROM nothing_of_the_kind")
        return await ask("SELECT 1 / %(v)s", v=1), pool.get_stats().get("connections_num", 0)

    assert asked(database, work) == ((1,), 1)


def test_a_statement_that_the_server_forgot_is_prepared_again(database):
    async def work(pool: ReaderPool, ask: Ask) -> Any:
        await ask("SELECT %(v)s + 1", v=1)
        async with pool.connection() as connection:
            await connection.execute("DEALLOCATE ALL")
        return await ask("SELECT %(v)s + 1", v=2)

    assert asked(database, work) == (3,)


def test_who_stops_waiting_spoils_nothing_for_the_next(database):
    async def work(pool: ReaderPool, ask: Ask) -> Any:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(ask("SELECT pg_sleep(3)::text"), 0.1)
        return await ask("SELECT 5")

    assert asked(database, work) == (5,)


def test_a_lost_server_process_is_an_error_and_the_next_asks_another(database):
    async def work(pool: ReaderPool, ask: Ask) -> Any:
        with pytest.raises(psycopg.OperationalError):
            await ask("SELECT pg_terminate_backend(pg_backend_pid())")
        return await ask("SELECT 6")

    assert asked(database, work) == (6,)
