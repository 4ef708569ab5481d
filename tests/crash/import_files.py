"""A spreadsheet of generated rows, good ones and a few that must be set aside."""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

from tests.crash.places import Place

HEADINGS = (
    "Reference", "Name", "Kind", "Summary", "Longitude", "Latitude", "Postcode", "Serves",
    "Email", "Contact audience", "Lawful basis", "Contact from",
)  # fmt: skip
KINDS = ("hall", "residents' association", "park", "charity", "community garden")
BAD_EVERY = 1000


def write_import_file(path: Path, rows: int, places: Sequence[Place], seed: int) -> int:
    """Write so many good rows with bad ones among them; answers how many are bad."""
    chance, bad = random.Random(seed), 0
    with path.open("w", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(HEADINGS)
        for number in range(rows):
            if number % BAD_EVERY == 0:
                bad += 1
                writer.writerow(_bad_row(number))
            writer.writerow(_row(number, chance, places))
    return bad


def _row(number: int, chance: random.Random, places: Sequence[Place]) -> list[object]:
    lon, lat = chance.choice(places)
    kind = chance.choice(KINDS)
    return [
        f"R{number}", f"Generated {kind} {number}", kind, "Generated for an experiment.",
        round(lon + chance.uniform(-1e-5, 1e-5), 6), round(lat + chance.uniform(-1e-5, 1e-5), 6),
        "", "", f"entry{number}@example.org", chance.choice(("public", "stewards")),
        "public task", "group",
    ]  # fmt: skip


def _bad_row(number: int) -> list[object]:
    """A kind that is none: set aside with its line, and kept nowhere else."""
    return [f"B{number}", f"Bad row {number}", "no such kind", *[""] * 9]
