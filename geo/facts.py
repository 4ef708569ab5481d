"""Figures about localities, from a CSV beside their outlines, and what they add up to."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geo.boundaries import Boundary
from geo.errors import BoroughFileError

Facts = Mapping[str, Any]

_NUMBERS = {"hectares": float, "residents": int, "deprivation_score": float}


def read_facts(path: Path) -> dict[str, Facts]:
    """The rows of a facts file by code, figures as numbers; raises BoroughFileError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {row.pop("code"): _typed(row) for row in csv.DictReader(file)}
    except (OSError, KeyError, ValueError) as reason:
        raise BoroughFileError(f"{path} cannot be read: {reason}") from None


def _typed(row: dict[str, str]) -> Facts:
    return {
        key: _NUMBERS[key](text) if key in _NUMBERS else text for key, text in row.items() if text
    }


def without_name(facts: Facts) -> dict[str, Any]:
    """The facts but the name, which stands with the outline already."""
    return {key: value for key, value in facts.items() if key != "name"}


def summed(parts: Sequence[Boundary]) -> dict[str, Any]:
    """Facts of areas joined: residents added, deprivation weighted by residents.

    A figure that one part lacks is left out: half a sum would read as the whole.
    """
    residents = [b.facts.get("residents") for b in parts]
    scores = [b.facts.get("deprivation_score") for b in parts]
    if None in residents or not sum(r or 0 for r in residents):
        return {}
    total = sum(r or 0 for r in residents)
    if None in scores:
        return {"residents": total}
    weighted = sum((r or 0) * (s or 0) for r, s in zip(residents, scores, strict=True))
    return {"residents": total, "deprivation_score": round(weighted / total, 2)}
