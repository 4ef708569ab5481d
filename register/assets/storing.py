"""The one way assets are written: set-based, from ``placed_asset``, with log and projection.

Callers stage and place first, hold one transaction open, and commit it themselves.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.staging import touch
from register.events.writing import log_changes
from register.places.membership import derive_membership
from register.publishing.projection import publish_touched
from register.publishing.revision import raise_revision

ADD = """
INSERT INTO register.asset (id, slug, kind, name, summary, address, postcode, location, placed_by,
    precision, details, for_whom, status, source_id)
SELECT asset_id, slug_stem || '-' || left(asset_id::text, 8), kind, name, summary, address,
    postcode, location, placed_by, precision, details, for_whom, :status, :source_id
FROM placed_asset WHERE outcome = 'new'
"""
CHANGE = """
UPDATE register.asset AS a
SET kind = p.kind, name = p.name, summary = p.summary, address = p.address,
    postcode = p.postcode, location = p.location, placed_by = p.placed_by,
    precision = p.precision, details = p.details, for_whom = p.for_whom,
    version = a.version + 1, updated_at = now()
FROM placed_asset AS p WHERE p.outcome = 'changed' AND a.id = p.asset_id
"""
FORGET = (
    "DELETE FROM register.served AS s USING placed_asset AS p "
    "WHERE p.outcome = 'changed' AND s.asset_id = p.asset_id",
    "DELETE FROM register.contact AS c USING placed_asset AS p "
    # That somebody withdrew their consent is never forgotten, or they would be asked again.
    "WHERE p.outcome = 'changed' AND c.asset_id = p.asset_id AND c.consent_withdrawn_on IS NULL",
    "DELETE FROM register.relation AS r USING placed_asset AS p "
    "WHERE p.outcome = 'changed' AND r.from_asset_id = p.asset_id",
    "DELETE FROM register.offer AS o USING placed_asset AS p "
    "WHERE p.outcome = 'changed' AND o.asset_id = p.asset_id",
)
SERVED = """
INSERT INTO register.served (asset_id, locality_id)
SELECT DISTINCT p.asset_id, l.id
FROM placed_asset AS p CROSS JOIN unnest(p.serves) AS named(key)
JOIN published.locality AS l ON l.key = named.key
WHERE p.outcome IN ('new', 'changed') AND p.serves <> '{}'
"""
CONTACTS = """
INSERT INTO register.contact (asset_id, name, role, email, phone, website, audience,
    lawful_basis, consent_on, consent_how, origin)
SELECT p.asset_id, c.name, c.role, c.email, c.phone, c.website, c.audience,
    c.lawful_basis, c.consent_on, c.consent_how, c.origin
FROM placed_asset AS p
CROSS JOIN jsonb_to_recordset(p.contacts) AS c(name text, role text, email text, phone text,
    website text, audience text, lawful_basis text, consent_on date, consent_how text, origin text)
WHERE p.outcome IN ('new', 'changed') AND p.contacts <> '[]'
"""

# To one that there is not, nothing leads: who proposes it has been told so before.
RELATIONS = """
INSERT INTO register.relation (from_asset_id, relation, to_asset_id, is_public)
SELECT p.asset_id, split_part(said.key, ':', 1), a.id,
    CASE said.value WHEN 'shown' THEN true WHEN 'hidden' THEN false END
FROM placed_asset AS p CROSS JOIN jsonb_each_text(p.relations) AS said
JOIN register.asset AS a
    ON a.id = CAST(split_part(said.key, ':', 2) AS uuid) AND a.id <> p.asset_id
WHERE p.outcome IN ('new', 'changed') AND p.relations <> '{}'
"""
OFFERS = """
INSERT INTO register.offer (asset_id, key, way, kind, words, from_on, until_on, hours, skills,
    has_certificate)
SELECT p.asset_id, said.key, o.way, o.kind, o.words, o.from_on, o.until_on, o.hours, o.skills,
    o.has_certificate
FROM placed_asset AS p CROSS JOIN jsonb_each(p.offers) AS said
CROSS JOIN jsonb_to_record(said.value) AS o(way text, kind text, words text, from_on date,
    until_on date, hours text, skills text, has_certificate boolean)
WHERE p.outcome IN ('new', 'changed') AND p.offers <> '{}'
"""

# Whoever withdrew their consent is left out, before the log says what is stored: known by name, or
# by an address or number that is not somebody else's too; unless they consented again later.
WITHOUT_WITHDRAWN = """
UPDATE placed_asset AS p SET contacts = (
    SELECT coalesce(jsonb_agg(c), '[]') FROM jsonb_array_elements(p.contacts) AS c
    WHERE NOT EXISTS (
        SELECT FROM register.contact AS w
        WHERE w.asset_id = p.asset_id AND w.consent_withdrawn_on IS NOT NULL
            AND coalesce(CAST(c ->> 'consent_on' AS date) <= w.consent_withdrawn_on, true)
            AND (w.name <> '' AND lower(w.name) = lower(c ->> 'name')
                OR '' IN (w.name, c ->> 'name') AND (
                    w.email <> '' AND lower(w.email) = lower(c ->> 'email')
                    OR w.phone <> '' AND regexp_replace(w.phone, '\\D', '', 'g')
                        = regexp_replace(c ->> 'phone', '\\D', '', 'g'))
                OR (w.name, w.email, w.phone) = (c ->> 'name', c ->> 'email', c ->> 'phone'))))
FROM register.contact AS w
WHERE p.outcome = 'changed' AND w.asset_id = p.asset_id AND w.consent_withdrawn_on IS NOT NULL
"""
TOUCH = """
INSERT INTO touched_asset SELECT asset_id FROM placed_asset WHERE outcome IN ('new', 'changed')
"""


@dataclass(frozen=True)
class Doing:
    """Who writes, by which door, and whether what is new becomes public at once."""

    actor: str
    door: str
    publish: bool
    source_id: int | None = None
    run_id: int | None = None
    reason: str = ""
    proposal_id: UUID | None = None
    words: str = ""


def store_placed(session: Session, doing: Doing) -> None:
    """Write what ``placed_asset`` calls new or changed, with log, membership and projection."""
    status = "published" if doing.publish else "draft"
    session.execute(text(WITHOUT_WITHDRAWN))
    log_changes(
        session,
        status,
        doing.actor,
        doing.door,
        doing.run_id,
        doing.reason,
        proposal_id=doing.proposal_id,
        words=doing.words,
    )
    session.execute(text(ADD), {"status": status, "source_id": doing.source_id})
    session.execute(text(CHANGE))
    for statement in (*FORGET, SERVED, CONTACTS, RELATIONS, OFFERS):
        session.execute(text(statement))
    touch(session, TOUCH)
    derive_membership(session)
    publish_touched(session)


def finish(session: Session) -> None:
    """Raise the revision: last in the transaction, so that its lock is held for an instant."""
    raise_revision(session)
