"""Who sees which contact of an asset, and a contact taken from sight for good when asked to.

Public contacts everybody sees; those for partners people signed in as steward, analyst or
administrator; those for stewards only who decides about the asset.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.current import CONTACT, CurrentAsset, asset_by_id
from register.assets.drafts import Fault, InvalidDraft
from register.assets.staging import prepare_staging, touch
from register.assets.storing import finish
from register.assets.values import PARTNERS
from register.contacting.errors import ContactUnknown
from register.events.writing import log_touched
from register.people.holders import Holder
from register.proposals.errors import NotYours
from register.proposals.rights import may_decide
from register.publishing.projection import publish_touched
from register.tables import JsonObject

EVERYBODY = (*PARTNERS, "stewards")
REASON = "Consent withdrawn"

HELD = f"""
SELECT c.id, {CONTACT} AS said FROM register.contact AS c
WHERE c.asset_id = :asset_id AND c.consent_withdrawn_on IS NULL AND c.audience = ANY(:audiences)
ORDER BY c.audience, c.name, c.id
"""  # noqa: S608 (constants)
WITHDRAW = """
UPDATE register.contact SET consent_withdrawn_on = :on
WHERE id = :contact_id AND asset_id = :asset_id AND consent_withdrawn_on IS NULL
"""
NEW_VERSION = "UPDATE register.asset SET version = version + 1, updated_at = now() WHERE id = :id"
TOUCH = "INSERT INTO touched_asset VALUES (:id)"

# What is left is noted where it can be erased; what was withdrawn is noted nowhere again.
NOTE = f"""
INSERT INTO register.event_private (event_id, asset_id, changed)
SELECT e.id, e.asset_id, jsonb_build_object('contacts', jsonb_build_object('to', (
    SELECT jsonb_agg({CONTACT} ORDER BY {CONTACT}::text) FROM register.contact AS c
    WHERE c.asset_id = e.asset_id AND c.consent_withdrawn_on IS NULL)))
FROM register.event AS e WHERE e.asset_id = :id ORDER BY e.id DESC LIMIT 1
"""  # noqa: S608 (constants)


@dataclass(frozen=True)
class HeldContact:
    """One contact with all that is known of it, as a draft's values."""

    id: UUID
    said: JsonObject


def sees_all(holder: Holder, asset: CurrentAsset) -> bool:
    """Whether this person sees every contact of the asset."""
    return may_decide(holder, asset.kind, asset.localities)


def contacts_for(session: Session, holder: Holder, asset: CurrentAsset) -> list[HeldContact]:
    """The contacts that somebody signed in may see; never those whose consent was withdrawn."""
    audiences = EVERYBODY if sees_all(holder, asset) else PARTNERS
    values: dict[str, Any] = {"asset_id": asset.id, "audiences": list(audiences)}
    return [HeldContact(row.id, row.said) for row in session.execute(text(HELD), values)]


def withdraw_consent(
    session: Session, asset_id: UUID, contact_id: UUID, on: date, holder: Holder, *, today: date
) -> None:
    """Take a contact out of sight at once and for good, as whoever it is of has asked.

    No import and no older version brings it back, unless they consent again later. Raises
    NotYours, InvalidDraft and ContactUnknown.
    """
    asset = asset_by_id(session, asset_id, lock=True)
    if not sees_all(holder, asset):
        raise NotYours("Somebody else looks after this place or kind.")
    if on > today:
        raise InvalidDraft([Fault("withdrawn_on", "Give the day when they told us, up to today.")])
    values = {"contact_id": contact_id, "asset_id": asset_id, "on": on}
    if session.connection().execute(text(WITHDRAW), values).rowcount == 0:
        raise ContactUnknown("There is no such contact any more.")
    session.execute(text(NEW_VERSION), {"id": asset_id})
    prepare_staging(session)
    touch(session, TOUCH, id=asset_id)
    log_touched(session, "changed", holder.actor, "queue", reason=REASON)
    session.execute(text(NOTE), {"id": asset_id})
    publish_touched(session)
    finish(session)
