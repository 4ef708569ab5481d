"""The shapes of families, kinds and details: frozen, typed values without a reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Precision = Literal["exact", "street", "postcode", "ward", "none", "never"]
DetailType = Literal[
    "text",
    "long_text",
    "whole_number",
    "money",
    "yes_no",
    "date",
    "time",
    "choice",
    "choices",
    "url",
    "sessions",
]


@dataclass(frozen=True, slots=True)
class Family:
    """One of the seven families; ``outline`` is an SVG path in a box of 24 by 24."""

    slug: str
    name: str
    description: str
    colour: str
    glyph: str
    shape: str
    outline: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One typed field that a kind takes. ``locates``: it would pin the place down."""

    name: str
    group: str
    label: str
    type: DetailType
    hint: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    locates: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of asset; ``precision`` is how finely its place is public by default."""

    slug: str
    family: str
    singular: str
    plural: str
    icon: str
    review_months: int
    precision: Precision
    is_place: bool = False
    is_personal: bool = False
    may_be_special_category: bool = False
    synonyms: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()
    detail_by_name: Mapping[str, Detail] = field(default_factory=dict, compare=False, repr=False)

    @property
    def has_required_details(self) -> bool:
        """Whether an asset of this kind cannot do without details."""
        return any(detail.required for detail in self.details)

    @property
    def locating_details(self) -> tuple[str, ...]:
        """Names of details that are public only at street precision or finer."""
        return tuple(detail.name for detail in self.details if detail.locates)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that this kind may be called."""
        return (self.slug, self.singular, self.plural, *self.synonyms)


@dataclass(frozen=True, slots=True)
class Kinds:
    """The whole data file: families and kinds in its order, details by name."""

    families: tuple[Family, ...]
    kinds: tuple[Kind, ...]
    details: Mapping[str, Detail]
    by_slug: Mapping[str, Kind]
    by_name: Mapping[str, Kind]
