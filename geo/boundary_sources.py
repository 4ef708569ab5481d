"""Opening a boundary file with GDAL: shapes and columns as they stand in it."""

from __future__ import annotations

import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyogrio.raw import read
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.errors import BoundaryFileError
from geo.osgb import OSGB, WGS84, wgs84_from_osgb

Shapes = npt.NDArray[np.object_]

_READABLE = (".geojson", ".json", ".gpkg", ".shp")


@dataclass(frozen=True, slots=True)
class Table:
    """The areas of one layer: shapes in WGS 84 and one array a column."""

    epsg: int
    shapes: Shapes
    columns: dict[str, npt.NDArray[Any]]


def read_table(path: Path, layer: str | None) -> Table:
    """Read a layer; raises BoundaryFileError with what to do."""
    source = _source(path)
    try:
        chosen = layer or _only_layer(source, path.name)
        with warnings.catch_warnings():
            # A list inside a property is skipped with a warning: nothing that we read.
            warnings.simplefilter("ignore")
            meta, _, wkb, values = read(source, layer=chosen, force_2d=True)
    except (DataSourceError, DataLayerError, UnicodeDecodeError) as reason:
        raise BoundaryFileError(
            f"{path.name} cannot be read ({reason}): give GeoJSON, GeoPackage or a Shapefile"
        ) from None
    if wkb is None:
        raise BoundaryFileError(f"{path.name} has no shapes, only a table")
    epsg = _epsg(meta["crs"], path.name)
    shapes = _wgs84(shapely.from_wkb(wkb, on_invalid="ignore"), epsg)
    return Table(epsg, shapes, dict(zip(meta["fields"].tolist(), values, strict=True)))


def _source(path: Path) -> str | bytes:
    if not path.exists():
        raise BoundaryFileError(f"There is no file {path}: check the path")
    if zipfile.is_zipfile(path):
        return f"/vsizip/{path.resolve()}/{_member(path)}"
    if path.suffix.lower() in (".geojson", ".json"):
        return _utf8(path.read_bytes())
    return str(path)


def _member(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    found = [n for n in names if n.lower().endswith(_READABLE) and "__MACOSX" not in n]
    if len(found) != 1:
        listed = ", ".join(found) or "none"
        raise BoundaryFileError(
            f"{path.name} must hold one boundary file, and holds {listed}: unpack it and choose"
        )
    return found[0]


def _utf8(content: bytes) -> bytes:
    """GeoJSON should be UTF-8; some councils' and some of ONS's is Latin-1."""
    try:
        return content.decode("utf-8-sig").encode()
    except UnicodeDecodeError:
        return content.decode("latin-1").encode()


def _only_layer(source: str | bytes, name: str) -> int:
    layers = pyogrio.list_layers(source)
    areas = [at for at, (_, shape) in enumerate(layers) if shape is not None]
    if not areas:
        raise BoundaryFileError(f"{name} has no shapes: give GeoJSON, GeoPackage or a Shapefile")
    if len(areas) > 1:
        listed = ", ".join(str(layers[at][0]) for at in areas)
        raise BoundaryFileError(f"{name} has several layers: choose by --layer ({listed})")
    return areas[0]


def _epsg(crs: str | None, name: str) -> int:
    if not crs:
        raise BoundaryFileError(
            f"{name} does not say its coordinate system (a Shapefile needs its .prj beside it)"
        )
    try:
        known = CRS.from_user_input(crs)
    except CRSError:
        raise BoundaryFileError(f"{name} has a coordinate system that is not known") from None
    epsg = WGS84 if known.to_authority() == ("OGC", "CRS84") else known.to_epsg(min_confidence=20)
    if epsg not in (WGS84, OSGB):
        raise BoundaryFileError(
            f"{name} is in {known.name}: save it as WGS 84 (EPSG:4326) or British National Grid "
            "(EPSG:27700)"
        )
    return int(epsg)


def _wgs84(shapes: Shapes, epsg: int) -> Shapes:
    if epsg == WGS84:
        return shapes

    def moved(at: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(wgs84_from_osgb(at[:, 0], at[:, 1])).round(7)

    return np.asarray(shapely.transform(shapes, moved))
