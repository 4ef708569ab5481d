"""What of offers and needs is public: all of a public asset, for these are meant to be seen."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.publishing.shown import PUBLISHABLE

ARE_ANY = """
SELECT EXISTS (SELECT FROM register.offer) OR EXISTS (SELECT FROM published.public_offer)
"""
FORGET = """
DELETE FROM published.public_offer AS p USING touched_asset AS t WHERE p.asset_id = t.asset_id
"""
COLUMNS = "asset_id, key, way, kind, words, from_on, until_on, hours, skills, has_certificate"
PROJECT = f"""
INSERT INTO published.public_offer ({COLUMNS})
SELECT o.{COLUMNS.replace(", ", ", o.")}
FROM touched_asset AS t
JOIN register.offer AS o ON o.asset_id = t.asset_id
JOIN register.asset AS a ON a.id = o.asset_id
JOIN register.kind AS k ON k.slug = a.kind
WHERE {PUBLISHABLE}
"""  # noqa: S608 (constants)


def publish_offers(session: Session) -> None:
    """Bring what is public of offers up to date with every asset in ``touched_asset``."""
    if session.scalar(text(ARE_ANY)):
        session.execute(text(FORGET))
        session.execute(text(PROJECT))


def republish_offers(session: Session) -> None:
    """Make all of it anew; every asset is in ``touched_asset``."""
    session.execute(text("DELETE FROM published.public_offer"))
    session.execute(text(PROJECT))
