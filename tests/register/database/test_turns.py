"""Turns at the reader's connections: nobody is forgotten, nothing broken is handed on."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from psycopg_pool import PoolTimeout

from register.database import turns as turns_module
from register.database.engines import ReaderPool, reader_pool
from register.database.turns import Turns
from register.settings import Settings

Tried = Callable[[Turns, ReaderPool], Awaitable[None]]


def run(database: Settings, tried: Tried, connections: int = 2) -> None:
    """Try something with a small pool of its own."""

    async def with_pool() -> None:
        pool = reader_pool(database, min_size=connections, max_size=connections)
        await pool.open(wait=True)
        try:
            await tried(Turns(pool), pool)
        finally:
            await pool.close()

    asyncio.run(with_pool())


async def all_free(turns: Turns, count: int) -> bool:
    """Whether as many can be taken at once as there are, without waiting."""
    async with asyncio.timeout(5):
        taken = [await turns.take() for _ in range(count)]
    for connection in taken:
        await turns.give_back(connection)
    return len(set(taken)) == count


def test_as_many_at_once_as_there_are_and_everybody_in_turn(database: Settings) -> None:
    async def tried(turns: Turns, _pool: ReaderPool) -> None:
        at_once, most, order = 0, 0, []

        async def one(number: int) -> None:
            nonlocal at_once, most
            connection = await turns.take()
            at_once += 1
            most = max(most, at_once)
            order.append(number)
            await connection.execute("SELECT pg_sleep(0.002)")
            at_once -= 1
            await turns.give_back(connection)

        await asyncio.gather(*(one(number) for number in range(40)))
        assert (most, order) == (2, list(range(40)))
        assert await all_free(turns, 2)

    run(database, tried)


def test_who_waits_is_handed_the_connection_until_the_pool_must_see_it(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns_module, "MOST_IN_A_ROW", 2)

    async def tried(turns: Turns, pool: ReaderPool) -> None:
        connection = await turns.take()
        seen = []
        for _ in range(3):
            waiting = asyncio.create_task(turns.take())
            await asyncio.sleep(0)
            before = pool.get_stats()["requests_num"]
            await turns.give_back(connection)
            connection = await waiting
            seen.append(pool.get_stats()["requests_num"] - before)
        assert seen == [0, 0, 1]
        await turns.give_back(connection)

    run(database, tried, connections=1)


def test_a_broken_connection_is_not_handed_on(database: Settings) -> None:
    async def tried(turns: Turns, _pool: ReaderPool) -> None:
        connection = await turns.take()
        waiting = asyncio.create_task(turns.take())
        await asyncio.sleep(0)
        await connection.close()
        await turns.give_back(connection)
        another = await waiting
        assert another is not connection
        row = await (await another.execute("SELECT 1")).fetchone()
        assert row == (1,)
        await turns.give_back(another)
        assert await all_free(turns, 1)

    run(database, tried, connections=1)


def test_who_gives_up_waiting_takes_no_turn_with_them(database: Settings) -> None:
    async def tried(turns: Turns, pool: ReaderPool) -> None:
        connection = await turns.take()
        pool.timeout = 0.05
        with pytest.raises(PoolTimeout):
            await turns.take()
        gone, given = (asyncio.create_task(turns.take()) for _ in range(2))
        await asyncio.sleep(0)
        gone.cancel()
        await turns.give_back(connection)
        assert await given is connection
        late = asyncio.create_task(turns.take())
        await asyncio.sleep(0)
        await turns.give_back(connection)
        late.cancel()  # after it was given, before it could run
        await asyncio.gather(gone, late, return_exceptions=True)
        pool.timeout = 5
        assert await all_free(turns, 1)

    run(database, tried, connections=1)
