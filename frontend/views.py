"""The plain values that pages are made of; a router fills one, a template shows it.

Everything here is finished for showing except dates, which templates put into words on the
day they are shown ("checked 3 weeks ago"). Addresses (`href`) are paths on this site.
"""

from dataclasses import dataclass, field
from datetime import date

from frontend.session_values import LocalLife, Meetings, TypedSession


@dataclass(frozen=True)
class Link:
    text: str
    href: str


@dataclass(frozen=True)
class MapView:
    """What the one map script is told on this page, as data attributes.

    `bounds` is west, south, east, north in degrees; `at` is lon, lat.
    """

    label: str
    assets_url: str = "/api/v1/assets?limit=1000"
    """Pages of a FeatureCollection, or one Feature (`/api/v1/assets/{id}`)."""
    outlines: tuple[str, ...] = ("ward", "town_centre")
    """The kinds of locality to outline: `ward`, `town_centre`, `neighbourhood`."""
    highlight: str | None = None
    """The key of the locality to draw boldly, of any kind: `ward:central`."""
    bounds: tuple[float, float, float, float] | None = None
    at: tuple[float, float] | None = None
    kind: str | None = None
    """The kind chosen at first, a slug; None shows every kind."""
    has_filter: bool = True
    has_search: bool = False
    is_small: bool = False


@dataclass(frozen=True)
class FamilyCount:
    slug: str
    label: str
    count: int


@dataclass(frozen=True)
class ListItem:
    """One asset in a list. `place` says where in words, as finely as may be published."""

    name: str
    href: str
    kind: str
    family: str
    place: str = ""
    checked_on: date | None = None
    is_overdue: bool = False
    """Nobody has checked it, though its time came a while ago."""


@dataclass(frozen=True)
class KindGroup:
    slug: str
    heading: str
    """The kind's plural name."""
    family: str
    items: tuple[ListItem, ...]


@dataclass(frozen=True)
class Download:
    format: str
    """CSV, GeoJSON or XLSX, as people call it."""
    href: str
    hint: str = ""


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    is_estimate: bool = False


@dataclass(frozen=True)
class LocalityItem:
    name: str
    href: str
    count: int


@dataclass(frozen=True)
class HomePage:
    asset_count: int
    families: tuple[FamilyCount, ...] = ()
    wards: tuple[LocalityItem, ...] = ()
    town_centres: tuple[LocalityItem, ...] = ()
    neighbourhoods: tuple[LocalityItem, ...] = ()


@dataclass(frozen=True)
class MapPage:
    """The map, and the same in words for who has no script: what a postcode lies in."""

    map: MapView
    postcode: str = ""
    problem: str | None = None
    """Why the postcode could not be found, as a sentence."""
    found: tuple[Link, ...] = ()
    """The localities that hold the postcode, the ward first."""
    nearby: tuple[ListItem, ...] = ()
    wards: tuple[LocalityItem, ...] = ()
    group: str = ""
    age: str = ""


@dataclass(frozen=True)
class LocalityIndexPage:
    title: str
    """Wards, Town centres, Neighbourhoods."""
    intro: str
    items: tuple[LocalityItem, ...]
    map: MapView | None = None
    is_indicative: bool = False


@dataclass(frozen=True)
class LocalityPage:
    key: str
    name: str
    kind_label: str
    """ward, town centre, constituency: lower case, in a sentence."""
    map: MapView
    asset_count: int
    index: Link | None = None
    """The page that lists all of the kind: Wards, Town centres."""
    families: tuple[FamilyCount, ...] = ()
    groups: tuple[KindGroup, ...] = ()
    also_serves: tuple[KindGroup, ...] = ()
    downloads: tuple[Download, ...] = ()
    facts: tuple[Fact, ...] = ()
    report_href: str | None = None
    is_indicative: bool = False
    related: tuple[Link, ...] = ()
    """Other localities: the town centres in a ward, the constituency it lies in."""
    gifts: tuple[str, ...] = ()
    """What people here offer, a sentence each with a rounded count."""
    life: LocalLife = field(default_factory=LocalLife)


@dataclass(frozen=True)
class ContactLine:
    """One public contact. `href` is tel: or https: when it can be followed."""

    label: str
    text: str
    href: str | None = None


@dataclass(frozen=True)
class Detail:
    label: str
    value: str


@dataclass(frozen=True)
class AssetPage:
    name: str
    kind: str
    family: str
    family_label: str
    precision: str
    """exact, street, postcode, ward, none."""
    summary: str = ""
    address: str = ""
    ward: Link | None = None
    localities: tuple[Link, ...] = ()
    serves: tuple[Link, ...] = ()
    details: tuple[Detail, ...] = ()
    for_whom: tuple[Detail, ...] = ()
    contacts: tuple[ContactLine, ...] = ()
    checked_on: date | None = None
    checked_by: str = ""
    """Who checked, in words that may be shown: a community builder or steward, the group itself."""
    is_overdue: bool = False
    source_name: str = ""
    source_href: str | None = None
    licence: str = ""
    attribution: str = ""
    map: MapView | None = None
    slug: str = ""
    write_href: str | None = None
    """Where to write to them, if a public contact can be written to."""
    meetings: Meetings | None = None
    notice: str = ""
    for_whom_said: str = ""
    """Who says so, as a sentence; empty where nobody knows."""


