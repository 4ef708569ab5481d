"""Assets as they are now, field by field, and the lock that makes a change wait its turn."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.errors import AssetsError
from register.assets.fields import Fields, fields_from

# In the order of ids, so that two who lock several never wait for each other in a circle.
LOCK = """
SELECT id FROM register.asset WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE
"""
CONTACT = """jsonb_build_object('name', c.name, 'role', c.role, 'email', c.email,
    'phone', c.phone, 'website', c.website, 'audience', c.audience,
    'lawful_basis', c.lawful_basis, 'consent_on', c.consent_on, 'consent_how', c.consent_how,
    'origin', c.origin)"""
RELATIONS = """(SELECT coalesce(jsonb_object_agg(r.relation || ':' || r.to_asset_id,
        CASE r.is_public WHEN true THEN 'shown' WHEN false THEN 'hidden' ELSE 'usual' END), '{}')
    FROM register.relation AS r WHERE r.from_asset_id = a.id)"""
OFFER = """jsonb_build_object('way', o.way, 'kind', o.kind, 'words', o.words, 'from_on', o.from_on,
    'until_on', o.until_on, 'hours', o.hours, 'skills', o.skills,
    'has_certificate', o.has_certificate)"""
CURRENT = f"""
SELECT a.id, a.slug, a.version, a.status, a.source_id, a.merged_into, a.edited, a.name, a.kind,
    a.summary, a.address, a.postcode, a.precision, a.details, a.for_whom,
    CASE WHEN a.placed_by = 'point' THEN ST_X(a.location) END AS lon,
    CASE WHEN a.placed_by = 'point' THEN ST_Y(a.location) END AS lat,
    ST_X(a.location) AS at_lon, ST_Y(a.location) AS at_lat,
    ARRAY(SELECT l.key FROM register.served AS s
        JOIN published.locality AS l ON l.id = s.locality_id
        WHERE s.asset_id = a.id) AS serves,
    ARRAY(SELECT l.key FROM register.membership AS m
        JOIN published.locality AS l ON l.id = m.locality_id
        WHERE m.asset_id = a.id ORDER BY l.key) AS located,
    (SELECT coalesce(jsonb_agg({CONTACT}), '[]') FROM register.contact AS c
        WHERE c.asset_id = a.id AND c.consent_withdrawn_on IS NULL) AS contacts,
    {RELATIONS} AS relations,
    (SELECT coalesce(jsonb_object_agg(o.key, {OFFER}), '{{}}') FROM register.offer AS o
        WHERE o.asset_id = a.id) AS offers
FROM register.asset AS a WHERE a.id = ANY(:ids)
"""  # noqa: S608 (constants)
BY_SLUG = "SELECT id FROM register.asset WHERE slug = :slug"


class AssetUnknown(AssetsError):
    """No asset of the register has this id or address."""


@dataclass(frozen=True)
class CurrentAsset:
    """One asset: ``localities`` are those that it lies in, or else those that it serves.

    ``at`` is where it truly is: lon, lat. ``edited``: fields that a person has changed since its
    source last wrote them.
    """

    id: UUID
    slug: str
    version: int
    status: str
    source_id: int | None
    merged_into: UUID | None
    edited: dict[str, str]
    fields: Fields
    localities: tuple[str, ...]
    at: tuple[float, float] | None

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.fields.get("name", ""))

    @property
    def kind(self) -> str:
        """The slug of its kind."""
        return str(self.fields["kind"])


def current_assets(
    session: Session, ids: Iterable[UUID], *, lock: bool = False
) -> dict[UUID, CurrentAsset]:
    """The assets of those ids that there are; ``lock``: nobody else changes them until we end."""
    wanted = {"ids": sorted(set(ids))}
    if lock:
        # A statement of its own: what is read after the wait must be what the others left.
        session.execute(text(LOCK), wanted)
    rows = session.execute(text(CURRENT), wanted).mappings()
    return {row["id"]: _asset(dict(row)) for row in rows}


def _asset(row: dict[str, Any]) -> CurrentAsset:
    return CurrentAsset(
        id=row["id"],
        slug=row["slug"],
        version=row["version"],
        status=row["status"],
        source_id=row["source_id"],
        merged_into=row["merged_into"],
        edited=row["edited"],
        fields=fields_from(row),
        localities=tuple(row["located"] or sorted(row["serves"])),
        at=None if row["at_lon"] is None else (row["at_lon"], row["at_lat"]),
    )


def asset_by_id(session: Session, asset_id: UUID, *, lock: bool = False) -> CurrentAsset:
    """One asset as it is now; raises AssetUnknown."""
    found = current_assets(session, [asset_id], lock=lock)
    if asset_id not in found:
        raise AssetUnknown("The register has no asset with this id.")
    return found[asset_id]


def asset_id_of(session: Session, slug: str) -> UUID:
    """The id of the asset with this address; raises AssetUnknown."""
    found: UUID | None = session.scalars(text(BY_SLUG), {"slug": slug}).first()
    if found is None:
        raise AssetUnknown("The register has no asset at this address.")
    return found
