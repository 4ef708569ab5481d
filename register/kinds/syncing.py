"""Writes the kinds of the data file into the database, where checks and publishing read them."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.kinds.definition import kinds

UPSERT = """
INSERT INTO register.kind (slug, family, singular, precision, is_personal, review_months,
    locating_details)
VALUES (:slug, :family, :singular, :precision, :is_personal, :review_months, :locating_details)
ON CONFLICT (slug) DO UPDATE SET family = excluded.family, singular = excluded.singular,
    precision = excluded.precision, is_personal = excluded.is_personal,
    review_months = excluded.review_months, locating_details = excluded.locating_details
WHERE (kind.family, kind.singular, kind.precision, kind.is_personal, kind.review_months,
    kind.locating_details) IS DISTINCT FROM (excluded.family, excluded.singular,
    excluded.precision, excluded.is_personal, excluded.review_months, excluded.locating_details)
RETURNING slug
"""


@dataclass(frozen=True)
class Synced:
    """Slugs of kinds written; a change of privacy asks for the projection to be rebuilt."""

    written: list[str]


def sync_kinds(session: Session) -> Synced:
    """Write new and changed kinds. A kind that left the file stays, for assets that have it."""
    written: list[str] = []
    for kind in kinds():
        values = {
            "slug": kind.slug,
            "family": kind.family,
            "singular": kind.singular,
            "precision": kind.precision,
            "is_personal": kind.is_personal,
            "review_months": kind.review_months,
            "locating_details": list(kind.locating_details),
        }
        written += session.scalars(text(UPSERT), values).all()
    return Synced(written)
