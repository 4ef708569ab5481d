"""Who may ask a pool now: as many at once as it has connections, the others in the order they came.

A pool's own queue makes a task and a timer for everyone who waits, and looking a connection over
costs as much as a small answer. Here whoever has finished hands the connection straight on to
whoever has waited longest.
"""

import asyncio
from collections import Counter, deque

from psycopg import AsyncConnection
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow
from psycopg_pool import PoolTimeout

from register.database.engines import ReaderPool

Connection = AsyncConnection[TupleRow]
# Handed on so often, the pool sees it again, and ends it when it is old.
MOST_IN_A_ROW = 200


class Turns:
    """``connection = await turns.take()``, then always ``await turns.give_back(connection)``.

    Nobody takes a second one while holding a first.
    """

    def __init__(self, pool: ReaderPool, *, but: int = 0) -> None:
        """All connections of the pool, but so many that others use."""
        self._pool = pool
        self._free = pool.max_size - but
        # Who waits is given a connection, or None: then it is their turn to fetch one.
        self._waiting: deque[asyncio.Future[Connection | None]] = deque()
        self._in_a_row: Counter[Connection] = Counter()

    async def take(self) -> Connection:
        """A connection that is ready; raises PoolTimeout as the pool itself would."""
        if self._free:
            self._free -= 1
        elif (given := await self._wait()) is not None:
            return given
        try:
            return await self._pool.getconn()
        except BaseException:
            self._pass_on(None)
            raise

    async def give_back(self, connection: Connection) -> None:
        """Hand it on to whoever waits longest, or put it back into the pool."""
        if self._may_go_on(connection):
            self._in_a_row[connection] += 1
            self._pass_on(connection)
            return
        self._in_a_row.pop(connection, None)
        try:
            await self._pool.putconn(connection)
        finally:
            self._pass_on(None)

    def _may_go_on(self, connection: Connection) -> bool:
        while self._waiting and self._waiting[0].done():
            self._waiting.popleft()
        return (
            bool(self._waiting)
            and self._in_a_row[connection] < MOST_IN_A_ROW
            and connection.pgconn.transaction_status == TransactionStatus.IDLE
        )

    def _pass_on(self, connection: Connection | None) -> None:
        while self._waiting:
            if not (next_one := self._waiting.popleft()).done():
                next_one.set_result(connection)
                return
        self._free += 1

    async def _wait(self) -> Connection | None:
        turn: asyncio.Future[Connection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(self._pool.timeout):
                return await turn
        except BaseException as reason:
            if turn.done() and not turn.cancelled():  # given in the moment of giving up
                await self._return(turn.result())
            if isinstance(reason, TimeoutError):
                raise PoolTimeout("no connection was free in time") from None
            raise

    async def _return(self, given: Connection | None) -> None:
        if given is None:
            self._pass_on(None)
        else:
            await self.give_back(given)
