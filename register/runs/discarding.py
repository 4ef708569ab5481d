"""Discarding what an import run left waiting: nothing of it is kept, but for its trace."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.drafts import Fault, InvalidDraft
from register.assets.staging import prepare_staging, touch
from register.assets.storing import Doing, finish
from register.events.writing import log_touched
from register.runs.detaching import detach_drafts
from register.runs.errors import RunSettled
from register.runs.publishing import WAITING, locked_run

LONGEST_REASON = 2000
REASON = "The import was discarded"
WITHDRAWN = {"status": {"from": "draft", "to": "withdrawn"}}
FORGET = (
    "DELETE FROM register.event_private AS e USING touched_asset AS t "
    "WHERE e.asset_id = t.asset_id",
    # Contacts, relations, offers, proposals and rows go with their asset.
    "DELETE FROM register.asset AS a USING touched_asset AS t WHERE a.id = t.asset_id",
)
HELD = "DELETE FROM register.held_row WHERE run_id = :run_id"
NOTED = """
UPDATE register.run SET discarded_at = clock_timestamp(), discarded_by = :actor,
    discard_reason = :reason
WHERE id = :run_id
"""


@dataclass(frozen=True, slots=True)
class DiscardedRun:
    """How many entries that were never public are gone, and how many changes are not made."""

    withdrawn: int = 0
    changes: int = 0


def checked_reason(reason: str) -> str:
    """Why a run is discarded; raises InvalidDraft."""
    words = reason.strip()
    if not words:
        raise InvalidDraft([Fault("reason", "Say why, so that others know it later.")])
    if len(words) > LONGEST_REASON:
        raise InvalidDraft([Fault("reason", "This is too long: use at most 2,000 characters.")])
    if "\x00" in words:
        raise InvalidDraft([Fault("reason", "This has a character that text never has.")])
    return words


def discard_run(
    session: Session, run_id: int, actor: str, reason: str, door: str = "command"
) -> DiscardedRun:
    """Take back what a run left waiting. What everybody sees stays as it is.

    Of its new entries only a line in the log stays, of its changes nothing: the same file
    brings both again. Doing it again takes nothing more. Raises RunNotFound, InvalidDraft without a
    reason, and RunSettled where it is public or nothing of it waits. The caller commits.
    """
    words = checked_reason(reason)
    run = locked_run(session, run_id)
    if run.state == "discarded":
        return DiscardedRun()
    if run.state == "published":
        raise RunSettled(f"Run {run_id} is public already. Close its entries one by one instead.")
    if run.state == "nothing":
        raise RunSettled(f"Nothing of run {run_id} waits: there is nothing to discard.")
    values = {"run_id": run_id, "source_id": run.source_id}
    doing = Doing(actor, door, publish=True, run_id=run_id, reason=REASON)
    has_changed = detach_drafts(session, run.source_id, doing)
    prepare_staging(session)
    touch(session, WAITING, **values)
    log_touched(session, "withdrawn", actor, door, run_id, REASON, changed=WITHDRAWN)
    for statement in FORGET:
        session.execute(text(statement))
    session.execute(text(HELD), values)
    session.execute(text(NOTED), {"run_id": run_id, "actor": actor, "reason": words})
    if has_changed:
        finish(session)
    return DiscardedRun(run.waiting, run.held)
