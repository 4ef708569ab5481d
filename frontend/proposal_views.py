"""The plain values of the pages about proposals: suggesting, the queue, decisions, histories."""

from dataclasses import dataclass, field
from datetime import date, datetime

from frontend.choices import Choice
from frontend.session_values import TypedSession
from frontend.views import FieldError, Form, Link, MapView

__all__ = ["FieldError"]


@dataclass(frozen=True)
class ChangedField:
    """One field before and after, in words. ``now`` is set where somebody changed it in between."""

    field: str
    label: str
    before: str
    after: str
    now: str = ""
    is_conflict: bool = False
    typed: str | None = None
    """What the steward typed instead; None where the field cannot be typed."""


@dataclass(frozen=True)
class QueueItem:
    id: str
    href: str
    name: str
    what: str
    """A change, a new entry, a report."""
    places: str
    waiting_since: date
    is_late: bool = False
    is_asked: bool = False


@dataclass(frozen=True)
class QueueTab:
    label: str
    href: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True)
class QueuePage(Form):
    csrf: str
    tabs: tuple[QueueTab, ...]
    items: tuple[QueueItem, ...]
    next_href: str = ""
    chosen: tuple[str, ...] = ()
    reason: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    """Which queue is looked at, carried by the form."""
    done: str = ""
    has_runs: bool = False
    """Whether they decide about imports: who looks after the whole borough does."""
    runs_waiting: int = 0
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class Said:
    who: str
    at: datetime
    words: str


@dataclass(frozen=True)
class ProposalPage(Form):
    """One proposal for who decides. ``seen_version`` is of the asset that is shown."""

    csrf: str
    action: str
    title: str
    what: str
    by: str
    submitted_at: datetime
    places: str
    status: str
    is_open: bool
    fields: tuple[ChangedField, ...] = ()
    doubles: tuple[Link, ...] = ()
    said: tuple[Said, ...] = ()
    asset: Link | None = None
    history: Link | None = None
    into: Link | None = None
    seen_version: int | None = None
    map: MapView | None = None
    reason: str = ""
    public_answer: str = ""
    is_from_resident: bool = False
    errors: tuple[FieldError, ...] = ()
    can_be_asked: bool = True
    """Whether somebody can answer a question about it; of an import, nobody."""
    precision: str | None = None
    """How finely it would be shown, to be chosen anew; None where that is not in question."""
    was_precision: str = ""
    usual: str = ""
    edited: tuple[ChangedField, ...] = ()
    """Once it is approved: what was proposed, and what was approved instead."""
    pair: tuple[ChangedField, ...] = ()
    """Two entries that may be the same side by side: before is this one, after the other."""
    keep: str = ""
    """Which of the two stays: ``into``, the other one, or ``asset``."""
    written: tuple[tuple[str, str], ...] = ()
    """Somebody else was quicker: with its label, all that was typed, to read and to copy."""
    seen_proposal: str = ""
    """A digest of what is proposed, as it is shown."""

    @property
    def has_conflict(self) -> bool:
        """Whether somebody must choose between two values."""
        return any(one.is_conflict for one in self.fields)


@dataclass(frozen=True)
class KeptPage(Form):
    """What somebody wrote about a proposal that they do not decide about any more."""

    written: tuple[tuple[str, str], ...]
    errors: tuple[FieldError, ...]


@dataclass(frozen=True)
class SuggestValues:
    """What a resident typed about an asset, kept as typed; ``was`` is what they were shown."""

    name: str = ""
    summary: str = ""
    address: str = ""
    postcode: str = ""
    website: str = ""
    phone: str = ""
    email: str = ""
    topic: str = ""
    words: str = ""
    your_email: str = ""
    precision: str = ""
    age_from: str = ""
    age_to: str = ""
    groups: str = ""
    for_note: str = ""
    for_said_by: str = ""
    for_confirmed: str = ""


