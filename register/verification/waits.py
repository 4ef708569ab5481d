"""Reads data/review.toml: how long each step of a review waits, in days."""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from register.kinds.reading import read_toml
from register.settings import ROOT
from register.verification.errors import ReviewFileError

REVIEW_FILE = ROOT / "data" / "review.toml"


@dataclass(frozen=True)
class Waits:
    """The waits of data/review.toml, where each is explained."""

    reminder_days: int
    again_days: int
    apart_days: int
    unchecked_days: int
    below_days: int
    steward_days: int
    link_days: int
    most_in_a_mail: int


def read_waits(path: Path) -> Waits:
    """The waits of a data file; raises ReviewFileError where they contradict each other."""
    content: dict[str, Any] = read_toml(path)
    names = {field.name for field in fields(Waits)}
    if set(content) != names:
        wrong = ", ".join(sorted(set(content) ^ names))
        raise ReviewFileError(f"{path}: each of the known waits once, nothing else: see {wrong}")
    if not all(type(value) is int and value > 0 for value in content.values()):
        raise ReviewFileError(f"{path}: write each wait as a whole number of 1 or more")
    waits = Waits(**content)
    if not waits.reminder_days < waits.unchecked_days <= waits.below_days <= waits.steward_days:
        raise ReviewFileError(
            f"{path}: reminder, unchecked, below and steward must come in this order"
        )
    if waits.again_days < waits.reminder_days or waits.apart_days > waits.reminder_days:
        raise ReviewFileError(f"{path}: apart_days, reminder_days and again_days must grow")
    return waits


@cache
def waits() -> Waits:
    """The waits of this register."""
    return read_waits(REVIEW_FILE)
