"""The kinds that this register knows, and the questions asked about them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, lru_cache

from register.kinds.errors import UnknownKind
from register.kinds.names import plain
from register.kinds.reading import KINDS_FILE, read_kinds
from register.kinds.shapes import Detail, Family, Kind, Kinds

__all__ = [
    "Detail",
    "Family",
    "Kind",
    "details",
    "families",
    "family_by_slug",
    "find_kind",
    "kind_by_slug",
    "kinds",
    "unknown_kind",
]


@cache
def _known() -> Kinds:
    return read_kinds(KINDS_FILE)


def kinds() -> tuple[Kind, ...]:
    """Every kind, in the order of the data file."""
    return _known().kinds


def families() -> tuple[Family, ...]:
    """The families, in the order of the data file."""
    return _known().families


def details() -> Mapping[str, Detail]:
    """Every detail that any kind takes, by name; a name means one thing in all kinds."""
    return _known().details


def family_by_slug(slug: str) -> Family:
    """The family of a kind (``family_by_slug(kind.family)``)."""
    return next(family for family in families() if family.slug == slug)


def kind_by_slug(slug: str) -> Kind:
    """The kind with this slug; raises UnknownKind with near suggestions."""
    kind = _known().by_slug.get(slug)
    if kind is None:
        raise unknown_kind(slug)
    return kind


@lru_cache(maxsize=4096)
def find_kind(text: str) -> Kind | None:
    """The kind called so: slug, singular, plural or synonym; case and punctuation are ignored."""
    return _known().by_name.get(plain(text))


def unknown_kind(text: str) -> UnknownKind:
    """The error to raise for a kind that is not known, with what may have been meant."""
    shown = text.strip()[:60]
    if not shown:
        return UnknownKind("The kind is missing: give one, such as community group.")
    near = _suggestions(shown)
    if near:
        return UnknownKind(f"There is no kind called “{shown}”. Did you mean {near}?")
    return UnknownKind(f"There is no kind called “{shown}”. Use one from the list of kinds.")


def _suggestions(text: str) -> str:
    by_name = _known().by_name
    matches = get_close_matches(plain(text), by_name, n=6, cutoff=0.7)
    singulars = list(dict.fromkeys(by_name[name].singular for name in matches))[:3]
    return " or ".join(singulars)