@dataclass(frozen=True)
class DetailInput:
    """One detail as a form asks for it. ``type`` is that of the kind; several with "; "."""

    name: str
    label: str
    hint: str
    type: str
    value: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class SuggestAssetPage(Form):
    csrf: str
    name: str
    slug: str
    values: SuggestValues = field(default_factory=SuggestValues)
    was: tuple[tuple[str, str], ...] = ()
    is_report: bool = False
    errors: tuple[FieldError, ...] = ()
    submission: str = ""
    checked: str = ""
    """How somebody who is signed in has checked it, if they came from saying so."""
    sessions: tuple[TypedSession, ...] = ()
    """With empty ones to fill in; none where its kind has no sessions."""
    details: tuple[DetailInput, ...] = ()
    asks: str = ""
    """Who says for whom it is: who ``told`` them, or whether it is their ``own`` word."""
    said_by: str = ""
    """Who says so now: the group, other people, or nobody knows (empty)."""


@dataclass(frozen=True)
class TwinChoice:
    """A public entry that may be the same one; ``about``: of what kind it is, and where."""

    slug: str
    name: str
    about: str


@dataclass(frozen=True)
class SuggestTwicePage(Form):
    """Saying that an entry is in the list twice: one of ``twins``, or ``other`` as typed."""

    csrf: str
    name: str
    slug: str
    twins: tuple[TwinChoice, ...] = ()
    twin: str = ""
    other: str = ""
    words: str = ""
    your_email: str = ""
    submission: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class SuggestPage(Form):
    csrf: str
    places: tuple[Choice, ...]
    kind: str = ""
    words: str = ""
    your_email: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class SuggestedPage:
    """``reference`` to keep; ``done`` where it was carried out at once."""

    reference: str = ""
    href: str = ""
    done: str = ""
    back: Link | None = None
    follow: Link | None = None
    """Where somebody signed in sees what becomes of it."""


@dataclass(frozen=True)
class OutcomePage(Form):
    """What became of a suggestion, for who holds the reference."""

    reference: str
    heading: str
    sentence: str
    sent_on: date
    csrf: str
    about: str = ""
    asset: Link | None = None
    question: str = ""
    reason: str = ""
    decided_on: date | None = None
    words: str = ""
    is_sent: bool = False
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class FollowPage(Form):
    reference: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class DecisionItem:
    said: str
    """You said: something is missing in Hillside."""
    did: str
    """We did: we have put it right."""
    decided_on: date
    answer: str = ""
    link: Link | None = None


@dataclass(frozen=True)
class DecisionsPage:
    items: tuple[DecisionItem, ...]


@dataclass(frozen=True)
class VersionItem:
    version: int
    at: datetime
    what: str
    who: str
    why: str
    fields: tuple[ChangedField, ...]
    href: str
    is_now: bool
    edited: tuple[ChangedField, ...] = ()
    """Where it was edited before it was approved: before is what was proposed."""


@dataclass(frozen=True)
class HistoryPage(Form):
    csrf: str
    name: str
    slug: str
    status: str
    version: int
    versions: tuple[VersionItem, ...]
    may_decide: bool
    into: str = ""
    reason: str = ""
    done: str = ""
    errors: tuple[FieldError, ...] = ()
    may_see_sharing: bool = False


@dataclass(frozen=True)
class VersionPage:
    csrf: str
    name: str
    slug: str
    version: int
    now: int
    at: datetime
    status: str
    values: tuple[tuple[str, str], ...]
    fields: tuple[ChangedField, ...]
    """What differs from the version that it is compared with."""
    compared_with: int
    may_restore: bool


@dataclass(frozen=True)
class OwnProposal:
    """Something that the person sent, and what became of it so far."""

    id: str
    name: str
    what: str
    heading: str
    sent_on: date
    fields: str = ""
    """What they wanted changed, as names of fields."""
    said: tuple[Said, ...] = ()
    reason: str = ""
    decided_on: date | None = None
    asset: Link | None = None
    words: str = ""
    """The answer as typed, where it could not be kept."""


@dataclass(frozen=True)
class OwnProposalsPage(Form):
    """``asked`` have a question that is open; ``message_for`` an answer goes by ``words-{id}``."""

    csrf: str
    asked: tuple[OwnProposal, ...] = ()
    items: tuple[OwnProposal, ...] = ()
    next_href: str = ""
    is_sent: bool = False
    errors: tuple[FieldError, ...] = ()
