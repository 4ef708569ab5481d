"""What goes along when one entry is kept on as another, and what comes back when it is not.

What others tell of the merged entry leads to the one that it is kept on as, without any change
(register/relations/publishing.py). What it tells itself, and what it offers and needs, is added to
the other one as a change of its own; opened again, it takes back what that change had added.
"""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.current import CurrentAsset
from register.assets.fields import Fields

ALONG = ("relations", "offers")
ADDED = """
SELECT p.changed FROM register.event AS e JOIN register.event_private AS p ON p.event_id = e.id
WHERE e.asset_id = :into AND e.reason = :reason ORDER BY e.id DESC LIMIT 1
"""


def reason_of(asset_id: UUID) -> str:
    """What the log says of such a change, and knows it by."""
    return f"Kept on from {asset_id}"


def brought_along(asset: CurrentAsset, into: CurrentAsset) -> Fields:
    """What ``into`` does not say yet of what the merged asset says."""
    return {
        name: value
        for name, value in asset.fields.items()
        if name.partition(".")[0] in ALONG
        and name not in into.fields
        and not name.endswith(f":{into.id}")
    }


def taken_back(session: Session, asset: CurrentAsset, into: CurrentAsset) -> Fields:
    """What the merge added to ``into`` and is there as it was, each as None."""
    values = {"into": into.id, "reason": reason_of(asset.id)}
    changed = session.scalars(text(ADDED), values).first() or {}
    added = {
        f"{group}.{key}"
        for group in ALONG
        for key in (changed.get(group, {}).get("to") or {})
        if key not in (changed[group].get("from") or {})
    }
    return {name: None for name in added if into.fields.get(name) == asset.fields.get(name, "")}
