"""Questions about places: which locality, which release, where a postcode is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.points import LonLat
from geo.postcodes import normalise_postcode
from register.places.errors import LocalityNotFound, PostcodeNotFound

# Today is answered by what is current, which is what assets were placed by; another day by the
# newest release of each kind that was valid then.
IN_FORCE = """
SELECT r.id, r.kind, r.valid_from, r.is_indicative FROM published.boundary_release AS r
WHERE CASE WHEN CAST(:on AS date) IS NULL THEN r.is_current
    ELSE r.valid_from = (SELECT max(valid_from) FROM published.boundary_release
        WHERE kind = r.kind AND valid_from <= CAST(:on AS date)) END
"""
COARSENESS = """
array_position(ARRAY['ward', 'town_centre', 'neighbourhood', 'constituency', 'borough'], l.kind)
"""
CONTAINING = f"""
SELECT l.id, l.kind, l.key, l.slug, l.code, l.name, r.valid_from, r.is_indicative
FROM ({IN_FORCE}) AS r
JOIN published.boundary AS b ON b.release_id = r.id
JOIN published.locality AS l ON l.id = b.locality_id
WHERE ST_Covers(b.boundary, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))
ORDER BY {COARSENESS}, l.code, l.slug
"""  # noqa: S608 (constants)
BY_WARD_CODE = f"""
SELECT ST_X(b.middle) AS lon, ST_Y(b.middle) AS lat FROM ({IN_FORCE}) AS r
JOIN published.boundary AS b ON b.release_id = r.id
JOIN published.locality AS l ON l.id = b.locality_id
WHERE l.kind = 'ward' AND l.code = :ward_code
"""  # noqa: S608 (constants)
POSTCODE = """
SELECT postcode, ST_X(location) AS lon, ST_Y(location) AS lat, ward_code, district_code
FROM published.postcode WHERE postcode = :postcode
"""
BY_KEY = """
SELECT l.id, l.kind, l.key, l.slug, l.code, l.name, r.valid_from, r.is_indicative
FROM published.locality AS l
JOIN published.boundary AS b ON b.locality_id = l.id
JOIN published.boundary_release AS r ON r.id = b.release_id
WHERE l.key = :key ORDER BY r.is_current DESC, r.valid_from DESC LIMIT 1
"""
# More than a sliver, as on the pages of places: outlines of other kinds never fit exactly.
WARDS_OF = """
SELECT w.key FROM published.boundary AS b
JOIN published.boundary_release AS r ON r.id = b.release_id AND r.is_current
JOIN published.locality AS l ON l.id = b.locality_id AND l.key = :key
JOIN published.boundary AS wb ON ST_Intersects(wb.boundary, b.boundary)
JOIN published.boundary_release AS wr ON wr.id = wb.release_id AND wr.is_current
JOIN published.locality AS w ON w.id = wb.locality_id AND w.kind = 'ward'
WHERE ST_Area(ST_Intersection(wb.boundary, b.boundary))
    > 0.02 * least(ST_Area(wb.boundary), ST_Area(b.boundary))
ORDER BY w.key
"""
WARDS = """
SELECT l.slug, l.name FROM published.locality AS l
JOIN published.boundary AS b ON b.locality_id = l.id
JOIN published.boundary_release AS r ON r.id = b.release_id AND r.is_current
WHERE l.kind = 'ward' ORDER BY l.name
"""
RELEASES = """
SELECT r.kind, r.valid_from, r.is_current, r.is_indicative, r.source, count(b.locality_id) AS areas
FROM published.boundary_release AS r LEFT JOIN published.boundary AS b ON b.release_id = r.id
GROUP BY r.id ORDER BY r.kind, r.valid_from
"""

# Kinds that are made of whole wards: a postcode's own ward code answers for them.
_OF_WARDS = ("ward", "constituency", "borough")


@dataclass(frozen=True, slots=True)
class FoundLocality:
    """A locality as it stood in one release."""

    id: int
    kind: str
    key: str
    slug: str
    code: str | None
    name: str
    valid_from: date
    is_indicative: bool


@dataclass(frozen=True, slots=True)
class FoundPostcode:
    """Where a postcode is, and what the national table says of it."""

    postcode: str
    at: LonLat
    ward_code: str | None
    district_code: str | None


@dataclass(frozen=True, slots=True)
class KnownRelease:
    """A release that is loaded."""

    kind: str
    valid_from: date
    is_current: bool
    is_indicative: bool
    source: str
    areas: int


def localities_containing(
    session: Session, at: LonLat, on: date | None = None
) -> list[FoundLocality]:
    """Every locality over a point, today or on another day; a shared edge lies in both."""
    values = {"lon": at.lon, "lat": at.lat, "on": on}
    return [FoundLocality(*row) for row in session.execute(text(CONTAINING), values)]


def localities_of_postcode(
    session: Session, postcode: str, on: date | None = None
) -> list[FoundLocality]:
    """The localities of a postcode, as an asset with this postcode and no point would lie.

    Ward, constituency and borough go by the table's own ward code where the release has it, the
    rest by the postcode's point. Raises InvalidPostcode and PostcodeNotFound.
    """
    found = postcode_by_name(session, postcode)
    by_point = localities_containing(session, found.at, on)
    ward = session.execute(text(BY_WARD_CODE), {"ward_code": found.ward_code, "on": on}).first()
    if ward is None:
        return by_point
    by_ward = localities_containing(session, LonLat(ward.lon, ward.lat), on)
    whole = [locality for locality in by_ward if locality.kind in _OF_WARDS]
    return whole + [locality for locality in by_point if locality.kind not in _OF_WARDS]


def postcode_by_name(session: Session, postcode: str) -> FoundPostcode:
    """A postcode however it is written; raises InvalidPostcode and PostcodeNotFound."""
    wanted = normalise_postcode(postcode)
    row = session.execute(text(POSTCODE), {"postcode": wanted}).first()
    if row is None:
        raise PostcodeNotFound(
            f"The postcode {wanted} is not in the table: check how it is written"
        )
    return FoundPostcode(row.postcode, LonLat(row.lon, row.lat), row.ward_code, row.district_code)


def locality_by_key(session: Session, key: str) -> FoundLocality:
    """A locality by kind and slug, as ``ward:hillside``; raises LocalityNotFound."""
    row = session.execute(text(BY_KEY), {"key": key}).first()
    if row is None:
        raise LocalityNotFound(
            f"There is no locality {key!r}: write its kind and name as ward:name"
        )
    return FoundLocality(*row)


def wards_of(session: Session, key: str) -> list[str]:
    """Keys of the wards that a locality of another kind lies in, as they are now."""
    return list(session.scalars(text(WARDS_OF), {"key": key}))


def current_wards(session: Session) -> list[tuple[str, str]]:
    """Slugs and names of the wards as they are now, by name."""
    return [(slug, name) for slug, name in session.execute(text(WARDS))]


def known_releases(session: Session) -> Sequence[KnownRelease]:
    """Every release that is loaded, by kind and date."""
    return [KnownRelease(*row) for row in session.execute(text(RELEASES))]
