"""A file that somebody gives us: a country's, with columns nobody should publish."""

import json
from datetime import date

import pytest
import shapely
from sqlalchemy import text

from geo.borough import read_borough
from geo.boundary_files import Choices
from geo.errors import InvalidBoundaries
from register.places.release_files import Origin, release_from_file
from register.places.releases import load_release
from register.settings import ROOT

BOROUGH = read_borough(ROOT / "data" / "borough.toml")
ORIGIN = Origin(date(2022, 5, 5), "ONS", "OGL-UK-3.0", "Contains OS data.")
FIGURES = """
SELECT sum(b.residents) FROM published.boundary AS b
JOIN published.boundary_release AS r ON r.id = b.release_id
WHERE r.kind = 'ward' AND r.is_current
"""


def written(path, boundaries, **columns):
    features = [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(b.shape),
            "properties": {"WD24CD": b.code, "WD24NM": b.name, "editor": "A. Person", **columns},
        }
        for b in boundaries
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def read(session, path, kind="ward", origin=ORIGIN, choices=None):
    return release_from_file(session, path, kind, origin, BOROUGH, choices)


@pytest.fixture
def country(tmp_path, starting_releases):
    """The wards and one far away, in ONS's columns without a district."""
    wards = list(starting_releases["ward"].boundaries)
    shape = shapely.transform(wards[0].shape, lambda at: at + 1)
    far = type(wards[0])("Far", shape, "E05000001")
    return written(tmp_path / "country.geojson", [*wards, far])


def test_areas_elsewhere_are_left_out_and_counted(session, country):
    found = read(session, country)
    assert (len(found.release.boundaries), found.left_out) == (24, 1)
    assert "1 of them are elsewhere" in found.described()


def test_the_boroughs_own_rows_are_kept_where_the_file_says(session, tmp_path, starting_releases):
    wards = starting_releases["ward"].boundaries
    ours = written(tmp_path / "ours.geojson", wards, LAD24CD="E09000003")
    assert len(read(session, ours).release.boundaries) == 24


def test_columns_that_nobody_chose_are_not_published(session, country):
    assert {tuple(b.facts) for b in read(session, country).release.boundaries} == {()}


def test_better_outlines_of_the_same_day_keep_their_figures(session, country):
    load_release(session, read(session, country).release)
    assert session.scalar(text(FIGURES)) == 389_366


def test_a_facts_file_gives_a_new_release_its_figures(session, country, tmp_path):
    facts = tmp_path / "facts.csv"
    facts.write_text("code,name,residents\nE05013636,East Finchley,17000\n")
    origin = Origin(date(2025, 5, 1), "ONS", "OGL-UK-3.0", "Contains OS data.", facts=facts)
    load_release(session, read(session, country, origin=origin).release)
    assert session.scalar(text(FIGURES)) == 17_000


def test_a_neighbourhood_needs_no_codes(session, tmp_path, starting_releases):
    centre = starting_releases["town_centre"].boundaries[0]
    path = written(tmp_path / "n.geojson", [centre])
    found = read(session, path, "neighbourhood", choices=Choices(name_column="WD24NM"))
    assert load_release(session, found.release).areas == 1
    keys = session.scalars(text("SELECT key FROM published.locality WHERE kind = 'neighbourhood'"))
    assert list(keys) == [f"neighbourhood:{centre.slug}"]


def test_constituencies_are_cut_at_the_borough(session, tmp_path, starting_releases):
    one = starting_releases["constituency"].boundaries[0]
    wide = type(one)(one.name, one.shape.buffer(0.05), one.code)
    path = tmp_path / "c.geojson"
    path.write_text(written(path, [wide]).read_text().replace("WD24", "PCON24"))
    [found] = read(session, path, "constituency").release.boundaries
    whole = starting_releases["borough"].boundaries[0].shape
    assert whole.buffer(1e-9).covers(found.shape)
    assert found.code == one.code


def test_a_file_of_somewhere_else_is_refused(session, tmp_path, starting_releases):
    one = starting_releases["ward"].boundaries[0]
    far = type(one)("Far", shapely.transform(one.shape, lambda at: at + 1))
    path = written(tmp_path / "far.geojson", [far])
    with pytest.raises(InvalidBoundaries, match="has no ward in Barnet"):
        read(session, path)


def test_wards_that_overlap_are_refused(session, tmp_path, starting_releases):
    wards = list(starting_releases["ward"].boundaries)
    wider = type(wards[0])(wards[0].name, wards[0].shape.buffer(0.001), wards[0].code)
    with pytest.raises(InvalidBoundaries, match=f"{wards[0].name} and .* overlap by"):
        read(session, written(tmp_path / "w.geojson", [wider, *wards[1:]]))
