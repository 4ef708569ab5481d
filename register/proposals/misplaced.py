"""Why something cannot be where it is said to be, as the answer to who said so."""

from geo.errors import AssetsError
from register.assets.drafts import Fault, InvalidDraft
from register.assets.values import AssetDraft


class OutsideBorough(AssetsError):
    """A place that is not in the borough and serves none of it."""


def refuse_misplaced(draft: AssetDraft, outcome: str, reason: str | None) -> None:
    """Raise OutsideBorough or InvalidDraft where ``placed_asset`` has refused a draft."""
    if outcome == "outside":
        raise OutsideBorough(
            "This place is outside the borough. If the group serves a part of it, "
            "say which wards or town centres it serves."
        )
    if outcome == "rejected":
        field = "serves" if draft.serves else "postcode"
        raise InvalidDraft([Fault(field, reason or "This cannot be placed.")])
