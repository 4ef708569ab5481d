"""The workers of the job queue: mails one by one and in bulk, apart, and the daily round.

Each process of the service runs two: one for what people wait for, one for mails that go to many,
which keeps to a pace. procrastinate wakes them when a job is queued, tries again later what failed,
and hands every job to one worker alone.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.jobs import Job
from psycopg_pool import AsyncConnectionPool
from starlette.concurrency import run_in_threadpool

from api import mail_round
from api.logs import log_event, log_failure
from register.database.engines import transaction
from register.database.urls import for_libpq, writer_url
from register.mail.queueing import BULK, ROUNDS, SEND, SINGLE
from register.settings import Settings
from register.verification.rounds import Round, run_round

LONGEST_PAUSE_MINUTES = 240
PAUSE_SECONDS = 2.0
GRACE_SECONDS = 5.0
CONNECT_SECONDS = 5
DAILY = "15 6 * * *"


class Later(BaseRetryStrategy):
    """Again and again, each time after twice as long; a mail ends by itself when it is too old."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:  # noqa: ARG002
        """After one minute, two, four, and at most four hours."""
        return RetryDecision(retry_in={"minutes": min(2**job.attempts, LONGEST_PAUSE_MINUTES)})


@asynccontextmanager
async def opened_jobs(chosen: Settings, is_over: asyncio.Event) -> AsyncIterator[App]:
    """The queue with its connections, which are closed however the block ends.

    A pool that procrastinate opens is not closed when it is told to stop while it still connects;
    its own tasks then take no cancelling, and the process waits for them for ever.
    """
    pool = AsyncConnectionPool(
        for_libpq(writer_url(chosen)),
        kwargs={
            "options": "-c search_path=jobs",
            "application_name": "assets-jobs",
            "connect_timeout": CONNECT_SECONDS,
        },
        min_size=1,
        max_size=3,
        timeout=CONNECT_SECONDS,
        open=False,
        check=AsyncConnectionPool.check_connection,
    )
    async with pool:
        app = _app(chosen, is_over)
        await app.open_async(pool)
        yield app


def _app(chosen: Settings, is_over: asyncio.Event) -> App:
    """The queue as one process sees it; nothing waits any more once it is over."""
    app = App(connector=PsycopgConnector())

    @app.task(name=SEND, queue=SINGLE, retry=Later(), pass_context=True)
    async def send_mail(context: JobContext, mail_id: int) -> None:
        await mail_round.send_one(chosen, mail_id)
        if context.job.queue == BULK:
            pause_seconds = 60 * chosen.workers / chosen.mail_bulk_per_minute
            await _pause(is_over, pause_seconds)

    @app.periodic(cron=DAILY)
    @app.task(name="review_round", queue=ROUNDS, queueing_lock="review round", retry=Later())
    async def review_round(timestamp: int) -> None:  # noqa: ARG001
        done = await run_in_threadpool(_round)
        log_event("review round", begun=done.begun, mails=done.mails, moved=done.moved)

    return app


def _round() -> Round:
    with transaction(is_long=True) as session:
        return run_round(session)


async def work(chosen: Settings, is_over: asyncio.Event) -> None:
    """Work until it is over. The database may be away at times: the workers start again then."""
    while not is_over.is_set():
        running = asyncio.create_task(_work_once(chosen, is_over))
        ending = asyncio.create_task(is_over.wait())
        await asyncio.wait({running, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not running.done():
            running.cancel()
        # Never longer: whoever stops the service waits for it.
        await asyncio.wait({running}, timeout=GRACE_SECONDS + PAUSE_SECONDS)
        if not running.done():
            log_event("workers of the queue did not stop")
        elif not running.cancelled() and isinstance(error := running.exception(), Exception):
            log_failure("workers of the queue failed", error)
        await _pause(is_over, PAUSE_SECONDS)


async def _pause(is_over: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(is_over.wait(), seconds)


async def _work_once(chosen: Settings, is_over: asyncio.Event) -> None:
    async with opened_jobs(chosen, is_over) as app:
        apart = ((SINGLE, ROUNDS), (BULK,)) if chosen.sends_mail else ((ROUNDS,),)
        workers = [asyncio.create_task(_worker(app, queues)) for queues in apart]
        try:
            await asyncio.gather(*workers)
        except asyncio.CancelledError:
            # They are told already. Told twice, a worker would leave what it is doing undone.
            await asyncio.gather(*workers, return_exceptions=True)
            raise
        except Exception:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            raise


async def _worker(app: App, queues: tuple[str, ...], *, is_waiting: bool = True) -> None:
    await app.run_worker_async(
        queues=list(queues),
        name=queues[0],
        concurrency=1 if queues == (BULK,) else 2,
        wait=is_waiting,
        listen_notify=is_waiting,
        delete_jobs="always",
        install_signal_handlers=False,
        shutdown_graceful_timeout=GRACE_SECONDS,
    )


async def send_waiting(chosen: Settings) -> None:
    """Send what is due now, and end: for tests and for who runs it by hand."""
    async with opened_jobs(chosen, asyncio.Event()) as app:
        await _worker(app, (SINGLE, BULK), is_waiting=False)
