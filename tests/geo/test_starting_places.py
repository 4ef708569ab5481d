"""The places that the register starts with, as they stand in data/."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import shapely

from geo.borough import read_borough
from geo.boundaries import check_boundaries
from geo.errors import BoroughFileError
from geo.facts import read_facts
from geo.postcode_files import open_postcode_file
from geo.releases import read_releases
from geo.tiling import hectares

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def borough():
    return read_borough(DATA / "borough.toml")


@pytest.fixture(scope="module")
def releases(borough):
    read = read_releases(DATA / "wards" / "releases.toml", borough)
    return {release.kind: release for release in read}


def test_there_is_a_release_of_each_kind(releases):
    sizes = {kind: len(release.boundaries) for kind, release in releases.items()}
    assert sizes == {"ward": 24, "town_centre": 15, "constituency": 4, "borough": 1}
    assert releases["ward"].valid_from == date(2022, 5, 5)


def test_only_town_centres_are_indicative(releases):
    assert {kind for kind, release in releases.items() if release.is_indicative} == {"town_centre"}


def test_every_release_says_what_its_licence_asks(releases):
    for release in releases.values():
        assert release.licence == "OGL-UK-3.0"
        assert "Contains OS data © Crown copyright" in release.attribution


def test_wards_and_constituencies_lie_side_by_side(releases):
    for kind in ("ward", "constituency"):
        check_boundaries(releases[kind].boundaries, must_tile=True, tolerance_m2=1)


def test_wards_have_their_codes_slugs_and_facts(releases):
    wards = {ward.code: ward for ward in releases["ward"].boundaries}
    assert sorted(wards) == [f"E05013{n}" for n in range(628, 652)]
    assert wards["E05013646"].slug == "totteridge-and-woodside"
    facts = read_facts(DATA / "wards" / "ward_facts.csv")
    assert {code: ward.name for code, ward in wards.items()} == {
        code: row["name"] for code, row in facts.items()
    }
    for ward in wards.values():
        assert hectares(ward.shape) == pytest.approx(ward.facts["hectares"], abs=0.5)


def test_constituencies_and_the_borough_are_the_wards_joined(releases):
    sizes = Counter(ward.facts["constituency_name"] for ward in releases["ward"].boundaries)
    assert sizes == {
        "Chipping Barnet": 8,
        "Finchley and Golders Green": 8,
        "Hendon": 7,
        "Hornsey and Friern Barnet": 1,
    }
    whole = releases["borough"].boundaries[0]
    assert (whole.code, whole.facts["residents"]) == ("E09000003", 389_366)
    assert len(whole.shape.geoms) == 1
    parts = sum(hectares(b.shape) for b in releases["constituency"].boundaries)
    assert parts == pytest.approx(hectares(whole.shape), abs=0.1)


def test_town_centres_lie_in_the_borough_and_apart(releases):
    a_metre = 1e-5
    whole = releases["borough"].boundaries[0].shape.buffer(a_metre)
    shapes = [centre.shape for centre in releases["town_centre"].boundaries]
    assert all(whole.covers(shape) for shape in shapes)
    assert shapely.union_all(shapes).area == pytest.approx(sum(shape.area for shape in shapes))


def test_postcodes_fall_in_the_ward_that_their_row_names(releases):
    rows = list(open_postcode_file(DATA / "postcodes" / "postcodes.csv").rows())
    assert len(rows) == 8_919
    wards = releases["ward"].boundaries
    points = shapely.points([(row.lon, row.lat) for row in rows])
    at, found = shapely.STRtree([w.shape for w in wards]).query(points, predicate="covered_by")
    pairs = zip(at.tolist(), found.tolist(), strict=True)
    agreeing = {i for i, ward in pairs if rows[i].ward_code == wards[ward].code}
    assert len(agreeing) >= 8_905


def test_what_is_missing_in_the_files_is_named(tmp_path, borough):
    path = tmp_path / "releases.toml"
    path.write_text('[[release]]\nkind = "ward"\nfile = "wards.geojson"\n')
    with pytest.raises(BoroughFileError, match="lacks 'name_column'"):
        read_releases(path, borough)
    with pytest.raises(BoroughFileError, match="cannot be read"):
        read_releases(tmp_path / "nothing.toml", borough)
    path.write_text('name = "X"\n')
    with pytest.raises(BoroughFileError, match="lacks 'code'"):
        read_borough(path)
    with pytest.raises(BoroughFileError, match="'moon' among its"):
        borough.attribution(["os", "moon"])
