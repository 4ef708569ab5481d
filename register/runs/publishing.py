"""Publishing what an import run left waiting: what is new, and what it says otherwise."""

from dataclasses import dataclass, replace

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.placing import place_staged
from register.assets.staging import prepare_staging, stage_slices, touch
from register.assets.storing import Doing, finish, store_placed
from register.events.writing import log_touched
from register.privacy.returning import ErasedPeople
from register.publishing.projection import publish_touched
from register.runs.applying import PLACED_REJECTS, ROWS
from register.runs.edits import keep_edits
from register.runs.errors import RunSettled
from register.runs.holding import HeldRows
from register.runs.questions import FoundRun, run_by_id
from register.runs.turns import take_turn, told_if_busy

# In the order of ids, as everybody locks.
WAITING = """
INSERT INTO touched_asset
SELECT a.id FROM register.row AS r JOIN register.asset AS a ON a.id = r.asset_id
WHERE r.source_id = :source_id AND r.run_id = :run_id AND a.status = 'draft'
ORDER BY a.id FOR UPDATE OF a
"""
PUBLISH = """
UPDATE register.asset AS a SET status = 'published', updated_at = now()
FROM touched_asset AS t WHERE a.id = t.asset_id
"""
NOTED = """
UPDATE register.run SET published_at = coalesce(published_at, clock_timestamp()),
    published_by = coalesce(published_by, :actor), rejected = rejected + :rejected
WHERE id = :run_id
"""
# It lay inside when it came: the borders or the table of postcodes are others now.
FALLEN_OUT = """
UPDATE placed_asset SET outcome = 'rejected', reason = 'It lies outside the borough by the borders '
    || 'and postcodes of today: check its place, or say which areas it serves.'
WHERE outcome = 'outside'
"""
PLACED_REJECTS_ONCE = f"{PLACED_REJECTS} ON CONFLICT DO NOTHING"
# Asked before anything is stored: what was public then has changed, what was not becomes public.
OUTCOMES = """
SELECT count(*) FILTER (WHERE p.outcome = 'new') AS published,
    count(*) FILTER (WHERE p.outcome = 'changed' AND a.status = 'published') AS changed,
    count(*) FILTER (WHERE p.outcome = 'rejected') AS rejected
FROM placed_asset AS p LEFT JOIN register.asset AS a ON a.id = p.asset_id
"""


@dataclass(frozen=True, slots=True)
class PublishedRun:
    """How many entries became public, how many that were public have changed, and how many rows
    would not do any more.
    """

    published: int = 0
    changed: int = 0
    rejected: int = 0


def locked_run(session: Session, run_id: int) -> FoundRun:
    """A run that nobody else settles, nor adds to, until we end; raises RunNotFound and RunBusy."""
    found = run_by_id(session, run_id)
    with told_if_busy():
        take_turn(session, found.source_id)
    return run_by_id(session, run_id)


def publish_run(session: Session, run_id: int, actor: str, door: str = "command") -> PublishedRun:
    """Publish the drafts that a run was the last to write, and make the changes that it holds.

    Everything is weighed again: a person's edit stays and what the source says otherwise is
    proposed. Doing it again publishes nothing more. Raises RunNotFound, and RunSettled for a run
    that was discarded. The caller commits.
    """
    run = locked_run(session, run_id)
    if run.state == "discarded":
        raise RunSettled(f"Run {run_id} was discarded. Import the file again to have it back.")
    doing = Doing(actor, door, publish=True, source_id=run.source_id, run_id=run_id)
    held = _publish_held(session, run, doing) if run.held else PublishedRun()
    prepare_staging(session)
    touch(session, WAITING, run_id=run_id, source_id=run.source_id)
    published = session.connection().execute(text(PUBLISH)).rowcount
    if published:
        log_touched(session, "published", actor, door, run_id)
        publish_touched(session)
    done = replace(held, published=held.published + published)
    if run.state == "waiting":
        noted = {"run_id": run_id, "actor": actor, "rejected": done.rejected}
        session.execute(text(NOTED), noted)
    if done.published or done.changed:
        finish(session)
    return done


def _publish_held(session: Session, run: FoundRun, doing: Doing) -> PublishedRun:
    """Make the changes that wait."""
    held = HeldRows(session, run.id)
    people = ErasedPeople.find(session, run.source_id)
    stage_slices(
        session, (people.cleaned(drafts) if people else drafts for drafts in held.slices())
    )
    held.keep_digests()
    place_staged(session, run.source_id)
    session.execute(text(FALLEN_OUT))
    keep_edits(session, run.source, run.id)
    published, changed, rejected = session.execute(text(OUTCOMES)).one()
    store_placed(session, doing)
    values = {"source_id": run.source_id, "run_id": run.id}
    session.execute(text(ROWS), values)
    session.execute(text(PLACED_REJECTS_ONCE), values)
    held.forget()
    return PublishedRun(published, changed, rejected + held.invalid)
