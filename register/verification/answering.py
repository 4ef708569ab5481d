"""What a contact says of their entries: still right, changed, gone. Each once for a mail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.current import asset_by_id
from register.verification.addresses import contact_of, is_contact
from register.verification.checking import propose_closing
from register.verification.errors import NoPass, NotCheckable
from register.verification.passes import Pass
from register.verification.recording import record_checks

ACTOR, DOOR = "contact", "contact"
ENTRIES = """
SELECT p.id, p.slug, p.name, p.kind, p.summary, p.checked_on, i.answer,
    EXISTS (SELECT FROM published.overdue AS o WHERE o.asset_id = p.id) AS is_overdue
FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS named(id, place)
JOIN published.public_asset AS p ON p.id = named.id
LEFT JOIN register.review_item AS i ON i.asset_id = p.id AND i.letter_id = :letter_id
ORDER BY named.place
"""
# Of two presses at once one is first: the other changes no row.
ANSWER = """
UPDATE register.review_item SET answer = :answer, answered_at = now()
WHERE letter_id = :letter_id AND asset_id = :asset_id
    AND answer IS DISTINCT FROM CAST(:answer AS text)
    AND (CAST(:answer AS text) <> 'right' OR answer IS NULL)
RETURNING number
"""
ITEM = """
SELECT p.id, p.slug, p.name FROM register.review_item AS i
JOIN published.public_asset AS p ON p.id = i.asset_id
WHERE i.letter_id = :letter_id AND i.number = :number
"""
COUNT = "SELECT count(*) FROM register.review_item WHERE letter_id = :letter_id"


@dataclass(frozen=True)
class OwnEntry:
    """An entry of theirs, as everybody sees it; ``answer`` is what they said to this mail."""

    id: UUID
    slug: str
    name: str
    kind: str
    summary: str
    checked_on: date | None
    answer: str | None
    is_overdue: bool


def entries_of_pass(session: Session, held: Pass) -> list[OwnEntry]:
    """The entries that a browser may answer for, in the order of the mail.

    Without those that its holder is no contact of any more.
    """
    still = contact_of(session, held.asset_ids, held.mark)
    ids = [one for one in held.asset_ids if one in still]
    values = {"ids": ids, "letter_id": held.letter_id}
    return [OwnEntry(*row) for row in session.execute(text(ENTRIES), values)]


def find_item(session: Session, letter_id: UUID, number: int) -> tuple[UUID, str, str] | None:
    """The entry of that number in a mail: id, address, name; None where it is not public now."""
    row = session.execute(text(ITEM), {"letter_id": letter_id, "number": number}).first()
    return None if row is None else (row.id, row.slug, row.name)


def entries_in(session: Session, letter_id: UUID) -> int:
    """How many entries a mail asks about."""
    return int(session.scalars(text(COUNT), {"letter_id": letter_id}).one())


def check_pass(session: Session, held: Pass | None, asset_id: UUID) -> Pass:
    """The pass, if it is for this asset and its holder still is a contact; raises NoPass."""
    if held is None or asset_id not in held.asset_ids:
        raise NoPass("Open the link in your mail again, and type the code.")
    if not is_contact(session, asset_id, held.mark):
        raise NoPass("This address is not a contact of the entry any more.")
    return held


def say_right(session: Session, held: Pass, asset_ids: Collection[UUID]) -> int:
    """Confirm entries; answers how many were not answered before. Raises NoPass."""
    fresh = []
    for asset_id in asset_ids:
        check_pass(session, held, asset_id)
        asset = asset_by_id(session, asset_id, lock=True)
        if asset.status == "published" and _is_first(session, held, asset_id, "right"):
            fresh.append(asset_id)
    if fresh:
        record_checks(session, fresh, "email_link", "correct", actor=ACTOR)
    return len(fresh)


def say_all_right(session: Session, held: Pass) -> int:
    """Confirm all that have no answer yet; answers how many."""
    left = [one.id for one in entries_of_pass(session, held) if not one.answer]
    return say_right(session, held, left)


def say_gone(session: Session, held: Pass, asset_id: UUID) -> None:
    """Put it to a steward that an entry has gone; until then it stays as it is. Raises NoPass."""
    check_pass(session, held, asset_id)
    asset = asset_by_id(session, asset_id, lock=True)
    if asset.status != "published":
        raise NotCheckable("This entry is closed already.")
    if _is_first(session, held, asset_id, "gone"):
        record_checks(session, [asset_id], "email_link", "gone", actor=ACTOR)
        propose_closing(session, asset, "", None, DOOR)


def note_change(session: Session, held: Pass, asset_id: UUID, proposal_id: UUID | None) -> None:
    """They have sent what changed: that is their answer, and a check once it is applied."""
    check_pass(session, held, asset_id)
    _is_first(session, held, asset_id, "change")
    record_checks(session, [asset_id], "email_link", "changed", actor=ACTOR, waits_for=proposal_id)


def _is_first(session: Session, held: Pass, asset_id: UUID, answer: str) -> bool:
    """Whether this mail had no answer for it yet. Without a mail there is nothing to repeat."""
    if held.letter_id is None:
        return True
    values = {"letter_id": held.letter_id, "asset_id": asset_id, "answer": answer}
    return session.execute(text(ANSWER), values).first() is not None
