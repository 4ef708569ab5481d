"""What strangers ask of places: all of a kind, one, and which hold a point or a postcode."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import psycopg

from geo.points import LonLat
from geo.postcodes import normalise_postcode
from register.places.errors import LocalityNotFound, PostcodeNotFound
from register.places.questions import BY_WARD_CODE, CONTAINING, POSTCODE
from register.publishing.answers import PublicReader


def for_psycopg(statement: str) -> str:
    """A statement with SQLAlchemy's ``:names`` as psycopg's, for the reader's connections."""
    return str(text(statement).compile(dialect=psycopg.dialect()))  # type: ignore[no-untyped-call]


CONTAINING_READ = for_psycopg(CONTAINING)
# Revision and finished localities with a comma between.
CONTAINING_TEXT = f"""
SELECT (SELECT number FROM published.revision), string_agg(row_to_json(shown)::text, ',')
FROM (
    SELECT kind, key, slug, code, name, valid_from, is_indicative FROM ({CONTAINING_READ}) AS found
) AS shown
"""  # noqa: S608 (constants)
BY_WARD_CODE_READ = for_psycopg(BY_WARD_CODE)
POSTCODE_READ = for_psycopg(POSTCODE)
COLLECTION = """
SELECT (SELECT number FROM published.revision),
    (SELECT string_agg({column}, ',' ORDER BY l.name)
    FROM published.boundary AS b
    JOIN published.boundary_release AS r ON r.id = b.release_id
    JOIN published.locality AS l ON l.id = b.locality_id
    WHERE r.is_current AND l.kind = %(kind)s),
    (SELECT attribution FROM published.boundary_release
    WHERE is_current AND kind = %(kind)s)
"""
ONE = """
SELECT (SELECT number FROM published.revision), b.{column}
FROM published.boundary AS b
JOIN published.boundary_release AS r ON r.id = b.release_id
JOIN published.locality AS l ON l.id = b.locality_id
WHERE r.is_current AND l.key = %(key)s
"""

# Kinds that are made of whole wards: a postcode's own ward code answers for them.
OF_WARDS = ("ward", "constituency", "borough")


@dataclass(frozen=True)
class Containing:
    """The localities that hold a place, the ward first."""

    at: LonLat
    localities: list[dict[str, Any]]


async def locality_collection(
    reader: PublicReader, kind: str, *, with_geometry: bool
) -> tuple[int, bytes, str]:
    """Revision, finished features with a comma between, and the attribution to show with them."""
    column = "feature" if with_geometry else "summary"
    row = await reader.first_row(COLLECTION.format(column=column), {"kind": kind})
    assert row is not None
    return row[0], row[1] or b"", (row[2] or b"").decode()


async def locality_feature(
    reader: PublicReader, key: str, *, with_geometry: bool = True
) -> tuple[int, bytes]:
    """Revision and finished feature of one locality; raises LocalityNotFound."""
    column = "feature" if with_geometry else "summary"
    row = await reader.first_row(ONE.format(column=column), {"key": key})
    if row is None:
        raise LocalityNotFound(f"There is no locality called {key}: see the list of its kind.")
    return row[0], row[1]


async def localities_at(reader: PublicReader, at: LonLat, on: date | None = None) -> Containing:
    """Every locality over a point, in the current release or that of a day."""
    values = {"lon": at.lon, "lat": at.lat, "on": on}
    return Containing(at, await reader.rows(CONTAINING_READ, values))


async def localities_text(
    reader: PublicReader, at: LonLat, on: date | None = None
) -> tuple[int, bytes]:
    """Revision and finished localities over a point, with a comma between, the ward first."""
    values = {"lon": at.lon, "lat": at.lat, "on": on}
    row = await reader.first_row(CONTAINING_TEXT, values)
    assert row is not None  # an aggregate without GROUP BY always has its row
    return row[0], row[1] or b""


async def localities_of(reader: PublicReader, postcode: str, on: date | None = None) -> Containing:
    """The localities of a postcode: ward and what wards make up by its own ward code.

    Raises InvalidPostcode and PostcodeNotFound.
    """
    wanted = normalise_postcode(postcode)
    rows = await reader.rows(POSTCODE_READ, {"postcode": wanted})
    if not rows:
        raise PostcodeNotFound(
            f"We do not know the postcode {wanted}. Check it, or try one nearby."
        )
    found = rows[0]
    by_point = await localities_at(reader, LonLat(found["lon"], found["lat"]), on)
    values = {"ward_code": found["ward_code"], "on": on}
    wards = await reader.rows(BY_WARD_CODE_READ, values)
    if not wards:
        return by_point
    by_ward = await localities_at(reader, LonLat(wards[0]["lon"], wards[0]["lat"]), on)
    whole = [locality for locality in by_ward.localities if locality["kind"] in OF_WARDS]
    rest = [locality for locality in by_point.localities if locality["kind"] not in OF_WARDS]
    return Containing(by_point.at, whole + rest)
