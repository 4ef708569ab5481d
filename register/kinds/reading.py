"""Reads data/kinds.toml into typed values and refuses a file that contradicts itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from register.kinds.errors import KindsFileError
from register.kinds.names import plain
from register.kinds.shapes import Detail, DetailType, Family, Kind, Kinds, Precision
from register.settings import ROOT

KINDS_FILE = ROOT / "data" / "kinds.toml"

T = TypeVar("T")

_SLUG = re.compile(r"[a-z][a-z0-9-]*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_PATH = re.compile(r"[MmLlHhVvCcAaZz0-9 .,-]+")


def read_kinds(path: Path) -> Kinds:
    """The families, kinds and details of a data file; raises KindsFileError."""
    content = read_toml(path)
    families = tuple(_family(entry) for entry in content.get("families", []))
    groups = {group: _details(group, fields) for group, fields in content["details"].items()}
    kinds = tuple(_kind(entry, groups) for entry in content.get("kinds", []))
    _check(not_twice([family.slug for family in families]), "a family is there twice")
    for kind in kinds:
        _check(kind.family in {family.slug for family in families}, f"{kind.slug}: no such family")
    return Kinds(
        families=families,
        kinds=kinds,
        details=MappingProxyType(_by_name(groups)),
        by_slug=MappingProxyType({kind.slug: kind for kind in kinds}),
        by_name=MappingProxyType(_kinds_by_name(kinds)),
    )


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a data file, or a sentence that says which file is wrong and where."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as reason:
        raise KindsFileError(f"{path} cannot be read: {reason}") from None


def not_twice(names: Iterable[str]) -> bool:
    """Whether no name comes twice."""
    listed = list(names)
    return len(listed) == len(set(listed))


def _family(entry: Mapping[str, Any]) -> Family:
    family = _made(Family, entry)
    _check(bool(_SLUG.fullmatch(family.slug)), f"{family.slug}: write the slug as small-letters")
    _check(bool(_COLOUR.fullmatch(family.colour)), f"{family.slug}: write the colour as #0a5f6b")
    _check(bool(_PATH.fullmatch(family.outline)), f"{family.slug}: outline is not an SVG path")
    return family


def _details(group: str, fields: Mapping[str, Any]) -> tuple[Detail, ...]:
    return tuple(_detail(group, name, entry) for name, entry in fields.items())


def _detail(group: str, name: str, entry: Mapping[str, Any]) -> Detail:
    listed = {**entry, "choices": tuple(entry.get("choices", ()))}
    detail = _made(Detail, {"name": name, "group": group, **listed})
    _check(bool(_NAME.fullmatch(name)), f"{name}: write the name as small_letters")
    _check(detail.type in get_args(DetailType), f"{name}: there is no type {detail.type}")
    has_choices = detail.type in ("choice", "choices")
    _check(bool(detail.choices) == has_choices, f"{name}: choices belong to choice and choices")
    _check(not re.search("[;,\n]", "".join(detail.choices)), f"{name}: no ; or , in choices")
    return detail


def _kind(entry: Mapping[str, Any], groups: Mapping[str, tuple[Detail, ...]]) -> Kind:
    slug = entry.get("slug", "a kind without a slug")
    missing = [group for group in entry.get("details", []) if group not in groups]
    _check(not missing, f"{slug}: no such details as {', '.join(missing)}")
    details = tuple(detail for group in entry.get("details", []) for detail in groups[group])
    lists = {"details": details, "synonyms": tuple(entry.get("synonyms", ()))}
    by_name = MappingProxyType({detail.name: detail for detail in details})
    kind = _made(Kind, {**entry, **lists, "detail_by_name": by_name})
    _check(bool(_SLUG.fullmatch(kind.slug)), f"{slug}: write the slug as small-letters")
    _check(kind.precision in get_args(Precision), f"{slug}: no precision {kind.precision}")
    _check(kind.review_months > 0, f"{slug}: review_months must be 1 or more")
    return kind


def _by_name(groups: Mapping[str, tuple[Detail, ...]]) -> dict[str, Detail]:
    every = [detail for details in groups.values() for detail in details]
    _check(not_twice(detail.name for detail in every), "two details have the same name")
    return {detail.name: detail for detail in every}


def _kinds_by_name(kinds: Iterable[Kind]) -> dict[str, Kind]:
    named: dict[str, Kind] = {}
    for kind in kinds:
        for name in {plain(name) for name in kind.names}:
            other = named.setdefault(name, kind)
            _check(other is kind, f"{name}: both {other.slug} and {kind.slug} are called so")
    return named


def _made(shape: type[T], entry: Mapping[str, Any]) -> T:
    try:
        return shape(**entry)
    except TypeError as reason:
        raise KindsFileError(f"The file of kinds is not right: {dict(entry)}: {reason}.") from None


def _check(holds: bool, sentence: str) -> None:
    if not holds:
        raise KindsFileError(f"The file of kinds is not right: {sentence}.")
