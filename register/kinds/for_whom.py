"""The people an asset may be especially for, read from data/for_whom.toml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from register.kinds.errors import KindsFileError
from register.kinds.names import plain
from register.kinds.reading import read_toml
from register.settings import ROOT

FOR_WHOM_FILE = ROOT / "data" / "for_whom.toml"


@dataclass(frozen=True, slots=True)
class Group:
    """People that an asset may say it is for; ``theme`` is the heading to show them under."""

    slug: str
    label: str
    theme: str
    may_be_special_category: bool = False
    synonyms: tuple[str, ...] = ()


@cache
def groups() -> tuple[Group, ...]:
    """All groups, in the order of the data file."""
    return read_groups(FOR_WHOM_FILE)


def find_group(text: str) -> Group | None:
    """The group called so: slug, label or synonym; case and punctuation are ignored."""
    return _by_name().get(plain(text))


def group_by_slug(slug: str) -> Group | None:
    """The group with this slug, or None: a slug may have left the data file since."""
    return _by_slug().get(slug)


def read_groups(path: Path) -> tuple[Group, ...]:
    """The groups of a data file; raises KindsFileError where a name means two groups."""
    found = [
        Group(
            slug=entry["slug"],
            label=entry["label"],
            theme=theme["name"],
            may_be_special_category=entry.get(
                "may_be_special_category", theme.get("may_be_special_category", False)
            ),
            synonyms=tuple(entry.get("synonyms", ())),
        )
        for theme in read_toml(path).get("themes", [])
        for entry in theme["groups"]
    ]
    _named(found)
    return tuple(found)


@cache
def _by_slug() -> dict[str, Group]:
    return {group.slug: group for group in groups()}


@cache
def _by_name() -> dict[str, Group]:
    return _named(groups())


def _named(found: Iterable[Group]) -> dict[str, Group]:
    named: dict[str, Group] = {}
    for group in found:
        for name in {plain(name) for name in (group.slug, group.label, *group.synonyms)}:
            other = named.setdefault(name, group)
            if other is not group:
                raise KindsFileError(f"“{name}” means both {other.slug} and {group.slug}.")
    return named
