"""Who may be asked about an entry by mail, and how they are known without keeping their address.

Only about entries that everybody can see, and only contacts that are for the public or for
partners: they were given to be used so. A contact for stewards alone is a steward's to write to,
and so is whoever withdrew their consent or wants no more mails. Who comes of themselves to claim an
entry may have any address on record: what is sent there tells nobody else that it is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.people.secrets_at_rest import keyed, our_key

CONTACTS = """
SELECT DISTINCT c.asset_id, lower(btrim(c.email)) AS email
FROM register.contact AS c JOIN published.public_asset AS p ON p.id = c.asset_id
WHERE c.email <> '' AND c.consent_withdrawn_on IS NULL
"""
ASKED = "c.audience IN ('public', 'partners')"
ON_RECORD = f"{CONTACTS} AND c.asset_id = ANY(:ids)"
OF_ASSETS = f"{ON_RECORD} AND {ASKED}"
OF_ADDRESSES = f"{CONTACTS} AND {ASKED} AND lower(btrim(c.email)) = ANY(:emails)"
STOPPED = "SELECT address_hash FROM register.unsubscribed WHERE address_hash = ANY(:marks)"
STOP = """
INSERT INTO register.unsubscribed (address_hash) VALUES (:mark) ON CONFLICT DO NOTHING
"""
FORGET = (
    "DELETE FROM register.review_letter WHERE address_hash = :mark",
    "DELETE FROM register.contact_pass WHERE address_hash = :mark",
    "DELETE FROM register.claim_code WHERE address_hash = :mark",
)
RESUME = "DELETE FROM register.unsubscribed WHERE address_hash = :mark"


def address_mark(email: str, key: bytes | None = None) -> bytes:
    """What stands for an address: a hash that only our key makes."""
    return keyed("contact address", email.strip().lower(), key=key)


def marks_of(emails: Iterable[str]) -> dict[str, bytes]:
    """The mark of each address; the key is read once."""
    key = our_key()
    return {email: address_mark(email, key) for email in emails}


def addresses_of(session: Session, asset_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """The addresses that may be asked about each asset; nothing for one that has none."""
    return _by_asset(session, OF_ASSETS, asset_ids)


def addresses_on_record(session: Session, asset_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """All addresses of each asset whose consent was not withdrawn, whoever may see them."""
    return _by_asset(session, ON_RECORD, asset_ids)


def _by_asset(session: Session, question: str, asset_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = session.execute(text(question), {"ids": list(asset_ids)})
    for asset_id, email in rows:
        found[asset_id].add(email)
    return found


def entries_of(session: Session, emails: Collection[str]) -> dict[str, set[UUID]]:
    """All the entries that each of these addresses is a contact of."""
    found: dict[str, set[UUID]] = defaultdict(set)
    for asset_id, email in session.execute(text(OF_ADDRESSES), {"emails": list(emails)}):
        found[email].add(asset_id)
    return found


def contact_of(session: Session, asset_ids: Collection[UUID], mark: bytes) -> set[UUID]:
    """Those of these assets that the address behind a mark still is a contact of."""
    found = addresses_on_record(session, asset_ids)
    marks = marks_of({email for emails in found.values() for email in emails})
    return {one for one, emails in found.items() if any(marks[email] == mark for email in emails)}


def is_contact(session: Session, asset_id: UUID, mark: bytes) -> bool:
    """Whether the address behind a mark still is a contact of the asset."""
    return bool(contact_of(session, [asset_id], mark))


def stopped(session: Session, marks: Collection[bytes]) -> set[bytes]:
    """Which of these want no more mails."""
    return set(session.scalars(text(STOPPED), {"marks": list(marks)}))


def stop_mails(session: Session, mark: bytes) -> None:
    """Never ask this person again; their entries go to a steward."""
    session.execute(text(STOP), {"mark": mark})


def resume_mails(session: Session, mark: bytes) -> None:
    """Ask them again: they said so themselves."""
    session.execute(text(RESUME), {"mark": mark})


def forget_address(session: Session, email: str) -> None:
    """Forget what was written to an address, and what it may answer: somebody is being erased.

    That they want no mails is kept, as a hash that tells nothing, or they would be asked again.
    """
    for statement in FORGET:
        session.execute(text(statement), {"mark": address_mark(email)})
