"""Questions by lanes: values of every type, errors, lost connections, and many at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest

from register.database.engines import ReaderPool, reader_pool
from register.database.lanes import DEPTH, MOST_IN_A_ROW, Lanes
from register.settings import Settings

Ask = Callable[..., Awaitable[Any]]


def asked(database: Settings, work: Callable[[ReaderPool, Ask], Awaitable[Any]]) -> Any:
    """What some work with lanes answers."""

    async def run() -> Any:
        pool = reader_pool(database, min_size=1, max_size=3)
        await pool.open(wait=True)
        lanes = Lanes(pool)

        async def ask(statement: str, **values: Any) -> Any:
            return await lanes.ask(statement, values)

        try:
            return await work(pool, ask)
        finally:
            await lanes.close()
            now = pool.get_stats()
            await pool.close()
            assert now["requests_waiting"] == 0

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
    async def work(_: ReaderPool, ask: Ask) -> Any:
        await ask("SELECT %(v)s + 1", v=1)
        await ask("SELECT set_config('application_name', 'forgets', false)")
        # As one simple question, without an answer of its own: DEALLOCATE answers no row.
        assert await ask("DEALLOCATE ALL") is None
        return await ask("SELECT %(v)s + 1", v=2)

    assert asked(database, work) == (3,)


def test_who_stops_waiting_spoils_nothing_for_the_next(database):
    async def work(_: ReaderPool, ask: Ask) -> Any:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(ask("SELECT pg_sleep(1)::text"), 0.1)
        return await ask("SELECT 5")

    assert asked(database, work) == (5,)


def test_a_lost_server_process_is_an_error_and_the_next_asks_another(database):
    async def work(_: ReaderPool, ask: Ask) -> Any:
        with pytest.raises(psycopg.OperationalError):
            await ask("SELECT pg_terminate_backend(pg_backend_pid())")
        return await ask("SELECT 6")

    assert asked(database, work) == (6,)


def test_many_at_once_each_get_their_own_answer(database):
    """Some fail, some leave, more than may be sent at once, and more than one connection serves."""
    numbers = range(MOST_IN_A_ROW + 10 * DEPTH)

    async def work(_: ReaderPool, ask: Ask) -> Any:
        async def one(number: int) -> Any:
            if number % 500 == 1:
                with pytest.raises(psycopg.errors.DivisionByZero):
                    await ask("SELECT 1 / %(v)s", v=0)
                return (number,)
            if number % 500 == 2:
                leaving = asyncio.create_task(ask("SELECT -%(v)s", v=number))
                await asyncio.sleep(0)
                leaving.cancel()
                return (number,)
            return await ask("SELECT %(v)s", v=number)

        return await asyncio.gather(*map(one, numbers))

    assert asked(database, work) == [(number,) for number in numbers]


def test_what_takes_long_holds_up_nobody_for_long(database):
    async def work(_: ReaderPool, ask: Ask) -> Any:
        slow = asyncio.create_task(ask("SELECT pg_sleep(2)::text"))
        await asyncio.sleep(0.1)
        async with asyncio.timeout(1):
            answers = [await ask("SELECT %(v)s", v=number) for number in range(20)]
        assert not slow.done()
        await slow
        return answers

    assert asked(database, work) == [(number,) for number in range(20)]


def test_all_that_were_sent_hear_of_a_lost_server_and_the_others_are_answered(database):
    async def work(_: ReaderPool, ask: Ask) -> Any:
        lost = ask("SELECT pg_terminate_backend(pg_backend_pid())")
        others = [ask("SELECT %(v)s", v=number) for number in range(20)]
        found = await asyncio.gather(lost, *others, return_exceptions=True)
        errors = [one for one in found if isinstance(one, psycopg.OperationalError)]
        assert 1 <= len(errors) <= DEPTH
        return [one for one in found if not isinstance(one, Exception)][-1]

    assert asked(database, work) == (19,)


def test_a_database_that_is_away_is_an_error_and_not_a_wait(database, monkeypatch):
    from psycopg_pool import PoolTimeout

    async def run() -> None:
        pool = reader_pool(database, min_size=0)
        lanes = Lanes(pool)
        pool.conninfo, pool.timeout = "host=/nowhere dbname=nothing", 0.2
        await pool.open()
        with pytest.raises(PoolTimeout):
            await lanes.ask("SELECT 1", {})
        await lanes.close()
        await pool.close()

    asyncio.run(run())
