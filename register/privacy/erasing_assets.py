"""Erasing a person from entries: as they are, in every version that the log keeps, and in public.

Of an entry about one person (somebody's skill or gift) nothing is left but that there was one.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.current import CurrentAsset, current_assets
from register.assets.fields import differences
from register.assets.staging import prepare_staging, slug_stem
from register.privacy.known_by import ERASED, KnownBy
from register.privacy.walking import is_contact_of, without
from register.publishing.projection import publish_touched
from register.tables import JsonObject

DOOR = "privacy"
NO_DIGEST = "-"
TEXTS = ("name", "summary", "address", "details", "for_whom")
STORED = """
SELECT jsonb_build_object('name', a.name, 'summary', a.summary, 'address', a.address,
    'details', a.details, 'for_whom', a.for_whom) AS texts, a.slug, a.edited, k.is_personal
FROM register.asset AS a JOIN register.kind AS k ON k.slug = a.kind WHERE a.id = :id
"""
WRITE = """
UPDATE register.asset AS a SET name = r.name, summary = r.summary, address = r.address,
    details = r.details, for_whom = r.for_whom, slug = :slug
FROM jsonb_to_record(CAST(:texts AS jsonb)) AS r(name text, summary text, address text,
    details jsonb, for_whom jsonb)
WHERE a.id = :id
"""
CONTACTS = """
SELECT id, name, role, email, phone, website, consent_how FROM register.contact
WHERE asset_id = :id
"""
DROP_CONTACT = "DELETE FROM register.contact WHERE id = :id"
WRITE_CONTACT = """
UPDATE register.contact SET name = :name, role = :role, email = :email, phone = :phone,
    website = :website, consent_how = :consent_how
