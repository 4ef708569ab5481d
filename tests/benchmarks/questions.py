"""The four questions: as an address, as SQL, and for tipg where it can answer them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy
import psycopg
from numpy.typing import NDArray

from geo.boxes import BBox
from register.publishing.asset_questions import BY_ID, AssetQuestion, assets_statement
from register.publishing.place_questions import CONTAINING_TEXT
from tests.benchmarks.places import Database
from tests.benchmarks.sizes import BOX_FEATURES, LIST_LENGTH

PLACES = """
SELECT ST_X(location), ST_Y(location) FROM published.public_asset WHERE location IS NOT NULL
"""
LARGEST_WARD = """
SELECT l.key FROM published.public_membership AS m
JOIN published.locality AS l ON l.id = m.locality_id AND l.kind = 'ward'
GROUP BY l.id ORDER BY count(*) DESC, l.id LIMIT 1
"""
ONE = "SELECT id FROM published.public_asset ORDER BY id LIMIT 1 OFFSET 100"


STEPS = (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7)
Places = NDArray[numpy.float64]


@dataclass(frozen=True)
class Question:
    """One thing to ask. ``statement`` is the very SQL that our route sends."""

    name: str
    path: str
    statement: str
    values: Mapping[str, Any]
    tipg_path: str | None = None


def all_questions(database: Database) -> list[Question]:
    """The four, about what is in the database now."""
    with psycopg.connect(database.url("assets_reader")) as reader:
        return [_box(reader), _ward(reader), _asset(reader), _point(reader)]


def box_holding(places: Places, wanted: int) -> BBox:
    """The square that holds as nearly as can be so many places, and not more.

    Groups shown by ward lie hundreds at one point, so that not every square will do.
    """
    lons, lats = places[:, 0], places[:, 1]
    best: tuple[int, BBox] | None = None
    for lon in numpy.quantile(lons, STEPS):
        for lat in numpy.quantile(lats, STEPS):
            away = numpy.sort(numpy.maximum(abs(lons - lon), abs(lats - lat)))
            at = min(wanted, len(away)) - 1
            half = round(float(away[at]) + 2e-7, 6)
            held = int(numpy.searchsorted(away, half))
            if held <= wanted and (best is None or held > best[0]):
                sides = (lon - half, lat - half, lon + half, lat + half)
                best = held, BBox(*(round(float(side), 6) for side in sides))
    if best is None:
        raise ValueError(f"no square holds at most {wanted} assets")
    return best[1]


def _first(reader: psycopg.Connection[Any], statement: str, values: Any = None) -> Any:
    row = reader.execute(statement, values).fetchone()
    assert row is not None
    return row


def _box(reader: psycopg.Connection[Any]) -> Question:
    box = box_holding(numpy.array(reader.execute(PLACES).fetchall()), BOX_FEATURES)
    statement, values = assets_statement(AssetQuestion(bbox=box, limit=BOX_FEATURES))
    asked = ",".join(str(side) for side in box)
    return Question(
        "a box of 1,000",
        f"/api/v1/assets?bbox={asked}&limit={BOX_FEATURES}",
        statement,
        values,
        f"/collections/published.tipg_asset/items?bbox={asked}&limit={BOX_FEATURES}&f=geojson",
    )


def _ward(reader: psycopg.Connection[Any]) -> Question:
    (key,) = _first(reader, LARGEST_WARD)
    question = AssetQuestion(locality=key, limit=LIST_LENGTH)
    return Question(
        "a ward list of 100",
        f"/api/v1/assets?locality={key}&limit={LIST_LENGTH}",
        *assets_statement(question),
        f"/collections/published.tipg_listed/items?locality={key}&limit={LIST_LENGTH}&f=geojson",
    )


def _asset(reader: psycopg.Connection[Any]) -> Question:
    found: UUID = _first(reader, ONE)[0]
    path = f"/collections/published.tipg_asset/items/{found}?f=geojson"
    return Question("one asset", f"/api/v1/assets/{found}", BY_ID, {"id": found}, path)


def _point(reader: psycopg.Connection[Any]) -> Question:
    lon, lat = numpy.median(reader.execute(PLACES).fetchall(), axis=0).round(6).tolist()
    return Question(
        "which ward at a point",
        f"/api/v1/localities/containing?lon={lon}&lat={lat}",
        CONTAINING_TEXT,
        {"lon": lon, "lat": lat, "on": None},
    )
