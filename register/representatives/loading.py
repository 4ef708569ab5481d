"""Makes the list of representatives what a file says: whoever it does not name has ended."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.publishing.revision import raise_revision
from register.representatives.publishing import publish_representatives
from register.representatives.values import Representative

KNOWN = """
SELECT r.id, l.key AS locality, r.name, r.role, r.organisation, r.contact, r.from_on, r.until_on
FROM register.representative AS r JOIN published.locality AS l ON l.id = r.locality_id
WHERE r.ended_on IS NULL AND (CAST(:kind AS text) IS NULL OR l.kind = :kind)
ORDER BY r.id FOR UPDATE OF r
"""
ADD = """
INSERT INTO register.representative (locality_id, name, role, organisation, contact, from_on,
    until_on)
SELECT l.id, :name, :role, :organisation, :contact, :from_on, :until_on
FROM published.locality AS l WHERE l.key = :locality
"""
CHANGE = """
UPDATE register.representative SET name = :name, role = :role, organisation = :organisation,
    contact = :contact, from_on = :from_on, until_on = :until_on, loaded_at = now()
WHERE id = :id
"""
END = "UPDATE register.representative SET ended_on = :today WHERE id = ANY(:ids)"
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('register.representative', 0))"


@dataclass(frozen=True)
class LoadedList:
    """How many people the list adds, changes, leaves as they were, and ends."""

    added: int
    changed: int
    unchanged: int
    ended: int


def load_representatives(
    session: Session, people: Sequence[Representative], *, today: date, kind: str | None = None
) -> LoadedList:
    """Make the list what it says here; whoever it does not name has ended today.

    ``kind``: only localities of this kind are meant, and those of others stay as they are.
    """
    session.execute(text(ONE_AT_A_TIME))
    known = _known(session, kind)
    added = changed = 0
    for person in people:
        found = known.pop(person.identity, None)
        if found is None:
            session.execute(text(ADD), asdict(person))
            added += 1
        elif found[1] != person:
            session.execute(text(CHANGE), {**asdict(person), "id": found[0]})
            changed += 1
    ended = [one for one, _ in known.values()]
    session.execute(text(END), {"ids": ended, "today": today})
    if added or changed or ended:
        publish_representatives(session)
        raise_revision(session)
    return LoadedList(added, changed, len(people) - added - changed, len(ended))


def _known(
    session: Session, kind: str | None
) -> dict[tuple[str, str, str], tuple[UUID, Representative]]:
    rows: list[dict[str, Any]] = [
        dict(row) for row in session.execute(text(KNOWN), {"kind": kind}).mappings()
    ]
    found = ((row.pop("id"), Representative(**row)) for row in rows)
    return {person.identity: (one, person) for one, person in found}
