"""What a report on a locality says, as plain frozen values that pages and files show.

A rate is assets per 1,000 residents, None where the residents are not known. Assets are counted
where they are located; those that only serve the place stand apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from register.publishing.exports import Area, ListedAsset, Listing


@dataclass(frozen=True, slots=True)
class CountRow:
    """Counts of one family or kind, here and in the whole borough (here included).

    ``serves_count`` are based elsewhere and in no other count of the row.
    """

    slug: str
    label: str
    family: str
    count: int
    per_1000: float | None
    borough_count: int
    borough_per_1000: float | None
    serves_count: int = 0


@dataclass(frozen=True, slots=True)
class AbsentKind:
    """A kind located in ``elsewhere`` of ``others`` other localities and not here.

    ``serves_count`` are based elsewhere and say that they serve this place.
    """

    slug: str
    label: str
    family: str
    elsewhere: int
    others: int
    serves_count: int = 0

    @property
    def is_common(self) -> bool:
        """Whether more than half of the others have it."""
        return self.elsewhere * 2 > self.others


@dataclass(frozen=True, slots=True)
class ScarceKind:
    """A kind with at most half of what the borough's rate would give; ``expected`` is that."""

    slug: str
    label: str
    family: str
    count: int
    expected: float
    per_1000: float
    borough_per_1000: float


@dataclass(frozen=True, slots=True)
class ServedRow:
    """How many entries are said to be for some people; ``elsewhere`` of ``others`` have any.

    ``declared``: how many of those here say so themselves; of the rest others think so, or nobody
    knows who said it.
    """

    slug: str
    label: str
    theme: str
    count: int
    borough_count: int
    elsewhere: int
    others: int
    declared: int = 0

    @property
    def is_served(self) -> bool:
        """Whether any entry here says so."""
        return self.count > 0


@dataclass(frozen=True, slots=True)
class FreshnessBand:
    """How many of the located assets were last checked in a time; ``percent`` of all located."""

    label: str
    count: int
    percent: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One fact about the place. ``rank`` is 1 for the highest of ``ranked`` localities."""

    slug: str
    label: str
    value: float
    borough_value: float | None
    what: str
    is_estimate: bool
    source: str
    rank: int | None = None
    ranked: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """A source of what is shown. ``assets`` counts those listed from it, None for other data."""

    what: str
    name: str
    licence: str
    attribution: str
    url: str = ""
    assets: int | None = None


@dataclass(frozen=True, slots=True)
class LocalityReport:
    """The report on one ward (or another locality) on one day, from what is public.

    ``assets`` are located here, ``serving`` are not: each in the order of families, kinds, names.
    """

    listing: Listing
    produced_on: date
    borough_name: str
    residents: int | None
    asset_count: int
    serves_count: int
    borough_count: int
    total: CountRow
    families: tuple[CountRow, ...]
    kinds: tuple[CountRow, ...]
    absent: tuple[AbsentKind, ...]
    scarce: tuple[ScarceKind, ...]
    freshness: tuple[FreshnessBand, ...]
    figures: tuple[Figure, ...]
    assets: tuple[ListedAsset, ...]
    serving: tuple[ListedAsset, ...]
    origins: tuple[Origin, ...]
    notes: tuple[str, ...]
    gifts: tuple[str, ...] = ()
    """What people here offer, a sentence each; nothing else is told of people."""
    served: tuple[ServedRow, ...] = ()
    """Who entries say they are for, those whom none here names included."""

    @property
    def area(self) -> Area:
        """The locality, as its current release has it."""
        return self.listing.area

    @property
    def is_demonstration(self) -> bool:
        """Whether any of what is listed is invented."""
        return any(source.is_demonstration for source in self.listing.sources)

    @property
    def kind_label(self) -> str:
        """ward, town centre, constituency: as in a sentence."""
        return self.area.kind.replace("_", " ")

    @property
    def title(self) -> str:
        """What the report is called."""
        return f"Community assets in {self.area.name}, {self.kind_label}"
