"""Request ids: the same thing sent again does nothing again and gets the first answer."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.errors import AssetsError

CLAIM = """
INSERT INTO register.receipt (request_id, digest) VALUES (:request_id, :digest)
ON CONFLICT (request_id) DO NOTHING RETURNING request_id
"""
RECEIPT = """
SELECT r.digest, r.asset_id, r.proposal_id, a.slug
FROM register.receipt AS r LEFT JOIN register.asset AS a ON a.id = r.asset_id
WHERE r.request_id = :request_id
"""
SIGN = """
UPDATE register.receipt SET asset_id = :asset_id, proposal_id = :proposal_id
WHERE request_id = :request_id
"""


class DifferentContent(AssetsError):
    """The same request id came again with other content."""


@dataclass(frozen=True)
class Receipt:
    """What the first of this request id came to."""

    asset_id: UUID | None
    proposal_id: UUID | None
    slug: str | None


def claim_request(session: Session, request_id: UUID | None, digest: bytes) -> Receipt | None:
    """None for the first of this id; the answer of the first for any later one.

    The unique key decides, so that of two at once only one is first. Raises DifferentContent.
    """
    if request_id is None:
        return None
    claim = {"request_id": request_id, "digest": digest}
    if session.execute(text(CLAIM), claim).first() is not None:
        return None
    known = session.execute(text(RECEIPT), {"request_id": request_id}).one()
    if known.digest != digest:
        raise DifferentContent(
            "This was sent before with other content: what came first is kept. "
            "Send the new content under a new id."
        )
    return Receipt(known.asset_id, known.proposal_id, known.slug)


def sign_request(
    session: Session, request_id: UUID | None, asset_id: UUID | None, proposal_id: UUID | None
) -> None:
    """Keep what a request came to."""
    if request_id is not None:
        signed = {"request_id": request_id, "asset_id": asset_id, "proposal_id": proposal_id}
        session.execute(text(SIGN), signed)
