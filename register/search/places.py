"""Places in a question: names of localities and parts of them, postcodes and their first halves."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt
from weakref import WeakKeyDictionary

from geo.points import LonLat
from register.publishing.answers import PublicReader
from register.search.words import plain_words, root, word_lists

FRESH_SECONDS = 30.0
NEAR_POSTCODE_METRES = 3_000
BEYOND_METRES = 1_000
SQUARE_METRES = 10_000  # of a hectare
NAMED = """
SELECT l.key, l.kind, l.code, l.name, ST_X(b.middle) AS lon, ST_Y(b.middle) AS lat, b.hectares
FROM published.boundary AS b
JOIN published.boundary_release AS r ON r.id = b.release_id AND r.is_current
JOIN published.locality AS l ON l.id = b.locality_id ORDER BY l.id
"""
# A whole postcode, or the middle of those that begin so.
POSTCODES = """
SELECT avg(ST_X(location)) AS lon, avg(ST_Y(location)) AS lat, count(*) AS postcodes,
    mode() WITHIN GROUP (ORDER BY ward_code) AS ward_code,
    coalesce(max(ST_DistanceSphere(location, middle)), 0) AS reach_metres
FROM published.postcode, (SELECT ST_Centroid(ST_Collect(location)) AS middle
    FROM published.postcode WHERE postcode = %(whole)s OR starts_with(postcode, %(outward)s)) AS m
WHERE postcode = %(whole)s OR starts_with(postcode, %(outward)s)
"""
_OUTWARD = re.compile(r"[a-z]{1,2}[0-9][0-9a-z]?")
_INWARD = re.compile(r"[0-9][a-z]{2}")


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A locality with the plain words of its name."""

    key: str
    kind: str
    code: str | None
    name: str
    words: tuple[str, ...]
    at: LonLat
    radius_metres: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where: what carries one of the marks is in it, and what is near its middle is near it.

    ``locality`` is the key that what was not found there is counted under; none where the name
    leaves open which is meant.
    """

    marks: tuple[str, ...]
    at: LonLat
    radius_metres: float
    label: str
    locality: str | None = None


_known: WeakKeyDictionary[PublicReader, tuple[float, tuple[NamedPlace, ...]]] = WeakKeyDictionary()


async def named_places(reader: PublicReader) -> tuple[NamedPlace, ...]:
    """The localities of the current releases, asked for at most twice a minute."""
    kept = _known.get(reader)
    if kept is not None and time.monotonic() - kept[0] < FRESH_SECONDS:
        return kept[1]
    asked_at = time.monotonic()
    found = tuple(
        NamedPlace(
            row["key"],
            row["kind"],
            row["code"],
            row["name"],
            tuple(word for word in plain_words(row["name"]) if word != "and"),
            LonLat(row["lon"], row["lat"]),
            sqrt(row["hectares"] * SQUARE_METRES / pi) + BEYOND_METRES,
        )
        for row in await reader.rows(NAMED)
    )
    _known[reader] = (asked_at, found)
    return found


def place_words(places: Sequence[NamedPlace]) -> frozenset[str]:
    """Every word of a name."""
    return frozenset(word for place in places for word in place.words)


def places_called(words: Sequence[str], places: Sequence[NamedPlace]) -> list[NamedPlace]:
    """The places whose name is these words, or has them in a row and they are no ordinary words."""
    wanted = tuple(words)
    if whole := [place for place in places if place.words == wanted]:
        if any(place.kind == "borough" for place in whole):
            return [place for place in whole if place.kind == "borough"]
        return whole + [
            place
            for place in places
            if place.kind == "town_centre"
            and place.words != wanted
            and place.words[: len(wanted)] == wanted
        ]
    lists = word_lists()
    if len(wanted) == 1 and (root(wanted[0]) in lists.not_places or wanted[0] in lists.unsaid):
        return []
    size = len(wanted)
    return [
        place
        for place in places
        if place.kind != "borough"
        and any(place.words[at : at + size] == wanted for at in range(len(place.words)))
    ]


def certain_places(words: Sequence[str], called: Sequence[NamedPlace]) -> set[str]:
    """The keys of those among places called so that are surely meant, the smallest kind first.

    A whole name is: the ward, where a town centre is called the same. A part of one name is, a part
    of several names leaves it open.
    """
    whole = [place for place in called if place.words == tuple(words)]
    for kind in ("ward", "town_centre"):
        if of_kind := [place.key for place in whole if place.kind == kind]:
            return {of_kind[0]}
    return {place.key for place in whole or called}


def joined(places: Sequence[NamedPlace], locality: str | None = None) -> Place | None:
    """Several places as one; None for the borough, which everything is in."""
    narrow = [place for place in places if place.kind != "borough"]
    if not narrow:
        return None
    lon = sum(place.at.lon for place in narrow) / len(narrow)
    lat = sum(place.at.lat for place in narrow) / len(narrow)
    spread = max(
        sqrt(((p.at.lon - lon) * 69_000) ** 2 + ((p.at.lat - lat) * 111_000) ** 2) for p in narrow
    )
    radius = max(place.radius_metres for place in narrow) + spread
    labels = dict.fromkeys(place.name for place in narrow)
    return Place(
        tuple(place.key for place in narrow),
        LonLat(lon, lat),
        radius,
        " and ".join(labels),
        locality,
    )


def find_postcode(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """A postcode or its first half that begins here, and how many words it is."""
    word = words[at]
    if not (found := _OUTWARD.match(word)):
        return None
    if _OUTWARD.fullmatch(word):
        following = words[at + 1] if at + 1 < len(words) else ""
        if _INWARD.fullmatch(following):
            return f"{word} {following}".upper(), 2
        return word.upper(), 1
    outward, inward = word[:-3], word[-3:]
    if found and _OUTWARD.fullmatch(outward) and _INWARD.fullmatch(inward):
        return f"{outward} {inward}".upper(), 1
    return None


async def postcode_place(
    reader: PublicReader, text: str, places: Sequence[NamedPlace] = ()
) -> Place | None:
    """The place of a postcode, as ``N12 8AB``, or of a first half, as ``N12``; None: not known."""
    outward, _, inward = text.partition(" ")
    asked = {"whole": text, "outward": "\x01" if inward else f"{outward} "}
    (row,) = await reader.rows(POSTCODES, asked)
    if not row["postcodes"]:
        return None
    at = LonLat(row["lon"], row["lat"])
    if inward:
        wards = (place.key for place in places if place.kind == "ward")
        codes = {place.key: place.code for place in places}
        ward = next((key for key in wards if codes[key] == row["ward_code"]), None)
        return Place((), at, NEAR_POSTCODE_METRES, text, ward)
    return Place((f"out:{outward.lower()}",), at, row["reach_metres"] + BEYOND_METRES / 2, text)
