"""An invented list of assets in the template's form, the same at every run."""

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy
import shapely

from importers.template import template_headers
from register.kinds.definition import Kind, kinds
from register.settings import ROOT

WARDS = ROOT / "data" / "wards" / "wards.geojson"
POSTCODES = ROOT / "data" / "postcodes" / "postcodes.csv"
_FIRST = ("Larkspur", "Bramble", "Quarry", "St Aldwyn's", "Two Oaks", "Fernleigh", "Ōtemae", "Mill")
_SECOND = ("Street", "Green", "& District", "Park", "“Old Forge”", "Corner", "Meadow", "Rise")
_DOES = (
    "An invented place where neighbours meet for talk, tea and small repairs.",
    "Walks, songs and games for everybody who likes company; newcomers are welcome.",
    "Keeps the paths clean, plants bulbs in autumn and shares what it grows with the street.",
    "",
)
_SERVES = ("ward", "town_centre")


def write_invented(path: Path, rows: int, seed: int = 7) -> None:
    """Write a CSV of that many rows, all inside the borough and none of them real."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, template_headers(), restval="")
        table.writeheader()
        table.writerows(_rows(rows, Random(seed)))


def _rows(count: int, chance: Random) -> Iterator[dict[str, object]]:
    usable = [kind for kind in kinds() if not kind.is_personal and not kind.has_required_details]
    with POSTCODES.open(encoding="utf-8", newline="") as file:
        postcodes = [row["postcode"] for row in csv.DictReader(file)]
    for number, (lon, lat) in enumerate(_points(count), start=1):
        row = _described(number, chance.choice(usable), chance)
        if chance.random() < 0.1:
            row["Postcode"] = chance.choice(postcodes)
        else:
            row |= {"Longitude": f"{lon:.6f}", "Latitude": f"{lat:.6f}"}
        yield row


def _described(number: int, kind: Kind, chance: Random) -> dict[str, object]:
    row: dict[str, object] = {
        "Reference": f"B-{number:06}",
        "Name": f"{chance.choice(_FIRST)} {chance.choice(_SECOND)} {kind.singular} {number}",
        "Kind": kind.singular,
        "Summary": chance.choice(_DOES),
        "Address": f"{chance.randint(1, 240)} Example Road",
    }
    if chance.random() < 0.5:
        row |= {"Email": f"hello-{number}@example.org", "Contact audience": "public"}
    if chance.random() < 0.2:
        row |= {"Phone": "020 7946 0000", "Contact from": "group"}
    if chance.random() < 0.1:
        row |= {"For whom note": "Anybody who lives nearby", "Age from": "16"}
    return row


def _points(count: int) -> Iterator[tuple[float, float]]:
    # A metre inside: a point on the very edge may lie on either side.
    borough = shapely.unary_union(shapely.from_geojson(WARDS.read_text())).buffer(-1e-5)
    shapely.prepare(borough)
    west, south, east, north = borough.bounds
    chance = numpy.random.default_rng(7)
    found = 0
    while found < count:
        lons, lats = chance.uniform(west, east, 10_000), chance.uniform(south, north, 10_000)
        is_inside = shapely.contains_xy(borough, lons, lats)
        for lon, lat in zip(lons[is_inside], lats[is_inside], strict=True):
            if found < count:
                yield float(lon), float(lat)
            found += 1
