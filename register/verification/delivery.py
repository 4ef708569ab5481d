"""Whether the mails that ask about entries came: read back from the outbox, once a round."""

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.orm import Session

# Kept with the letter, as the outbox is emptied sooner. Where the line broke after a mail was
# handed over nobody knows; it may well have come.
READ_BACK = """
UPDATE register.review_letter AS l SET is_delivered = m.status IN ('sent', 'unknown')
FROM register.mail AS m
WHERE m.id = l.mail_id AND l.is_delivered IS NULL AND m.status NOT IN ('waiting', 'sending')
"""
UNREACHED = """
SELECT newest.address_hash FROM (
    SELECT DISTINCT ON (address_hash) address_hash, is_delivered FROM register.review_letter
    WHERE address_hash = ANY(:marks) AND is_delivered IS NOT NULL
    ORDER BY address_hash, written_at DESC
) AS newest WHERE NOT newest.is_delivered
"""


def read_back(session: Session) -> None:
    """Note which letters came, and which were refused or given up."""
    session.execute(text(READ_BACK))


def unreached(session: Session, marks: Collection[bytes]) -> set[bytes]:
    """Those of these addresses whose last mail did not come."""
    return set(session.scalars(text(UNREACHED), {"marks": list(marks)}))
