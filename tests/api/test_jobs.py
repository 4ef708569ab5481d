"""The workers of the queue: however soon they are told to stop, they do."""

import asyncio
import random
import threading

from api.jobs import work

ROUNDS = 50
LONGEST_SECONDS = 0.12
PATIENCE_SECONDS = 20


def test_workers_stop_while_they_still_connect(database):
    chance = random.Random(20261122)
    for _ in range(ROUNDS):
        seconds = chance.uniform(0, LONGEST_SECONDS)
        # As a daemon: one that hangs must not keep the other tests from ending.
        ending = threading.Thread(target=_begin_and_end, args=(database, seconds), daemon=True)
        ending.start()
        ending.join(PATIENCE_SECONDS)
        assert not ending.is_alive(), f"told to stop after {seconds:.3f} s, they did not"


def _begin_and_end(chosen, seconds):
    async def main():
        is_over = asyncio.Event()
        working = asyncio.create_task(work(chosen, is_over))
        await asyncio.sleep(seconds)
        is_over.set()
        await working

    asyncio.run(main())
