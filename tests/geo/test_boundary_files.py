"""Boundary files as they come, written here in each form."""

import json
import zipfile

import numpy as np
import pyogrio.raw
import pytest
import shapely

from geo.boundary_files import Choices, read_boundaries
from geo.errors import BoundaryFileError, InvalidBoundaries
from geo.osgb import osgb_from_wgs84

SHAPES = [shapely.box(-0.20, 51.5, -0.19, 51.51), shapely.box(-0.19, 51.5, -0.18, 51.51)]
METRES = shapely.transform(SHAPES, lambda at: np.column_stack(osgb_from_wgs84(*at.T)))
ONS = {
    "WD24CD": ["E05000001", "E05000002"],
    "WD24NM": ["Ashdown", "Beech & Elm"],
    "LAD24CD": ["E09000001", "E09000002"],
    "LAD24NM": ["One", "Two"],
}


def geojson(path, columns=ONS, shapes=SHAPES, crs=None, encoding="utf-8"):
    values = zip(*columns.values(), strict=True)
    rows = [dict(zip(columns, row, strict=True)) for row in values]
    features = [
        {"type": "Feature", "properties": row, "geometry": shapely.geometry.mapping(shape)}
        for row, shape in zip(rows, shapes, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    if crs:
        collection["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_bytes(json.dumps(collection, ensure_ascii=False).encode(encoding))
    return path


def written(path, layer=None, epsg=27700, shapes=METRES, columns=ONS):
    kind = shapes[0].geom_type
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(shapes, dtype=object)),
        [np.array(values, dtype=object) for values in columns.values()],
        list(columns),
        geometry_type=kind,
        crs=f"EPSG:{epsg}",
        layer=layer,
        append=path.exists(),
    )
    return path


def is_as_drawn(found):
    assert [(b.code, b.name) for b in found] == [
        ("E05000001", "Ashdown"),
        ("E05000002", "Beech & Elm"),
    ]
    for boundary, shape in zip(found, SHAPES, strict=True):
        assert shapely.hausdorff_distance(boundary.shape, shape) < 1e-6
    return True


def test_geojson_in_degrees(tmp_path):
    read = read_boundaries(geojson(tmp_path / "w.geojson"), "ward")
    assert is_as_drawn(read.boundaries)
    assert read.described() == "w.geojson: 2 areas in EPSG:4326, name from WD24NM, code from WD24CD"
    assert read.boundaries[0].facts == {"LAD24CD": "E09000001", "LAD24NM": "One"}


@pytest.mark.parametrize("crs", ["EPSG:27700", "urn:ogc:def:crs:EPSG::27700"])
def test_geojson_that_declares_the_national_grid(tmp_path, crs):
    read = read_boundaries(geojson(tmp_path / "w.json", shapes=METRES, crs=crs), "ward")
    assert read.epsg == 27700
    assert is_as_drawn(read.boundaries)


def test_geojson_that_declares_crs84(tmp_path):
    path = geojson(tmp_path / "w.json", crs="urn:ogc:def:crs:OGC:1.3:CRS84")
    assert is_as_drawn(read_boundaries(path, "ward").boundaries)


def test_a_geopackage(tmp_path):
    assert is_as_drawn(read_boundaries(written(tmp_path / "w.gpkg"), "ward").boundaries)


def test_a_geopackage_of_several_layers_needs_a_choice(tmp_path):
    written(tmp_path / "w.gpkg", layer="wards")
    path = written(tmp_path / "w.gpkg", layer="old")
    with pytest.raises(BoundaryFileError, match=r"choose by --layer \(wards, old\)"):
        read_boundaries(path, "ward")
    assert is_as_drawn(read_boundaries(path, "ward", Choices(layer="wards")).boundaries)
    with pytest.raises(BoundaryFileError, match="cannot be read"):
        read_boundaries(path, "ward", Choices(layer="none"))


def test_a_shapefile_and_the_same_zipped(tmp_path):
    path = written(tmp_path / "wards.shp")
    assert is_as_drawn(read_boundaries(path, "ward").boundaries)
    with zipfile.ZipFile(tmp_path / "wards.zip", "w") as archive:
        for part in tmp_path.glob("wards.*"):
            if part.suffix != ".zip":
                archive.write(part, f"folder/{part.name}")
    assert is_as_drawn(read_boundaries(tmp_path / "wards.zip", "ward").boundaries)


def test_a_shapefile_without_its_projection_is_refused(tmp_path):
    path = written(tmp_path / "wards.shp")
    path.with_suffix(".prj").unlink()
    with pytest.raises(BoundaryFileError, match=r"needs its \.prj"):
        read_boundaries(path, "ward")


def test_names_in_latin_1(tmp_path):
    columns = {"code": ["a", "b"], "name": ["Môn", "Elm"]}
    path = geojson(tmp_path / "w.geojson", columns, encoding="latin-1")
    assert read_boundaries(path, "ward").boundaries[0].name == "Môn"


def test_one_district_of_a_whole_country(tmp_path):
    choices = Choices(district_code="E09000002")
    read = read_boundaries(geojson(tmp_path / "w.geojson"), "ward", choices)
    assert [b.name for b in read.boundaries] == ["Beech & Elm"]
    with pytest.raises(BoundaryFileError, match="no areas of the district"):
        read_boundaries(geojson(tmp_path / "w.geojson"), "ward", Choices(district_code="E0"))


def test_columns_that_were_named(tmp_path):
    columns = {"ref": ["1", "2"], "title_en": ["Ash", "Elm"], "n": [1, None]}
    path = geojson(tmp_path / "w.geojson", columns)
    with pytest.raises(BoundaryFileError, match="--name-column .* ref, title_en, n"):
        read_boundaries(path, "neighbourhood")
    with pytest.raises(BoundaryFileError, match="no column 'nmae': the file has ref"):
        read_boundaries(path, "neighbourhood", Choices(name_column="nmae"))
    choices = Choices(code_column="REF", name_column="TITLE_EN")
    read = read_boundaries(path, "neighbourhood", choices)
    assert [(b.code, b.name) for b in read.boundaries] == [("1", "Ash"), ("2", "Elm")]
    json.dumps([b.facts for b in read.boundaries], allow_nan=False)


def test_the_district_columns_are_the_boroughs_own(tmp_path):
    read = read_boundaries(geojson(tmp_path / "w.geojson"), "borough")
    assert (read.columns.code, read.columns.name) == ("LAD24CD", "LAD24NM")
    assert [b.code for b in read.boundaries] == ["E09000001", "E09000002"]


def test_other_coordinate_systems_are_refused(tmp_path):
    path = written(tmp_path / "w.gpkg", epsg=3857)
    with pytest.raises(BoundaryFileError, match="Pseudo-Mercator: save it as WGS 84"):
        read_boundaries(path, "ward")


def test_points_are_refused_by_name(tmp_path):
    path = geojson(tmp_path / "w.geojson", shapes=[s.centroid for s in SHAPES])
    with pytest.raises(InvalidBoundaries, match="Ashdown: areas are needed, and this is a Point"):
        read_boundaries(path, "ward")


@pytest.mark.parametrize("content", [b"", b"{}", b"<html>", b"\0\0", b'{"type":"Feature'])
def test_what_is_no_boundary_file_is_refused(tmp_path, content):
    path = tmp_path / "w.geojson"
    path.write_bytes(content)
    with pytest.raises(BoundaryFileError):
        read_boundaries(path, "ward")


def test_what_is_not_there_is_refused(tmp_path):
    with pytest.raises(BoundaryFileError, match="no file"):
        read_boundaries(tmp_path / "w.geojson", "ward")
    with zipfile.ZipFile(tmp_path / "w.zip", "w") as archive:
        archive.writestr("readme.txt", "")
    with pytest.raises(BoundaryFileError, match="must hold one boundary file, and holds none"):
        read_boundaries(tmp_path / "w.zip", "ward")
