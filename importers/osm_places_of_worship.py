"""Places of worship in London from OpenStreetMap, 2021, as an export from R writes them."""

import re

from geo.points import LonLat, parse_point
from importers.readers.tables import Row
from importers.rows import Importer, RowRejected, Sourced, always, generated_ref
from register.assets.values import AssetDraft
from register.runs.sources import Source

SOURCE = Source(
    slug="osm_places_of_worship",
    name="OpenStreetMap: places of worship",
    url="https://www.openstreetmap.org/copyright",
    licence="ODbL-1.0",
    attribution="© OpenStreetMap contributors, under the Open Database Licence.",
)

# The source mixes religions with two denominations of one of them.
RELIGIONS = {
    "bahai": ("Bahá'í", ""),
    "buddhist": ("Buddhist", ""),
    "catholic": ("Christian", "Catholic"),
    "christian": ("Christian", ""),
    "hindu": ("Hindu", ""),
    "jain": ("Jain", ""),
    "jewish": ("Jewish", ""),
    "multifaith": ("multi-faith", ""),
    "muslim": ("Muslim", ""),
    "protestant": ("Christian", "Protestant"),
    "sikh": ("Sikh", ""),
    "zoroastrian": ("Zoroastrian", ""),
}

# The comma inside is not quoted, so it splits the cell; the reader puts the last column together.
_POINT = re.compile(r"c\((.+?),(.+?)\)")


def to_asset(row: Row) -> Sourced:
    """Take out each column; the first is the row's number in one export, not an id."""
    row.pop("column 1")
    name = " ".join(row.pop("name").split())
    at = point(row.pop("geometry"))
    draft = AssetDraft(
        name=name,
        kind="place-of-worship",
        lon=at.lon,
        lat=at.lat,
        details=faith(row.pop("religion")),
    )
    # To 5 decimals, a metre: another export may write the same point with other digits.
    return Sourced(generated_ref(name, f"{at.lon:.5f},{at.lat:.5f}"), draft)


def point(text: str) -> LonLat:
    """The place in ``c(lon, lat)``, R's way to write a vector.

    >>> point("c(-0.25, 51.5)")
    LonLat(lon=-0.25, lat=51.5)
    """
    found = _POINT.fullmatch(text.strip())
    if found is None:
        raise RowRejected(f"“{text[:40]}” is not a point: it should be like c(-0.12, 51.50).")
    return parse_point(found[1], found[2])


def faith(text: str) -> dict[str, str]:
    """Religion and denomination as details; a word that we do not know is kept as the latter."""
    word = text.strip().lower()
    if not word:
        return {}
    religion, denomination = RELIGIONS.get(word, ("other", text.strip()))
    details = {"religion": religion, "denomination": denomination}
    return {name: value for name, value in details.items() if value}


IMPORTER = Importer(
    source=SOURCE,
    to_asset_for=always(to_asset),
    fewest_rows=500,
    kept_with_rejects=always(("name", "religion", "geometry")),
    extra_cells="join",
)
