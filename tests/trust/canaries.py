"""Canaries: values that stand for one personal field in one state each, and how to find one again.

A canary is found plain, in any case, URL-encoded, in hexadecimal, base64 or backwards; a telephone
number with any spacing; a point from four decimals (11 m) on, or as a grid reference.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from geo.osgb import osgb_from_wgs84

MARK = "zqxj"
LETTERS = "bcdfghkmnprtvw"
CODE = 6
PHONE = "70558"
TEXT = re.compile(rb"zqxj([bcdfghkmnprtvw]{6})")
HEX = re.compile(rb"(?:(?:%|\\x|0x)?[57]a(?:%|\\x|0x)?[57]1(?:%|\\x|0x)?[57]8(?:%|\\x|0x)?[46]a)")
SPACING = re.compile(rb"[\s()./+-]|&nbsp;|&#160;|%20|%2b", re.IGNORECASE)
NUMBER = re.compile(rb"70558(\d{5})")


@dataclass(frozen=True)
class Canary:
    """``value`` is as it was put in, ``key`` what identifies it once found."""

    value: str
    key: str
    field: str
    state: str


@dataclass(frozen=True)
class Spot:
    """A canary that is a place."""

    lon: float
    lat: float
    state: str

    def patterns(self) -> Iterator[re.Pattern[bytes]]:
        """Both numbers near each other, cut off or rounded after four decimals."""
        eastings, northings = osgb_from_wgs84([self.lon], [self.lat])
        east, north = float(eastings[0]), float(northings[0])
        pairs = {
            (f"{self.lon:.4f}", f"{self.lat:.4f}"),
            (_cut(self.lon), _cut(self.lat)),
            (f"{east:.0f}"[:5], f"{north:.0f}"[:5]),
        }
        for one, other in pairs:
            first, second = re.escape(one), re.escape(other)
            between = r"\d*[^\d]{1,24}?"
            yield re.compile(f"{first}{between}{second}|{second}{between}{first}".encode())


def _cut(number: float) -> str:
    return re.sub(r"(\.\d{4})\d*", r"\1", f"{number:.9f}")


@dataclass
class Flock:
    """All canaries of one measurement; ``words`` and ``telephones`` by key.

    ``outlines`` are public anyway: no place is a canary that one of their corners is at.
    """

    chance: Random
    outlines: bytes = b""
    words: dict[str, Canary] = field(default_factory=dict)
    telephones: dict[str, Canary] = field(default_factory=dict)
    spots: list[Spot] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.words) + len(self.telephones) + len(self.spots)

    def word(self, what: str, state: str) -> str:
        """A new word."""
        key = "".join(self.chance.choices(LETTERS, k=CODE))
        if key in self.words:
            return self.word(what, state)
        self.words[key] = Canary(MARK.title() + key, key, what, state)
        return self.words[key].value

    def email(self, what: str, state: str) -> str:
        """A new address."""
        return f"{self.word(what, state).lower()}@example.org"

    def phone(self, what: str, state: str) -> str:
        """A new number."""
        key = f"{self.chance.randrange(100_000):05}"
        if key in self.telephones:
            return self.phone(what, state)
        self.telephones[key] = Canary(f"0{PHONE} {key}", key, what, state)
        return self.telephones[key].value

    def spot(self, around: tuple[float, float], state: str) -> tuple[float, float]:
        """A new place within about 100 m."""
        lon, lat = around
        lon = round(lon + self.chance.uniform(-0.0012, 0.0012), 6)
        lat = round(lat + self.chance.uniform(-0.0008, 0.0008), 6)
        made = Spot(lon, lat, state)
        if self._is_in(made, self.outlines):
            return self.spot(around, state)
        self.spots.append(made)
        return lon, lat

    def seen_in(self, document: bytes, *, asked: str = "") -> set[str]:
        """The canaries in a document, as sentences; an echo of what was asked does not count."""
        echoed = set(_keys(asked.encode()))
        found = {self._named(key) for key in {*_keys(document)} - echoed if key in self.words}
        bare = SPACING.sub(b"", document)
        for text in (bare, bare[::-1]) if PHONE.encode() in bare or b"85507" in bare else ():
            for match in NUMBER.finditer(text):
                if kept := self.telephones.get(match[1].decode()):
                    found.add(f"{kept.field}, {kept.state}")
        found |= {f"place, {spot.state}" for spot in self.spots if self._is_in(spot, document)}
        return found

    def _named(self, key: str) -> str:
        return f"{self.words[key].field}, {self.words[key].state}"

    def _is_in(self, spot: Spot, document: bytes) -> bool:
        return any(pattern.search(document) for pattern in _patterns(spot))


_PATTERNS: dict[Spot, list[re.Pattern[bytes]]] = {}


def _patterns(spot: Spot) -> list[re.Pattern[bytes]]:
    if spot not in _PATTERNS:
        _PATTERNS[spot] = list(spot.patterns())
    return _PATTERNS[spot]


def _keys(document: bytes) -> Iterator[str]:
    low = document.lower()
    for text in (low, low[::-1]):
        yield from (match[1].decode() for match in TEXT.finditer(text))
    for match in HEX.finditer(low):
        piece = re.sub(rb"%|\\x|0x", b"", low[match.start() : match.start() + 50])
        pairs = re.match(rb"(?:[0-9a-f]{2})+", piece)
        if pairs:
            yield from _plain(bytes.fromhex(pairs[0].decode()))
    for mark in _BASE64:
        start = document.find(mark)
        while start >= 0:
            yield from _decoded(document[max(start - 8, 0) : start + 40])
            start = document.find(mark, start + 1)


def _plain(text: bytes) -> Iterator[str]:
    yield from (match[1].decode() for match in TEXT.finditer(text.lower()))


def _decoded(piece: bytes) -> Iterator[str]:
    """Whatever a few letters of base64 say, wherever among four they begin."""
    for run in re.findall(rb"[A-Za-z0-9+/_-]{8,}", piece):
        for start in range(4):
            part = run[start:].translate(bytes.maketrans(b"-_", b"+/"))
            whole = part[:-1] if len(part) % 4 == 1 else part
            yield from _plain(base64.b64decode(whole + b"=" * (-len(whole) % 4)))


def _marks() -> frozenset[bytes]:
    """How the mark looks in base64, in three casings and at three places of a group."""
    made = set()
    for word in (MARK, MARK.title(), MARK.upper()):
        for before in range(3):
            whole = base64.b64encode(b"\0" * before + word.encode())
            # Without the letters that depend on what stands before and after.
            first = (before * 8 + 5) // 6
            last = (before + len(word)) * 8 // 6
            made.add(whole[first:last])
    return frozenset(made)


_BASE64 = _marks()
