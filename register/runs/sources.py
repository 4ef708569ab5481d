"""Where rows come from: name, licence and attribution, kept as public facts."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

UPSERT = """
INSERT INTO published.source (slug, name, url, licence, attribution, is_demonstration)
VALUES (:slug, :name, :url, :licence, :attribution, :is_demonstration)
ON CONFLICT (slug) DO UPDATE SET name = excluded.name, url = excluded.url,
    licence = excluded.licence, attribution = excluded.attribution
RETURNING id
"""


@dataclass(frozen=True)
class Source:
    """A source of rows. ``attribution`` is shown wherever its rows are; empty where none is due."""

    slug: str
    name: str
    url: str = ""
    licence: str = ""
    attribution: str = ""
    is_demonstration: bool = False


def record_source(session: Session, source: Source) -> int:
    """Write the source, or bring it up to date; answers its id."""
    return int(session.scalars(text(UPSERT), vars(source)).one())
