"""A proposal weighed against what has become of the asset since: field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from register.assets.fields import Fields

Changes = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Weighed:
    """One field: what it was when proposed, what is proposed, and what it is now."""

    field: str
    base: Any
    wanted: Any
    now: Any

    @property
    def is_done(self) -> bool:
        """Whether the field already says what is proposed."""
        return bool(self.now == self.wanted)

    @property
    def is_conflict(self) -> bool:
        """Whether somebody else has changed the field to something else in the meantime."""
        return not self.is_done and bool(self.now != self.base)


def weighed(changes: Mapping[str, Mapping[str, Any]], now: Fields) -> list[Weighed]:
    """Each proposed field against the asset as it is now.

    >>> [w.is_conflict for w in weighed({"name": {"from": "A", "to": "B"}}, {"name": "C"})]
    [True]
    """
    return [
        Weighed(name, pair.get("from"), pair.get("to"), now.get(name))
        for name, pair in changes.items()
    ]


def changes_to(wanted: Fields, base: Fields) -> Changes:
    """The wanted fields that differ from the base, with from and to."""
    return {
        name: {"from": base.get(name), "to": value}
        for name, value in wanted.items()
        if base.get(name) != value
    }
