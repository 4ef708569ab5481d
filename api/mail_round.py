"""Sending one mail, and what is done beside it: forgetting what need not be kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.concurrency import run_in_threadpool

from api.logs import log_event, log_failure
from register.database.engines import transaction
from register.mail.posting import (
    ClaimedMail,
    Outcome,
    TryLater,
    claim_mail,
    give_up_old,
    post,
    record_outcome,
)
from register.mail.queueing import find_lost
from register.people.forgetting import forget_ended
from register.privacy.retention import apply_if_due
from register.settings import Settings

TIDY_SECONDS = 60.0
LAST_SECONDS = 8.0


@asynccontextmanager
async def looking_after_mail(chosen: Settings) -> AsyncIterator[None]:
    """Work beside what the block does; what is being sent may end before it ends."""
    from api.jobs import work

    is_over = asyncio.Event()
    works = (work(chosen, is_over),) if chosen.runs_jobs else ()
    tasks = asyncio.gather(_keep_tidy(is_over), *works)
    try:
        yield
    finally:
        is_over.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(tasks, LAST_SECONDS)


async def _keep_tidy(is_over: asyncio.Event) -> None:
    """A failure is logged and tried again: the database may be away, and that passes."""
    while not is_over.is_set():
        try:
            await run_in_threadpool(_tidy)
            await run_in_threadpool(_keep_no_longer)
        except Exception as error:
            log_failure("mail round failed", error)
        with suppress(TimeoutError):
            await asyncio.wait_for(is_over.wait(), TIDY_SECONDS)


async def send_one(chosen: Settings, mail_id: int) -> None:
    """Send a mail, unless it was sent or given up before; raises TryLater if it did not go."""
    mail = await run_in_threadpool(_claimed, mail_id)
    if mail is None:
        return
    outcome = await post(mail, chosen)
    await run_in_threadpool(_record, mail, outcome)
    log_event("mail", id=mail.id, status=outcome.status, problem=outcome.problem)
    if outcome.status == "waiting":
        raise TryLater


def _claimed(mail_id: int) -> ClaimedMail | None:
    with transaction() as session:
        return claim_mail(session, mail_id)


def _record(mail: ClaimedMail, outcome: Outcome) -> None:
    with transaction() as session:
        record_outcome(session, mail, outcome)


def _tidy() -> None:
    with transaction() as session:
        give_up_old(session)
        find_lost(session)
        forget_ended(session)


def _keep_no_longer() -> None:
    """Once a day, in one of all workers: what the retention rules take."""
    with transaction(is_long=True) as session:
        taken = apply_if_due(session)
    if taken is not None:
        log_event("retention", **{due.rule.slug: due.lines for due in taken if due.lines})
