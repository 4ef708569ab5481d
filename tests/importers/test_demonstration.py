"""The demonstration set: invented, valid, in every ward and of every kind."""

import json
import re
from collections import Counter
from functools import cache
from typing import get_args

import pytest
from shapely.geometry import Point, shape
from sqlalchemy import text

from importers.column_matching import listed_groups, matched_columns, served_localities
from importers.demonstration import DEMONSTRATION, invented_offers, load_demonstration
from importers.readers.opening import open_table
from register.assets.values import RelationName
from register.kinds.definition import find_kind, kinds
from register.kinds.details import validated_details
from register.settings import ROOT

WARDS_WITHOUT = """
SELECT count(*) FROM published.locality AS l WHERE l.kind = 'ward' AND NOT EXISTS (
    SELECT FROM published.public_membership AS m JOIN published.{0} AS o ON o.{1} = m.asset_id
    WHERE m.locality_id = l.id)
"""
DRAMA = re.compile(r"020 7946 0\d{3}")


@cache
def rows():
    with open_table(DEMONSTRATION) as table:
        columns = matched_columns(table.headers)
        found = [(columns.values(row), columns.detail_values(row)) for _, row in table]
    assert not table.set_aside
    assert not columns.unread
    return found


def offers():
    return [offer for said in invented_offers().values() for offer in said.values()]


def outlines(name):
    features = json.loads((ROOT / "data" / "wards" / name).read_text())["features"]
    return {f["properties"]["name"]: shape(f["geometry"]) for f in features}


@cache
def postcode_wards():
    with open_table(ROOT / "data" / "postcodes" / "postcodes.csv") as table:
        return {row["postcode"]: row["ward_code"] for _, row in table}


def test_about_150_with_unique_references_and_names():
    assert 140 <= len(rows()) <= 180
    for column in ("reference", "name"):
        assert len({values[column] for values, _ in rows()}) == len(rows())


def test_every_kind_is_there_and_every_detail_valid():
    seen = set()
    for values, given in rows():
        kind = find_kind(values["kind"])
        assert kind is not None
        seen.add(kind)
        assert len(validated_details(kind, given)) == len(given)
        listed_groups(values.get("for_whom", ""))
    assert seen == set(kinds())


def test_nobody_and_nothing_is_real():
    for values, _ in rows():
        assert values["name"].endswith("(invented)")
        assert values.get("contact_name", "A. N. Example") == "A. N. Example"
        assert values.get("email", "@example.org").endswith("@example.org")
        assert values.get("website", "https://example.org").startswith("https://example.org")
        assert DRAMA.fullmatch(values.get("phone", "020 7946 0000"))
        assert values.get("address", "(invented)").endswith("(invented)")


def test_points_lie_in_the_ward_of_their_postcode_and_every_ward_has_some():
    wards = outlines("wards.geojson")
    codes = {
        f["properties"]["name"]: f["properties"]["code"]
        for f in json.loads((ROOT / "data" / "wards" / "wards.geojson").read_text())["features"]
    }
    count = Counter()
    outside = []
    for values, _ in rows():
        if "longitude" not in values:
            if "postcode" in values:
                count[postcode_wards()[values["postcode"]]] += 1
            continue
        at = Point(float(values["longitude"]), float(values["latitude"]))
        inside = [name for name, outline in wards.items() if outline.covers(at)]
        if inside and "serves" not in values:
            assert wards[inside[0]].boundary.distance(at) > 0.0001, values["name"]
        outside += [] if inside else [values]
        for name in inside:
            count[codes[name]] += 1
            if "serves" not in values or "(town centre)" not in values["serves"]:
                assert values["postcode"] in postcode_wards()
    assert [values["serves"] for values in outside] == ["High Barnet; Underhill"]
    assert set(count) == set(codes.values())
    assert min(count.values()) >= 5


def test_served_places_exist_and_some_assets_only_serve():
    wards, centres = outlines("wards.geojson"), outlines("town_centres.geojson")
    for values, _ in rows():
        for kind, name in served_localities(values.get("serves", "")):
            assert name in (centres if kind == "town_centre" else wards)
    only = [
        v for v, _ in rows() if "serves" in v and not {"longitude", "easting", "postcode"} & set(v)
    ]
    assert len(only) >= 10


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("contact_audience", {"public", "partners", "stewards"}),
        ("lawful_basis", {"public_task", "consent"}),
        ("precision", {"exact", "street", "none", "never"}),
    ],
)
def test_privacy_comes_in_every_form(column, expected):
    assert {values[column] for values, _ in rows() if column in values} == expected


def test_it_shows_who_belongs_with_whom_what_is_on_and_what_is_lent(session):
    done = load_demonstration(session, "test")
    assert (done.run.rejected, [note for note in done.notes if note.startswith("line")]) == (0, [])
    assert session.scalar(text(WARDS_WITHOUT.format("public_relation", "from_id"))) == 0
    assert session.scalar(text(WARDS_WITHOUT.format("public_session", "asset_id"))) == 0
    kinds_shown = "SELECT DISTINCT relation FROM published.public_relation"
    assert set(session.scalars(text(kinds_shown))) == set(get_args(RelationName))
    assert (
        session.scalar(text("SELECT count(*) FROM published.public_offer")) == len(offers()) == 35
    )
    late = "SELECT count(*) FROM register.loan WHERE due_on < current_date"
    assert session.scalar(text(late)) == 1
    before = session.scalar(text("SELECT count(*) FROM register.loan"))
    again = load_demonstration(session, "test")
    assert again.run.line() == "new: 0 changed: 0 unchanged: 166 rejected: 0 outside: 0"
    assert session.scalar(text("SELECT count(*) FROM register.loan")) == before == 4


def test_needs_find_offers_near_them(session):
    load_demonstration(session, "test")
    pairs = """SELECT count(*) FROM published.public_offer AS n JOIN published.public_offer AS o
        ON o.kind = n.kind AND o.way = 'offer' AND o.asset_id <> n.asset_id
        JOIN published.public_membership AS m ON m.asset_id = n.asset_id
        JOIN published.public_membership AS p
            ON p.asset_id = o.asset_id AND p.locality_id = m.locality_id
        JOIN published.locality AS l ON l.id = m.locality_id AND l.kind = 'ward'
        WHERE n.way = 'need'"""
    assert session.scalar(text(pairs)) >= 8


def test_consent_says_when_and_how():
    for values, _ in rows():
        if values.get("lawful_basis") == "consent":
            assert values["consent_on"]
            assert values["consent_how"]
        assert "contact_name" not in values or values["lawful_basis"] == "consent"
