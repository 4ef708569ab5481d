"""The dated sets of outlines that a register starts with, as ``releases.toml`` lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import shapely

from geo.borough import Borough, read_toml
from geo.boundaries import Boundary, as_multipolygon, check_boundaries
from geo.boundary_files import Choices, read_boundaries
from geo.errors import BoroughFileError
from geo.facts import read_facts, summed, without_name

TILING_KINDS = ("ward",)


@dataclass(frozen=True, slots=True)
class Release:
    """A dated set of outlines of one kind, with where it is from and what its licence asks."""

    kind: str
    valid_from: date
    boundaries: Sequence[Boundary]
    source: str
    licence: str
    attribution: str
    is_indicative: bool = False


def read_releases(path: Path, borough: Borough) -> list[Release]:
    """Read and check every release, in the file's order; raises a PlaceError with what to do."""
    read: dict[str, Release] = {}
    for entry in read_toml(path).get("release", []):
        release = _release(entry, path.parent, read, borough)
        check_boundaries(release.boundaries, must_tile=release.kind in TILING_KINDS)
        read[release.kind] = release
    return list(read.values())


def _release(
    entry: Mapping[str, Any], folder: Path, read: Mapping[str, Release], borough: Borough
) -> Release:
    try:
        if "dissolved_from" in entry:
            boundaries = _dissolved(read[entry["dissolved_from"]].boundaries, entry, borough)
        else:
            boundaries = _from_file(entry, folder)
        return Release(
            kind=entry["kind"],
            valid_from=entry["valid_from"],
            boundaries=boundaries,
            source=entry["source"],
            licence=entry["licence"],
            attribution=borough.attribution(entry["notices"]),
            is_indicative=entry.get("is_indicative", False),
        )
    except KeyError as missing:
        raise BoroughFileError(f"A release in releases.toml lacks {missing}: add it") from None


def _from_file(entry: Mapping[str, Any], folder: Path) -> list[Boundary]:
    choices = Choices(code_column=entry.get("code_column"), name_column=entry["name_column"])
    found = read_boundaries(folder / entry["file"], entry["kind"], choices)
    facts = read_facts(folder / entry["facts"]) if "facts" in entry else {}
    return [
        replace(b, facts={**b.facts, **without_name(facts.get(b.code or "", {}))})
        for b in found.boundaries
    ]


def _dissolved(
    parts: Sequence[Boundary], entry: Mapping[str, Any], borough: Borough
) -> list[Boundary]:
    """Parts joined by the columns named, or all of them into the borough."""
    if "code_column" not in entry:
        return [joined(borough.name, borough.code, parts)]
    groups: dict[tuple[str, str], list[Boundary]] = {}
    for part in parts:
        key = (part.facts[entry["code_column"]], part.facts[entry["name_column"]])
        groups.setdefault(key, []).append(part)
    return [joined(name, code, members) for (code, name), members in sorted(groups.items())]


def joined(name: str, code: str | None, parts: Sequence[Boundary]) -> Boundary:
    """One area of several, with the facts that can be added up."""
    shape = as_multipolygon(shapely.union_all([part.shape for part in parts]))
    return Boundary(name, shape, code, summed(parts))
