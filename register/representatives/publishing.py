"""Publishing who speaks for a place: whoever is still on the list and was not erased."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.privacy.known_by import ERASED

TURN = "SELECT pg_advisory_xact_lock(hashtextextended('published.representative', 0))"
WRITE = """
WITH found AS MATERIALIZED (
    SELECT id, locality_id, name, role, organisation, contact, from_on, until_on
    FROM register.representative WHERE ended_on IS NULL AND strpos(name, :erased) = 0
), gone AS (
    DELETE FROM published.representative AS p
    WHERE NOT EXISTS (SELECT FROM found AS f WHERE f.id = p.id)
)
INSERT INTO published.representative AS p (id, locality_id, name, role, organisation, contact,
    from_on, until_on)
SELECT id, locality_id, name, role, organisation, contact, from_on, until_on FROM found
ON CONFLICT (id) DO UPDATE SET locality_id = excluded.locality_id, name = excluded.name,
    role = excluded.role, organisation = excluded.organisation, contact = excluded.contact,
    from_on = excluded.from_on, until_on = excluded.until_on
WHERE (p.locality_id, p.name, p.role, p.organisation, p.contact, p.from_on, p.until_on)
    IS DISTINCT FROM (excluded.locality_id, excluded.name, excluded.role, excluded.organisation,
        excluded.contact, excluded.from_on, excluded.until_on)
"""


def publish_representatives(session: Session) -> None:
    """Make the public list what the register says; what stays the same is not written.

    One at a time, and after all else that takes its turn: whoever read the register before an
    erasure ended would bring back the person that it took away.
    """
    session.execute(text(TURN))
    session.execute(text(WRITE), {"erased": ERASED})
