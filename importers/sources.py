"""Every source that the register can import, by name."""

from geo.errors import AssetsError
from importers import gla_community_centres, osm_places_of_worship, spreadsheet
from importers.rows import Importer

IMPORTERS: dict[str, Importer] = {
    module.IMPORTER.source.slug: module.IMPORTER
    for module in (spreadsheet, gla_community_centres, osm_places_of_worship)
}


class UnknownSource(AssetsError):
    """No importer has that name."""


def importer_by_name(name: str) -> Importer:
    """The importer called so, hyphens or underscores alike; raises UnknownSource."""
    found = IMPORTERS.get(name.strip().lower().replace("-", "_"))
    if found is None:
        known = ", ".join(IMPORTERS)
        raise UnknownSource(f"There is no source called “{name[:60]}”. The sources are: {known}.")
    return found
