"""All that the register knows of a locality's assets, or of all assets, for an analyst.

As the writer role: strangers never reach this. People are counted and never listed, and a contact
whose consent was withdrawn is not read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.values import PARTNERS
from register.contacting.sharing import EVERYBODY
from register.people.holders import Holder
from register.proposals.voices import Voice, every_voice
from register.search.unmet import UnmetWord, unmet_words
from register.tables import JsonObject

ROWS_AT_ONCE = 500
MEMBERS = """
SELECT asset_id, bool_or(is_located) AS is_located FROM (
    SELECT m.asset_id, true AS is_located FROM register.membership AS m
    JOIN published.locality AS l ON l.id = m.locality_id WHERE l.key = :key
    UNION ALL
    SELECT s.asset_id, false FROM register.served AS s
    JOIN published.locality AS l ON l.id = s.locality_id WHERE l.key = :key
) AS member GROUP BY asset_id
"""
# The whole register; what neither lies in nor serves any locality is in it too.
EVERYTHING = """
SELECT a.id AS asset_id, CASE
    WHEN EXISTS (SELECT FROM register.membership AS m WHERE m.asset_id = a.id) THEN true
    WHEN EXISTS (SELECT FROM register.served AS s WHERE s.asset_id = a.id) THEN false
    END AS is_located
FROM register.asset AS a
"""
ASSETS = """
SELECT a.id, a.slug, a.name, a.kind, k.family, a.status, a.version, here.is_located,
    p.id IS NOT NULL AS is_public, coalesce(a.precision, k.precision) AS precision,
    a.summary, a.address, a.postcode, ST_X(a.location) AS lon, ST_Y(a.location) AS lat,
    a.placed_by, a.details, a.for_whom,
    ARRAY(SELECT l.key FROM register.membership AS m
        JOIN published.locality AS l ON l.id = m.locality_id
        WHERE m.asset_id = a.id ORDER BY l.key) AS located,
    ARRAY(SELECT l.key FROM register.served AS s
        JOIN published.locality AS l ON l.id = s.locality_id
        WHERE s.asset_id = a.id ORDER BY l.key) AS served,
    source.name AS source_name, source.licence, source.attribution, said.source_ref, said.run_id,
    said.file_name, said.line, added.actor AS recorded_by, added.door AS recorded_through,
    a.recorded_at, a.updated_at, checked.checked_at, checked.checked_by, checked.method,
    checked.outcome
FROM ({members}) AS here
JOIN register.asset AS a ON a.id = here.asset_id
JOIN register.kind AS k ON k.slug = a.kind AND NOT k.is_personal AND {may_be_seen}
LEFT JOIN published.public_asset AS p ON p.id = a.id
LEFT JOIN published.source AS source ON source.id = a.source_id
LEFT JOIN LATERAL (
    SELECT r.source_ref, r.run_id, run.file_name, r.line FROM register.row AS r
    JOIN register.run AS run ON run.id = r.run_id
    WHERE r.asset_id = a.id ORDER BY r.run_id DESC, r.line LIMIT 1
) AS said ON true
LEFT JOIN LATERAL (
    SELECT e.actor, e.door FROM register.event AS e
    WHERE e.asset_id = a.id AND e.action = 'added' ORDER BY e.id LIMIT 1
) AS added ON true
LEFT JOIN LATERAL (
    SELECT v.checked_at, v.checked_by, v.method, v.outcome FROM register.verification AS v
    WHERE v.asset_id = a.id ORDER BY v.checked_at DESC LIMIT 1
) AS checked ON true
ORDER BY a.name, a.id
"""
CONTACTS = """
SELECT a.id AS asset_id, a.name AS asset_name, c.name, c.role, c.email, c.phone, c.website,
    c.audience, c.lawful_basis, c.consent_on, c.consent_how, c.origin
FROM ({members}) AS here
JOIN register.asset AS a ON a.id = here.asset_id
JOIN register.kind AS k ON k.slug = a.kind AND NOT k.is_personal AND {may_be_seen}
JOIN register.contact AS c ON c.asset_id = a.id AND c.consent_withdrawn_on IS NULL
    AND c.audience = ANY(:audiences)
