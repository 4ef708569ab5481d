"""What was proposed beside what was approved, for versions that proposals have made."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.fields import Fields, fields_from
from register.events.history import LoggedEvent
from register.proposals.conflicts import Changes

PROPOSED = """
SELECT id, draft, changes FROM register.proposal
WHERE id = ANY(:ids) AND status = 'approved' AND action IN ('add', 'change')
    AND (draft <> '{}' OR changes <> '{}')
"""


def proposed_fields(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, Fields]:
    """The fields of each of these proposals as somebody wished them.

    What was approved and is still kept: not of what the rules of retention have emptied.
    """
    wanted = sorted({one for one in ids if one is not None})
    rows = session.execute(text(PROPOSED), {"ids": wanted})
    return {
        row.id: fields_from(row.draft)
        if row.draft
        else {name: pair.get("to") for name, pair in row.changes.items()}
        for row in rows
    }


def edited_fields(event: LoggedEvent, proposed: Fields) -> Changes:
    """Each field that was approved otherwise than it was proposed: ``from`` what was proposed.

    An edit of what was not proposed at all is there too.
    """
    names = dict.fromkeys((*proposed, *event.changes))
    approved = event.after.fields
    return {
        name: {"from": proposed.get(name), "to": approved.get(name)}
        for name in names
        if proposed.get(name) != approved.get(name)
    }