WHERE id = :id
"""
LOGGED = "SELECT event_id, changed FROM register.event_private WHERE asset_id = :id"
WRITE_LOGGED = """
UPDATE register.event_private SET changed = CAST(:changed AS jsonb) WHERE event_id = :id
"""
EMPTY = (
    "DELETE FROM register.contact WHERE asset_id = :id",
    "DELETE FROM register.membership WHERE asset_id = :id",
    "DELETE FROM register.event_private WHERE asset_id = :id",
    """UPDATE register.asset SET name = :name, slug = 'erased-' || left(id::text, 8), summary = '',
    address = '', postcode = NULL, location = NULL, placed_by = NULL, details = '{}',
    for_whom = '{}', edited = '{}',
    status = CASE status WHEN 'merged' THEN status ELSE 'closed' END WHERE id = :id""",
)
RAISE = """
UPDATE register.asset SET version = version + 1, updated_at = now(), edited = CAST(:edited AS jsonb)
WHERE id = :id
"""
TELL = """
WITH said AS (
    INSERT INTO register.event (asset_id, version, action, door, actor, changed)
    SELECT id, version, 'erased', :door, :actor, CAST(:changed AS jsonb)
    FROM register.asset WHERE id = :id
    RETURNING id, asset_id
)
INSERT INTO register.event_private (event_id, asset_id, changed)
SELECT id, asset_id, CAST(:private AS jsonb) FROM said WHERE CAST(:private AS jsonb) <> '{}'
"""
TOUCH = "INSERT INTO touched_asset SELECT unnest(CAST(:ids AS uuid[]))"


@dataclass(frozen=True)
class _Kept:
    """What is written down of one asset before anything is erased."""

    asset: CurrentAsset
    texts: JsonObject
    slug: str
    edited: dict[str, str]
    is_personal: bool


def erase_from_assets(
    session: Session, ids: Collection[UUID], known: KnownBy, actor: str
) -> list[UUID]:
    """Erase a person from these assets; answers which had anything of them. The caller publishes.

    Locks them, in the order of their ids.
    """
    assets = current_assets(session, ids, lock=True)
    return [one for one in sorted(assets) if _erase_from(session, assets[one], known, actor)]


def publish_erased(session: Session, ids: Iterable[UUID]) -> None:
    """Bring what is public of these assets, and of decisions about them, up to date."""
    prepare_staging(session)
    session.execute(text(TOUCH), {"ids": list(ids)})
    publish_touched(session)


def _erase_from(session: Session, asset: CurrentAsset, known: KnownBy, actor: str) -> bool:
    row = session.execute(text(STORED), {"id": asset.id}).one()
    kept = _Kept(asset, row.texts, row.slug, row.edited, row.is_personal)
    if kept.is_personal and _is_about(session, kept, known):
        empty_asset(session, asset, actor)
        return True
    fields = _erase_from_log(session, asset.id, known)
    has_slug = _erase_texts(session, kept, known)
    has_contact = _erase_contacts(session, asset.id, known)
    after = current_assets(session, [asset.id])[asset.id]
    differing = set(differences(asset.fields, after.fields))
    fields |= differing
    if not (fields or has_slug or has_contact):
        return False
    edited = _edited(kept, fields, differing) if asset.source_id is not None else kept.edited
    _tell(session, asset.id, actor, edited, {"erased": sorted(fields)})
    return True


def _is_about(session: Session, kept: _Kept, known: KnownBy) -> bool:
    """Whether an entry about one person is about this one: by its name, or as its only contact."""
    if known.is_in(kept.texts["name"]):
        return True
    contacts = session.execute(text(CONTACTS), {"id": kept.asset.id}).mappings().all()
    return bool(contacts) and all(is_contact_of(dict(one), known) for one in contacts)


def _edited(kept: _Kept, fields: Collection[str], differing: Collection[str]) -> dict[str, str]:
    """The marks of fields without any digest of what was erased.

    A person's edit keeps a mark that no value has. What only the source said gets an empty one, so
    that the same row without the person is no change.
    """
    stale = {name for name in kept.edited if name in fields or name.partition(".")[0] in fields}
    ours = {**kept.edited, **dict.fromkeys(stale | (set(differing) & set(kept.edited)), NO_DIGEST)}
    return {**dict.fromkeys(differing, ""), **ours}


def _erase_texts(session: Session, kept: _Kept, known: KnownBy) -> bool:
    texts = without(kept.texts, known)
    stem, tail = slug_stem(known.plain), str(kept.asset.id)[:8]
    is_in_slug = f"-{stem}-" in f"-{kept.slug}-"
    if texts == kept.texts and not is_in_slug:
        return False
    changes_slug = is_in_slug or texts["name"] != kept.texts["name"]
    slug = f"{slug_stem(texts['name'])}-{tail}" if changes_slug else kept.slug
    values = {"id": kept.asset.id, "texts": json.dumps(texts), "slug": slug}
    session.execute(text(WRITE), values)
    return is_in_slug


def _erase_contacts(session: Session, asset_id: UUID, known: KnownBy) -> bool:
    has_erased = False
    for row in session.execute(text(CONTACTS), {"id": asset_id}).mappings().all():
        contact: dict[str, Any] = dict(row)
        contact_id = contact.pop("id")
        if is_contact_of(contact, known):
            session.execute(text(DROP_CONTACT), {"id": contact_id})
        elif (rest := without(contact, known, "contacts")) != contact:
            session.execute(text(WRITE_CONTACT), {**rest, "id": contact_id})
        else:
            continue
        has_erased = True
    return has_erased


def _erase_from_log(session: Session, asset_id: UUID, known: KnownBy) -> set[str]:
    """Which fields of any version had something of the person."""
    fields: set[str] = set()
    for row in session.execute(text(LOGGED), {"id": asset_id}).all():
        rest = without(row.changed, known)
        if rest != row.changed:
            fields |= {name for name in rest if rest[name] != row.changed[name]}
            values = {"id": row.event_id, "changed": json.dumps(rest)}
            session.execute(text(WRITE_LOGGED), values)
    return fields


NO_CONTACTS = (
    "DELETE FROM register.contact WHERE asset_id = :id",
    "UPDATE register.event_private SET changed = changed - 'contacts' "
    "WHERE asset_id = :id AND changed ? 'contacts'",
    "UPDATE register.proposal SET changes = changes - 'contacts' "
    "WHERE asset_id = :id AND changes ? 'contacts'",
)


def erase_contacts(session: Session, ids: Collection[UUID], actor: str) -> None:
    """Take every contact out of these entries and all their versions. The caller publishes."""
    for asset in current_assets(session, ids, lock=True).values():
        for statement in NO_CONTACTS:
            session.execute(text(statement), {"id": asset.id})
        edited = dict(asset.edited)
        if asset.source_id is not None:
            edited["contacts"] = NO_DIGEST
        _tell(session, asset.id, actor, edited, {"erased": ["contacts"]})


def empty_asset(session: Session, asset: CurrentAsset, actor: str) -> None:
    """Leave of an entry about one person only its kind, and that it is closed."""
    for statement in EMPTY:
        session.execute(text(statement), {"id": asset.id, "name": ERASED})
    changed: JsonObject = {"erased": sorted(set(asset.fields) - {"kind", "precision", "serves"})}
    if asset.status not in ("closed", "merged"):
        changed["status"] = {"from": asset.status, "to": "closed"}
    _tell(session, asset.id, actor, {}, changed, {"name": {"from": None, "to": ERASED}})


def _tell(
    session: Session,
    asset_id: UUID,
    actor: str,
    edited: JsonObject,
    changed: JsonObject,
    private: JsonObject | None = None,
) -> None:
    """A new version, and the line of the log that says that something is gone, never what."""
    session.execute(text(RAISE), {"id": asset_id, "edited": json.dumps(edited)})
    values: JsonObject = {"id": asset_id, "door": DOOR, "actor": actor}
    values |= {"changed": json.dumps(changed), "private": json.dumps(private or {})}
    session.execute(text(TELL), values)