@dataclass(frozen=True)
class AboutPage:
    """`tile_host` is the other company that map backgrounds come from; empty when it is us."""

    tile_host: str = ""
    licences: tuple[str, ...] = ()
    sources: tuple[Link, ...] = ()


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field of a form; `field` is the field's id in the page."""

    field: str
    message: str


@dataclass(frozen=True)
class KindChoice:
    slug: str
    label: str


@dataclass(frozen=True)
class FamilyChoices:
    label: str
    kinds: tuple[KindChoice, ...]


@dataclass(frozen=True)
class LikelyDuplicate:
    name: str
    kind: str
    href: str
    place: str = ""


@dataclass(frozen=True)
class FieldValues:
    """What a builder typed, kept as typed. Field names are those of the form."""

    kind: str = ""
    name: str = ""
    postcode: str = ""
    lon: str = ""
    lat: str = ""
    accuracy_metres: str = ""
    summary: str = ""
    website: str = ""
    phone: str = ""
    email: str = ""
    precision: str = ""
    contact_name: str = ""
    audience: str = "public"
    lawful_basis: str = "public_task"
    consent_on: str = ""
    consent_how: str = ""
    origin: str = "website"
    age_from: str = ""
    age_to: str = ""
    groups: str = ""
    for_note: str = ""
    for_said_by: str = ""
    sessions: tuple[TypedSession, ...] = field(default=(), kw_only=True)

    def items(self) -> tuple[tuple[str, str], ...]:
        """Names and values of the fields that hold something."""
        return tuple((name, value) for name, value in vars(self).items() if value)


class Form:
    """What forms share; `errors` is in the order of the fields."""

    errors: tuple[FieldError, ...]

    def message_for(self, field: str) -> dict[str, str] | None:
        """The message beside a field, as GOV.UK's macros take it."""
        found = next((error.message for error in self.errors if error.field == field), None)
        return None if found is None else {"text": found}


@dataclass(frozen=True)
class FieldPage(Form):
    """The form a builder fills in the street. Posts back `confirmed=yes` past duplicates.

    `submission` is a random id made once a form, so that sending twice saves once.
    """

    csrf: str
    submission: str
    families: tuple[FamilyChoices, ...]
    values: FieldValues = field(default_factory=FieldValues)
    errors: tuple[FieldError, ...] = ()
    duplicates: tuple[LikelyDuplicate, ...] = ()
    action: str = "/field"
    sign_out_action: str = "/sign-out"
    signed_in_as: str = ""


@dataclass(frozen=True)
class AddedPage:
    """Where a new asset was placed. `is_published` False: it waits for a steward."""

    name: str
    kind: str
    is_published: bool
    href: str | None = None
    placed: str = ""
    """Where, in words: at a postcode; where you stood."""
    localities: tuple[Link, ...] = ()
    public_place: str = ""
    """What the public sees: somewhere in a ward."""


@dataclass(frozen=True)
class ReportRow:
    """Counts of one family or kind, here and in the whole borough."""

    label: str
    count: int
    per_1000: float | None
    borough_count: int
    borough_per_1000: float | None
    family: str = ""
    declared: int = 0
    """Of how many here the group itself says so."""


@dataclass(frozen=True)
class MissingKind:
    label: str
    """The kind's plural name."""
    elsewhere: int
    """How many other wards have at least one."""


@dataclass(frozen=True)
class Freshness:
    label: str
    count: int
    percent: float


@dataclass(frozen=True)
class ReportPage:
    name: str
    kind_label: str
    produced_on: date
    asset_count: int
    serves_count: int
    map: MapView
    borough_count: int
    facts: tuple[Fact, ...] = ()
    residents: int | None = None
    families: tuple[ReportRow, ...] = ()
    kinds: tuple[ReportRow, ...] = ()
    missing: tuple[MissingKind, ...] = ()
    freshness: tuple[Freshness, ...] = ()
    groups: tuple[KindGroup, ...] = ()
    also_serves: tuple[KindGroup, ...] = ()
    downloads: tuple[Download, ...] = ()
    place_href: str = ""
    is_indicative: bool = False
    scarce: tuple[str, ...] = ()
    """Kinds with far fewer than the borough's rate would give, a sentence each."""
    notes: tuple[str, ...] = ()
    """What each number counts and what it does not."""
    sources: tuple[str, ...] = ()
    """Where what is shown comes from, with the notices that licences ask for."""
    gifts: tuple[str, ...] = ()
    served: tuple[ReportRow, ...] = ()
    unserved: tuple[str, ...] = ()
    """People whom no entry here names and one of another such place does, a line a heading."""
    kind_plural: str = "wards"


@dataclass(frozen=True)
class ErrorPage:
    status: int
    title: str
    sentence: str
    links: tuple[Link, ...] = ()
