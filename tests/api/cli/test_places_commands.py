"""`assets localities` and `assets postcodes` as typed, on a database that forgets afterwards."""

import json

import pytest
import shapely
from sqlalchemy import text

from register.places.questions import known_releases
from register.settings import ROOT

WARDS = ROOT / "data" / "wards" / "wards.geojson"
POSTCODES = ROOT / "data" / "postcodes" / "postcodes.csv"


def load(assets, file, *options, kind="ward", release="2025-05-01"):
    return assets("localities", "load", file, "--kind", kind, "--release", release, *options)


def test_a_release_is_loaded_and_listed(assets, session, tmp_path):
    done = load(assets, WARDS, "--moved", tmp_path / "moved.csv")
    assert done.exit_code == 0
    assert "24 areas in EPSG:4326, name from name, code from code" in done.output
    assert "Loaded 24 areas of kind ward from 2025-05-01, in force now." in done.output
    assert "moved: 0" in done.output
    assert b"was in,is in" in (tmp_path / "moved.csv").read_bytes()
    assert "2025-05-01" in assets("localities", "list").output
    [ours] = [r for r in known_releases(session) if r.source == "wards.geojson"]
    assert (ours.areas, ours.is_current, ours.is_indicative) == (24, True, False)


def test_what_is_said_of_a_release_is_kept(assets, session):
    options = ("--source", "Planning team", "--notice", "os", "--indicative")
    assert load(assets, WARDS, *options, kind="neighbourhood").exit_code == 0
    kept = "SELECT attribution, is_indicative FROM published.boundary_release WHERE source = :said"
    row = session.execute(text(kept), {"said": "Planning team"}).one()
    assert "Contains OS data" in row.attribution
    assert row.is_indicative is True


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--kind", "wrad", "--release", "2025-05-01"), 2, "The kind is one of ward"),
        (("--kind", "ward", "--release", "soon"), 2, "soon"),
        (("--kind", "ward", "--release", "2025-05-01", "--notice", "moon"), 1, "'moon'"),
        (("--kind", "ward", "--release", "2025-05-01", "--name-column", "x"), 1, "no column 'x'"),
    ],
)
def test_a_mistake_is_a_sentence(assets, words, code, said):
    done = assets("localities", "load", WARDS, *words)
    assert done.exit_code == code
    assert said in done.output
    assert "Traceback" not in done.output


def test_wards_with_a_hole_change_nothing(assets, session, tmp_path):
    wards = json.loads(WARDS.read_text())
    inner = next(f for f in wards["features"] if f["properties"]["name"] == "Woodhouse")
    shape = shapely.geometry.shape(inner["geometry"])
    inner["geometry"] = shapely.geometry.mapping(shape.buffer(-0.002))
    path = tmp_path / "wards.geojson"
    path.write_text(json.dumps(wards))
    done = load(assets, path)
    assert done.exit_code == 1
    assert "there is a gap of" in done.output
    assert "Woodhouse" in done.output
    assert len([r for r in known_releases(session) if r.kind == "ward"]) == 1


def test_postcodes_are_loaded_with_a_plain_line(assets):
    done = assets("postcodes", "load", POSTCODES)
    assert done.exit_code == 0
    assert "new: 0 changed: 0 unchanged: 8919 dropped: 0" in done.output


def test_a_postcode_file_that_is_none_changes_nothing(assets, session):
    done = assets("postcodes", "load", WARDS)
    assert done.exit_code == 1
    assert "not a postcode file that we know" in done.output
    assert session.scalar(text("SELECT count(*) FROM published.postcode")) == 8_919
