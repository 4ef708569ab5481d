"""Who the log's actors are, as people who are signed in may be told."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

NAMES = """
SELECT 'account ' || id, name FROM register.account WHERE 'account ' || id = ANY(:actors)
UNION ALL
SELECT 'token ' || t.id, coalesce(a.name || ' (key)', t.label)
FROM register.token AS t LEFT JOIN register.account AS a ON a.id = t.account_id
WHERE 'token ' || t.id = ANY(:actors)
"""


def actor_names(session: Session, actors: Iterable[str]) -> dict[str, str]:
    """The name of each actor who has one: accounts and keys; others speak for themselves."""
    wanted = list(set(actors))
    rows = session.execute(text(NAMES), {"actors": wanted})
    found: dict[str, str] = {row[0]: row[1] for row in rows}
    return {actor: found.get(actor, actor) for actor in wanted}