ORDER BY a.name, a.id, c.id
"""
PEOPLE = f"""
SELECT a.kind, count(*)
FROM ({MEMBERS}) AS here
JOIN register.asset AS a ON a.id = here.asset_id AND a.status IN ('draft', 'published')
JOIN register.kind AS k ON k.slug = a.kind AND k.is_personal
GROUP BY a.kind ORDER BY a.kind
"""  # noqa: S608 (constants)


MAY_BE_SEEN = "(:has_hidden OR coalesce(a.precision, k.precision) <> 'never')"


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a full file goes: whose contacts, and whether what nobody may find is in it."""

    audiences: tuple[str, ...] = EVERYBODY
    has_hidden: bool = True


WHOLE = Reach()


@dataclass(frozen=True, slots=True)
class FullAsset:
    """One asset with its true place, its state and where each word of it came from."""

    id: UUID
    slug: str
    name: str
    kind: str
    family: str
    status: str
    version: int
    is_located: bool | None
    """None in the whole register for what neither lies in nor serves any locality."""
    is_public: bool
    precision: str
    summary: str
    address: str
    postcode: str | None
    lon: float | None
    lat: float | None
    placed_by: str | None
    details: JsonObject
    for_whom: JsonObject
    located: list[str]
    served: list[str]
    source_name: str | None
    licence: str | None
    attribution: str | None
    source_ref: str | None
    run_id: int | None
    file_name: str | None
    line: int | None
    recorded_by: str | None
    recorded_through: str | None
    recorded_at: datetime
    updated_at: datetime
    checked_at: datetime | None
    checked_by: str | None
    checked_how: str | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class FullContact:
    """One contact of an asset, public or not, with why it may be kept."""

    asset_id: UUID
    asset_name: str
    name: str
    role: str
    email: str
    phone: str
    website: str
    audience: str
    lawful_basis: str
    consent_on: date | None
    consent_how: str
    origin: str


@dataclass(frozen=True, slots=True)
class FullListing:
    """Every asset located in or serving a locality; ``people`` are totals by kind."""

    assets: tuple[FullAsset, ...]
    contacts: tuple[FullContact, ...]
    people: dict[str, int]
    unmet: tuple[UnmetWord, ...] = ()
    """Words that were looked for there in vain."""
    voices: tuple[Voice, ...] = ()
    """What people said is missing there, and their ideas."""


def reach_of(holder: Holder) -> Reach:
    """The whole for administrators; analysts make reports, and look after nobody."""
    return WHOLE if holder.role == "administrator" else Reach(PARTNERS, has_hidden=False)


def full_listing(session: Session, key: str, reach: Reach = WHOLE) -> FullListing:
    """What is known of a locality's assets, drafts and closed ones included."""
    return FullListing(
        assets=tuple(full_assets(session, key, reach)),
        contacts=tuple(full_contacts(session, key, reach)),
        people={row[0]: row[1] for row in session.execute(text(PEOPLE), {"key": key})},
        unmet=tuple(unmet_words(session, key)),
        voices=tuple(every_voice(session, key)),
    )


def full_assets(
    session: Session, key: str | None = None, reach: Reach = WHOLE
) -> Iterator[FullAsset]:
    """The assets of a locality, or all there are, read as they are asked for."""
    for row in _read(session, ASSETS, key, {"has_hidden": reach.has_hidden}):
        yield FullAsset(*row)


def full_contacts(
    session: Session, key: str | None = None, reach: Reach = WHOLE
) -> Iterator[FullContact]:
    """The contacts of the same assets, read as they are asked for."""
    values = {"has_hidden": reach.has_hidden, "audiences": list(reach.audiences)}
    for row in _read(session, CONTACTS, key, values):
        yield FullContact(*row)


def _read(
    session: Session, statement: str, key: str | None, values: dict[str, Any]
) -> Iterable[Sequence[Any]]:
    members = EVERYTHING if key is None else MEMBERS
    values = values if key is None else {**values, "key": key}
    asked = text(statement.format(members=members, may_be_seen=MAY_BE_SEEN))
    return session.execute(asked, values, execution_options={"yield_per": ROWS_AT_ONCE})
