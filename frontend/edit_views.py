"""The plain values of the form that edits a proposal whole before it is approved."""

from dataclasses import dataclass, field

from frontend.contact_views import ContactValues
from frontend.proposal_views import ChangedField, DetailInput
from frontend.session_values import TypedSession
from frontend.views import FamilyChoices, FieldError, Form


@dataclass(frozen=True)
class EntryValues:
    """An entry as texts, by the names of the form's fields."""

    name: str = ""
    kind: str = ""
    summary: str = ""
    address: str = ""
    precision: str = ""
    postcode: str = ""
    lat: str = ""
    lon: str = ""
    age_from: str = ""
    age_to: str = ""
    groups: str = ""
    for_note: str = ""
    for_said_by: str = ""


@dataclass(frozen=True)
class EditedContact(ContactValues):
    """A contact in a list of them; ``is_gone``: it is to be taken away."""

    is_gone: bool = False


@dataclass(frozen=True)
class EntryForm:
    """A whole entry to edit. ``was``: what was shown, which the form brings back.

    ``carried`` are details of another kind that were typed: the form keeps them, should that kind
    be chosen again. ``contacts`` end with an empty one, ``sessions`` too where the kind has any.
    """

    values: EntryValues
    was: tuple[tuple[str, str], ...] = ()
    details: tuple[DetailInput, ...] = ()
    sessions: tuple[TypedSession, ...] = ()
    contacts: tuple[EditedContact, ...] = ()
    carried: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class EditPage(Form):
    """One proposal to edit and approve. ``conflicts`` are fields that somebody has to settle."""

    csrf: str
    action: str
    href: str
    """The proposal's own page."""
    title: str
    what: str
    families: tuple[FamilyChoices, ...]
    form: EntryForm
    usual: str
    kind_name: str = ""
    conflicts: tuple[ChangedField, ...] = ()
    overtaken: tuple[ChangedField, ...] = ()
    """Fields that were edited here while somebody else changed them: what they say now."""
    left_behind: tuple[tuple[str, str], ...] = ()
    """Details, with their label, that the kind which was chosen does not have."""
    is_other_kind: bool = False
    seen_version: str = ""
    reason: str = ""
    public_answer: str = ""
    is_from_resident: bool = False
    choices: dict[str, str] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    is_decided: bool = False
    """Somebody else was quicker: what was typed is there to be copied, not to be approved."""
    said_by: str = ""
    """Who says for whom it is, as it is proposed or stands there."""
    seen_proposal: str = ""
    """A digest of what is proposed, as it was shown."""
