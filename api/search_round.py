"""The round of the search: writes down what was not found, renews words, ends what is over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.concurrency import run_in_threadpool

from api.logs import log_failure
from frontend.rendering import today
from register.database.engines import transaction
from register.publishing.vocabulary import rebuild_stale_words
from register.schedules.ending import take_out_what_is_over
from register.search.lexicon import lexicon
from register.search.unmet import UnmetWords, write_unmet

PAUSE_SECONDS = 10.0
LAST_SECONDS = 5.0


@asynccontextmanager
async def looking_after_search(unmet: UnmetWords) -> AsyncIterator[None]:
    """Make the round beside what the block does, and once more when it ends.

    The lists are read first: one that cannot be read stops the start, not the first who searches.
    """
    await run_in_threadpool(lexicon)
    is_over = asyncio.Event()
    task = asyncio.create_task(_look_after(unmet, is_over))
    try:
        yield
    finally:
        is_over.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(task, LAST_SECONDS)


async def _look_after(unmet: UnmetWords, is_over: asyncio.Event) -> None:
    """A failure is logged and passes: nothing that people read waits for this."""
    while not is_over.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(is_over.wait(), PAUSE_SECONDS)
        try:
            await run_in_threadpool(make_round, unmet, is_last=is_over.is_set())
        except Exception as error:  # the database may be away
            log_failure("search round failed", error)


def make_round(unmet: UnmetWords, *, is_last: bool = False) -> None:
    """Write what was heard since; after an import of very many, make the words anew.

    Sessions that were the last are taken out. The last round is short: another process does the
    rest, or this one when it is back.
    """
    taken = unmet.take()
    if taken:
        with transaction() as session:
            write_unmet(session, taken, today())
    if not is_last:
        with transaction(is_long=True) as session:
            rebuild_stale_words(session)
        with transaction() as session:
            take_out_what_is_over(session)
