"""The round that each worker makes: sends mails that are due, and forgets what need not be kept."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.concurrency import run_in_threadpool

from api.logs import log_event, log_failure
from register.database.engines import transaction
from register.mail.posting import (
    ClaimedMail,
    Outcome,
    claim_mail,
    give_up_old,
    post,
    record_outcome,
)
from register.people.forgetting import forget_ended
from register.privacy.retention import apply_if_due
from register.settings import Settings

PAUSE_SECONDS = 1.0
TIDY_SECONDS = 300.0
LAST_SECONDS = 5.0


@asynccontextmanager
async def looking_after_mail(chosen: Settings) -> AsyncIterator[None]:
    """Make the round beside what the block does; what is being sent may end before it ends."""
    is_over = asyncio.Event()
    task = asyncio.create_task(_look_after_mail(chosen, is_over))
    try:
        yield
    finally:
        is_over.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(task, LAST_SECONDS)


async def _look_after_mail(chosen: Settings, is_over: asyncio.Event) -> None:
    """A failure is logged and tried again: a round never ends the worker."""
    tidied_at = -TIDY_SECONDS
    while not is_over.is_set():
        is_busy = False
        try:
            if time.monotonic() - tidied_at > TIDY_SECONDS:
                tidied_at = time.monotonic()
                await run_in_threadpool(_tidy)
                await run_in_threadpool(_keep_no_longer)
            is_busy = chosen.sends_mail and await send_next(chosen)
        except Exception as error:  # the database may be away: that passes
            log_failure("mail round failed", error)
        if not is_busy:
            with suppress(TimeoutError):
                await asyncio.wait_for(is_over.wait(), PAUSE_SECONDS)


async def send_next(chosen: Settings) -> bool:
    """Send one mail that is due; whether there was one."""
    mail = await run_in_threadpool(_claimed)
    if mail is None:
        return False
    outcome = await post(mail, chosen)
    await run_in_threadpool(_record, mail, outcome)
    log_event("mail", id=mail.id, status=outcome.status, problem=outcome.problem)
    return True


def _claimed() -> ClaimedMail | None:
    with transaction() as session:
        return claim_mail(session)


def _record(mail: ClaimedMail, outcome: Outcome) -> None:
    with transaction() as session:
        record_outcome(session, mail, outcome)


def _tidy() -> None:
    with transaction() as session:
        give_up_old(session)
        forget_ended(session)


def _keep_no_longer() -> None:
    """Once a day, in one of all workers: what the retention rules take."""
    with transaction(is_long=True) as session:
        taken = apply_if_due(session)
    if taken is not None:
        log_event("retention", **{due.rule.slug: due.lines for due in taken if due.lines})
