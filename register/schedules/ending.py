"""What is over is taken out by night: questions about days find only what is still to come."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.staging import prepare_staging, touch
from register.publishing.projection import publish_touched
from register.publishing.revision import raise_revision

AT_ONCE = 500
# Who is writing an entry just now brings it up to date, too: it is left to them.
OVER = """
INSERT INTO touched_asset
SELECT a.id FROM register.asset AS a
WHERE a.id IN (SELECT s.asset_id FROM published.public_session AS s WHERE s.until_on < current_date)
ORDER BY a.id LIMIT :most FOR UPDATE SKIP LOCKED
"""
IS_ANY = "SELECT EXISTS (SELECT FROM published.public_session WHERE until_on < current_date)"


def take_out_what_is_over(session: Session) -> int:
    """Publish again what has a session that was the last; answers how many that were.

    At most ``AT_ONCE``: the next round has the rest. The caller commits.
    """
    if not session.scalars(text(IS_ANY)).one():
        return 0
    prepare_staging(session)
    touch(session, OVER, most=AT_ONCE)
    touched = int(session.scalars(text("SELECT count(*) FROM touched_asset")).one())
    if touched:
        publish_touched(session)
        raise_revision(session)
    return touched
