"""Community centres of London's Cultural Infrastructure Map, by the Greater London Authority."""

import re

from geo.osgb import uk_point_from_osgb
from geo.points import LonLat, parse_number, parse_point
from importers.readers.tables import Row
from importers.rows import Importer, RowRejected, Sourced, always, generated_ref
from register.assets.values import AssetDraft, ContactDraft
from register.kinds.fields import BadField, parse_web_address
from register.runs.sources import Source

SOURCE = Source(
    slug="gla_community_centres",
    name="Cultural Infrastructure Map: community centres",
    url="https://data.london.gov.uk/dataset/cultural-infrastructure-map",
    # The copies that go round carry no licence: whoever publishes from one asks the source.
    licence="not stated with the file",
    attribution="Contains data from the Greater London Authority (London Datastore).",
)

IGNORED = frozenset(
    {
        # People's names, not published by the groups themselves: never read.
        "contact_name",
        "additional_contact_name",
        # Wards and boroughs are derived from the point: these are of before 2022, or wrong.
        "borough_name",
        "borough_code",
        "ward_2018_name",
        "ward_2018_code",
        "ward",
        # The day of the export, not of a check.
        "runtime",
    }
)

# About 250 m each way.
MOST_LON, MOST_LAT = 0.0036, 0.00225

# "Queen'S Crescent": a small letter, an apostrophe and S at the end of a word is nothing else.
_POSSESSIVE = re.compile(r"(?<=[a-z])(['’])S\b")


def to_asset(row: Row) -> Sourced:
    """Take out each column we use; people's names and derived columns are left."""
    name = tidy(row.pop("name"))
    at = place(row)
    lines = [tidy(row.pop(column)) for column in ("address1", "address2", "address3")]
    draft = AssetDraft(
        name=name,
        kind="community-centre",
        address=", ".join(dict.fromkeys(line for line in lines if line)),
        lon=at.lon,
        lat=at.lat,
        contacts=website_contacts(row.pop("website")),
    )
    uprn = tidy(row.pop("os_addressbase_uprn"))
    return Sourced(uprn or generated_ref(name, f"{at.lon:.5f},{at.lat:.5f}"), draft)


def place(row: Row) -> LonLat:
    """The place by easting and northing: they are right, longitude and latitude are not.

    The source turned the grid reference into degrees without changing the datum, so all of them
    are 125 m off to the south-east (of 334 of its libraries, that are also in another list, the
    middle one lies 124 m from there by degrees and 11 m by grid). Both must still mean one place.
    """
    said = parse_point(tidy(row.pop("longitude")), tidy(row.pop("latitude")))
    easting, northing = tidy(row.pop("easting")), tidy(row.pop("northing"))
    if not easting and not northing:
        raise RowRejected("It has no easting and northing, and its longitude is 125 m off.")
    at = uk_point_from_osgb(parse_number(easting, "easting"), parse_number(northing, "northing"))
    if abs(at.lon - said.lon) > MOST_LON or abs(at.lat - said.lat) > MOST_LAT:
        raise RowRejected(
            f"Its easting and northing ({at.lon:.4f}, {at.lat:.4f}) and its longitude and latitude "
            f"({said.lon:.4f}, {said.lat:.4f}) are two places: one of them is wrong."
        )
    return at


def tidy(text: str) -> str:
    """The text with single spaces, "NA" as nothing, and Title Case's "'S" put right.

    >>> tidy("215 Queen'S  Crescent "), tidy("NA")
    ("215 Queen's Crescent", '')
    """
    words = " ".join(text.split())
    return "" if words == "NA" else _POSSESSIVE.sub(r"\1s", words)


def website_contacts(text: str) -> list[ContactDraft]:
    """The centre's own website as a public contact; remarks and telephone numbers are none."""
    try:
        website = parse_web_address(text)
    except BadField:
        return []
    return [ContactDraft(website=website, audience="public", origin="source")]


IMPORTER = Importer(
    source=SOURCE,
    to_asset_for=always(to_asset),
    fewest_rows=500,
    ignored=IGNORED,
    kept_with_rejects=always(("name", "os_addressbase_uprn")),
)
