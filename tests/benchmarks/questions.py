"""The four questions: as an address, as SQL, and for tipg where it can answer them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from geo.boxes import BBox
from register.publishing.asset_questions import BY_ID, AssetQuestion, assets_statement
from register.publishing.place_questions import CONTAINING_READ
from tests.benchmarks.places import Database
from tests.benchmarks.sizes import BOX_FEATURES, LIST_LENGTH

# Half the side of the smallest box around a place that holds so many assets.
HALF_SIDE = """
SELECT greatest(abs(ST_X(location) - %(lon)s), abs(ST_Y(location) - %(lat)s)) AS half
FROM published.public_asset WHERE location IS NOT NULL
ORDER BY half LIMIT 1 OFFSET %(others)s
"""
MIDDLE = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_X(location)),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_Y(location))
FROM published.public_asset
"""
LARGEST_WARD = """
SELECT l.id, l.key FROM published.public_membership AS m
JOIN published.locality AS l ON l.id = m.locality_id AND l.kind = 'ward'
GROUP BY l.id ORDER BY count(*) DESC, l.id LIMIT 1
"""
ONE = "SELECT id FROM published.public_asset ORDER BY id LIMIT 1 OFFSET 100"


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


def _first(reader: psycopg.Connection[Any], statement: str, values: Any = None) -> Any:
    row = reader.execute(statement, values).fetchone()
    assert row is not None
    return row


def _box(reader: psycopg.Connection[Any]) -> Question:
    lon, lat = _first(reader, MIDDLE)
    known = _first(reader, "SELECT count(*) FROM published.public_asset WHERE location IS NOT NULL")
    others = min(BOX_FEATURES, known[0]) - 1
    (half,) = _first(reader, HALF_SIDE, {"lon": lon, "lat": lat, "others": others})
    half += 1e-7
    box = BBox(*(round(side, 7) for side in (lon - half, lat - half, lon + half, lat + half)))
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
    number, key = _first(reader, LARGEST_WARD)
    question = AssetQuestion(locality_id=number, limit=LIST_LENGTH)
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
    lon, lat = (round(side, 6) for side in _first(reader, MIDDLE))
    return Question(
        "which ward at a point",
        f"/api/v1/localities/containing?lon={lon}&lat={lat}",
        CONTAINING_READ,
        {"lon": lon, "lat": lat, "on": None},
    )
