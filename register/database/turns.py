"""Who may ask a pool now: as many at once as it has connections, the others in the order they came.

A pool's own queue makes a task and a timer for everyone who waits; a turn costs a tenth of that.
"""

import asyncio

from psycopg_pool import PoolTimeout

from register.database.engines import ReaderPool


class Turns:
    """`async with turns:` around the use of one connection, never around a second one."""

    def __init__(self, pool: ReaderPool) -> None:
        self._free = asyncio.Semaphore(pool.max_size)
        self._patience_seconds = pool.timeout

    async def __aenter__(self) -> None:
        """Wait for a turn; raises PoolTimeout as the pool itself would."""
        try:
            if self._free.locked():
                async with asyncio.timeout(self._patience_seconds):
                    await self._free.acquire()
            else:
                await self._free.acquire()
        except TimeoutError:
            raise PoolTimeout("no connection was free in time") from None

    async def __aexit__(self, *_: object) -> None:
        self._free.release()
