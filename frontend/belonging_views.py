"""The plain values about how entries belong together, what they offer, and what is lent."""

from dataclasses import dataclass
from datetime import date

from frontend.choices import Choice
from frontend.views import FieldError, Form, Link

__all__ = ["FieldError"]


@dataclass(frozen=True)
class RelatedGroup:
    """Entries that stand in one relation to this one: groups that meet here, part of."""

    heading: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class OfferItem:
    """One offer or need. ``who`` is left out on the page of the entry itself."""

    label: str
    words: str
    when: str = ""
    hours: str = ""
    skills: str = ""
    certificate: str = ""
    who: Link | None = None
    kind: str = ""
    place: str = ""


@dataclass(frozen=True)
class MatchItem:
    """An offer and a need that suit each other, and how near they are, in words."""

    offer: Link
    offer_label: str
    offer_words: str
    need: Link
    need_label: str
    need_words: str
    near: str


@dataclass(frozen=True)
class LoanItem:
    """Something lent. ``late`` is set where it should be back."""

    id: str
    what: str
    lender: Link
    borrower: Link
    lent_on: date
    due_on: date
    returned_on: date | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Belonging:
    """What one entry belongs to, offers and needs. ``loans`` are for who is signed in."""

    meets_at: tuple[Link, ...] = ()
    related: tuple[RelatedGroup, ...] = ()
    offers: tuple[OfferItem, ...] = ()
    needs: tuple[OfferItem, ...] = ()
    matches: tuple[MatchItem, ...] = ()
    loans: tuple[LoanItem, ...] = ()


@dataclass(frozen=True)
class LinkLine:
    """A relation as it is recorded, to be ended. ``shown``: who may know of it, in words."""

    field: str
    said: str
    other: Link
    shown: str


@dataclass(frozen=True)
class LinksPage(Form):
    csrf: str
    name: str
    slug: str
    version: int
    lines: tuple[LinkLine, ...]
    choices: tuple[Choice, ...]
    relation: str = ""
    other: str = ""
    shown: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class OfferLine:
    key: str
    item: OfferItem


@dataclass(frozen=True)
class OfferValues:
    """An offer as it was typed."""

    way: str = ""
    kind: str = ""
    words: str = ""
    from_on: str = ""
    until_on: str = ""
    hours: str = ""
    skills: str = ""
    has_certificate: str = ""


@dataclass(frozen=True)
class OfferFormPage(Form):
    """``is_own``: for a contact of the entry, of whose changes so many still ``wait``."""

    csrf: str
    name: str
    slug: str
    version: int
    lines: tuple[OfferLine, ...]
    kinds: tuple[Choice, ...]
    typed: OfferValues = OfferValues()
    changing: str = ""
    errors: tuple[FieldError, ...] = ()
    is_own: bool = False
    waiting: int = 0
    submission: str = ""


@dataclass(frozen=True)
class OffersPage:
    """The list of all offers and needs, as narrowed by what was chosen."""

    items: tuple[OfferItem, ...]
    of_all: int
    kinds: tuple[Choice, ...]
    places: tuple[Choice, ...]
    way: str = ""
    kind: str = ""
    place: str = ""
    certificate: bool = False
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class MatchesPage:
    items: tuple[MatchItem, ...]
    places: tuple[Choice, ...]
    place: str = ""


@dataclass(frozen=True)
class LendingPage(Form):
    """What one entry has lent and borrowed, and the form to lend."""

    csrf: str
    name: str
    slug: str
    loans: tuple[LoanItem, ...]
    today: date
    borrower: str = ""
    what: str = ""
    due_on: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class LoansPage:
    """Everything that is out; what is late first."""

    late: tuple[LoanItem, ...]
    out: tuple[LoanItem, ...]


@dataclass(frozen=True)
class DrawnNode:
    """A box in the drawing: its corner and size in units of the picture, and what is in it."""

    x: float
    y: float
    width: float
    height: float
    text: str
    link: Link
    family: str
    is_here: bool


@dataclass(frozen=True)
class DrawnLink:
    """A line in the drawing, as an SVG path; ``style`` names how it is drawn."""

    path: str
    style: str
    said: str


@dataclass(frozen=True)
class NetworkLine:
    """One relation in words: this, said of, that."""

    one: Link
    said: str
    other: Link


@dataclass(frozen=True)
class NetworkPage:
    name: str
    kind_label: str
    place: Link
    width: float
    height: float
    nodes: tuple[DrawnNode, ...]
    links: tuple[DrawnLink, ...]
    lines: tuple[NetworkLine, ...]
    styles: tuple[Choice, ...] = ()
    is_cut: bool = False
