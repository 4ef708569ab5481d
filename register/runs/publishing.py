"""Publishing what an import run left as drafts."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.staging import prepare_staging, touch
from register.assets.storing import finish
from register.events.writing import log_touched
from register.publishing.projection import publish_touched
from register.runs.questions import run_by_id

WAITING = """
INSERT INTO touched_asset
SELECT a.id FROM register.row AS r JOIN register.asset AS a ON a.id = r.asset_id
WHERE r.run_id = :run_id AND a.status = 'draft'
FOR UPDATE OF a
"""
PUBLISH = """
UPDATE register.asset AS a SET status = 'published', updated_at = now()
FROM touched_asset AS t WHERE a.id = t.asset_id
"""


def publish_run(session: Session, run_id: int, actor: str) -> int:
    """Publish the drafts that a run was the last to write; answers how many.

    Doing it again publishes nothing more. Raises RunNotFound. The caller commits.
    """
    run_by_id(session, run_id)
    prepare_staging(session)
    touch(session, WAITING, run_id=run_id)
    published = session.connection().execute(text(PUBLISH)).rowcount
    if published:
        log_touched(session, "published", actor, "command", run_id)
        publish_touched(session)
        finish(session)
    return published
