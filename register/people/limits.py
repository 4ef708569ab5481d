"""How often something may be tried, counted in the database: the same for every process.

Each count is committed before what it counts is done, so that neither a second worker nor a restart
lets anybody try once more. Keys are keyed hashes: the table names no address and no person.
"""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.database.engines import transaction
from register.people.secrets_at_rest import keyed

COUNT = """
INSERT INTO register.attempt AS a (key, since, until, count)
VALUES (:key, clock_timestamp(), clock_timestamp() + make_interval(mins => :minutes), 1)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN a.until <= excluded.since THEN 1 ELSE a.count + 1 END,
    since = CASE WHEN a.until <= excluded.since THEN excluded.since ELSE a.since END,
    until = CASE WHEN a.until <= excluded.since THEN excluded.until ELSE a.until END
RETURNING count
"""
GIVE_BACK = "UPDATE register.attempt SET count = greatest(count - 1, 0) WHERE key = :key"
FORGET = "DELETE FROM register.attempt WHERE key = :key"


@dataclass(frozen=True)
class Limit:
    """``most`` times within ``minutes`` of the first; the next period starts with the next try."""

    name: str
    most: int
    minutes: int


PASSWORD_OF_ADDRESSEE = Limit("password of addressee", 10, 15)
PASSWORD_FROM_PLACE = Limit("password from place", 60, 15)
KEY_FROM_PLACE = Limit("key from place", 30, 15)
CODE_ASKED_FOR_ADDRESSEE = Limit("code asked for addressee", 5, 60)
CODE_ASKED_FROM_PLACE = Limit("code asked from place", 40, 60)
CODE_TRIED_FROM_PLACE = Limit("code tried from place", 60, 15)
SECOND_STEP_FROM_PLACE = Limit("second step from place", 60, 15)
SECOND_STEP_OF_ACCOUNT = Limit("second step of account", 5, 15)


def admit(limit: Limit, subject: str) -> bool:
    """Count one try of ``subject`` (an address, a place); whether it is within the limit."""
    values = {"key": keyed(limit.name, subject), "minutes": limit.minutes}
    with transaction() as session:
        return int(session.scalars(text(COUNT), values).one()) <= limit.most


def give_back(session: Session, limit: Limit, subject: str) -> None:
    """Take back one try, which was right: a busy office must not lock itself out."""
    session.execute(text(GIVE_BACK), {"key": keyed(limit.name, subject)})


def forget_tries(session: Session, limit: Limit, subject: str) -> None:
    """Forget all tries of somebody who has now shown who they are."""
    session.execute(text(FORGET), {"key": keyed(limit.name, subject)})
