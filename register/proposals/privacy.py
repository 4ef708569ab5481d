"""How much of an asset's history somebody sees: all of it only who looks after it."""

from dataclasses import dataclass
from typing import Any

from register.assets.current import CurrentAsset
from register.assets.fields import Fields
from register.assets.precision import NEVER, shown_precision
from register.assets.values import PARTNERS
from register.kinds.definition import find_kind
from register.people.holders import Holder
from register.proposals.conflicts import Changes
from register.proposals.rights import may_decide

PRIVATE = ("contacts", "address", "place")
RELATIONS, SHOWN = "relations.", "shown"
HIDDEN = "(not shown)"


@dataclass(frozen=True)
class Sight:
    """``is_whole``: everything. Else what may be somebody's home or name is covered.

    ``is_hidden``: an asset that is never to be found, for who does not look after it.
    """

    is_whole: bool
    is_hidden: bool = False
    covered: tuple[str, ...] = ()

    def _covers(self, name: str) -> bool:
        return not self.is_whole and (name in PRIVATE or name in self.covered)

    def _leaves_out(self, name: str, *values: Any) -> bool:
        """A relation tells in its very name where a group may be: it is there, or it is not."""
        is_relation = name.startswith(RELATIONS)
        return not self.is_whole and is_relation and any(one != SHOWN for one in values if one)

    def of_fields(self, fields: Fields) -> Fields:
        """The fields with private ones covered, and relations that are not to be shown left out."""
        return {
            n: HIDDEN if self._covers(n) else value
            for n, value in fields.items()
            if not self._leaves_out(n, value)
        }

    def of_changes(self, changes: Changes) -> Changes:
        """That a private field changed may be known; from what to what may not."""
        return {
            n: self._pair(pair) if self._covers(n) else pair
            for n, pair in changes.items()
            if not self._leaves_out(n, pair.get("from"), pair.get("to"))
        }

    def of_proposed(self, changes: Changes) -> Changes:
        """The changes of a proposal for who made it: what they wish, not what was there.

        Contacts are covered whole: a form that changes one carries the others along.
        """
        return {name: self._proposed(name, pair) for name, pair in changes.items()}

    def _proposed(self, name: str, pair: dict[str, Any]) -> dict[str, Any]:
        if name == "contacts" and self._covers(name):
            return self._pair(pair)
        return {"from": self.of_value(name, pair.get("from")), "to": pair.get("to")}

    def of_value(self, name: str, value: Any) -> Any:
        """What is or was in a field; whether there was a relation may not be known either."""
        if name.startswith(RELATIONS) and not self.is_whole:
            return HIDDEN
        return HIDDEN if self._covers(name) and value is not None else value

    @staticmethod
    def _pair(pair: dict[str, Any]) -> dict[str, Any]:
        return {end: None if value is None else HIDDEN for end, value in pair.items()}


def sight_of(holder: Holder, asset: CurrentAsset) -> Sight:
    """What this person sees of an asset's history."""
    if may_decide(holder, asset.kind, asset.localities):
        return Sight(is_whole=True)
    kind = find_kind(asset.kind)
    is_hidden = shown_precision(asset.fields) == NEVER or kind is None or kind.is_personal
    locating = kind.locating_details if kind else ()
    return Sight(False, is_hidden, tuple(f"details.{name}" for name in locating))


def as_analysed(holder: Holder, fields: Fields) -> Fields | None:
    """An asset as reports may be made of it, or None: the whole only for administrators.

    Analysts read nothing about one person, nothing that is never to be found, and no contact that
    is for stewards alone or that somebody no longer agrees to.
    """
    if holder.role == "administrator":
        return fields
    kind = find_kind(str(fields.get("kind", "")))
    if kind is None or kind.is_personal or shown_precision(fields) == NEVER:
        return None
    contacts = [one for one in fields.get("contacts") or () if _is_for_partners(one)]
    rest = {name: value for name, value in fields.items() if name != "contacts"}
    return {**rest, "contacts": contacts} if contacts else rest


def _is_for_partners(contact: dict[str, Any]) -> bool:
    return contact.get("audience") in PARTNERS and not contact.get("withdrawn_on")
