"""What can be offered and needed, read from data/offers.toml."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from register.kinds.errors import KindsFileError
from register.kinds.reading import not_twice, read_toml
from register.settings import ROOT

OFFERS_FILE = ROOT / "data" / "offers.toml"


@dataclass(frozen=True, slots=True)
class OfferKind:
    """One kind; ``offer`` and ``need`` are what each is called. ``suits``: needs of other kinds."""

    slug: str
    offer: str
    need: str
    gives_time: bool = False
    suits: tuple[str, ...] = ()

    def label(self, way: str) -> str:
        """What an offer or a need of this kind is called."""
        return self.need if way == "need" else self.offer


@dataclass(frozen=True, slots=True)
class OfferKinds:
    """The whole data file."""

    kinds: tuple[OfferKind, ...]
    near_metres: int

    def pairs(self) -> list[tuple[str, str]]:
        """Which kind of offer may answer which kind of need."""
        return [(one.slug, need) for one in self.kinds for need in (one.slug, *one.suits)]


@cache
def offer_kinds() -> OfferKinds:
    """The kinds in the order of the data file; raises KindsFileError."""
    return read_offer_kinds(OFFERS_FILE)


def offer_kind_by_slug(slug: str) -> OfferKind | None:
    """The kind with this slug, or None: a slug may have left the data file since."""
    return next((one for one in offer_kinds().kinds if one.slug == slug), None)


def read_offer_kinds(path: Path) -> OfferKinds:
    """The kinds of a data file; raises KindsFileError where it contradicts itself."""
    content = read_toml(path)
    try:
        entries = content["kinds"]
        kinds = tuple(OfferKind(**{**e, "suits": tuple(e.get("suits", ()))}) for e in entries)
        near = int(content["near_metres"])
    except (KeyError, TypeError, ValueError) as reason:
        raise KindsFileError(f"{path} cannot be read as kinds of offers: {reason}.") from None
    slugs = [one.slug for one in kinds]
    if not not_twice(slugs):
        raise KindsFileError(f"{path} has a kind twice.")
    if strays := {other for one in kinds for other in one.suits} - set(slugs):
        raise KindsFileError(f"{path}: there is no kind {min(strays)}.")
    if near < 1:
        raise KindsFileError(f"{path}: near_metres must be 1 or more.")
    return OfferKinds(kinds, near)
