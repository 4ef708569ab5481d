"""The form that shows a whole entry: as it is, as it was sent, or both after somebody else wrote.

What is sent is shown again as it was typed. Where the entry has changed in the meantime, what was
typed stays and all the rest becomes what it is now.
"""

from dataclasses import replace

from api.pages.entry_contacts import (
    PREFIX,
    contact_inputs,
    contacts_sent,
    meant_contacts,
    was_contacts,
)
from api.pages.entry_texts import (
    Entry,
    details_mark,
    entry_texts,
    meant_edits,
    shown_details,
    texts_sent,
)
from api.pages.forms import Sent
from api.pages.queue_words import EDIT
from api.pages.said_by import for_whom_input
from api.pages.suggest_details import PREFIX as DETAILS
from api.pages.suggest_details import detail_inputs, was_details
from api.pages.suggest_sessions import (
    meant_sessions,
    sessions_sent,
    sessions_to_change,
    was_sessions,
)
from frontend.edit_views import EntryForm, EntryValues
from frontend.session_values import TypedSession
from register.assets.drafts import InvalidDraft
from register.assets.fields import Fields
from register.proposals.public_values import PublicValues

SESSION = "session_"
WAS = "was."
Pairs = tuple[tuple[str, str], ...]


def form_of(fields: Fields, kind: str = "") -> EntryForm:
    """The form as it begins; ``kind``: with the details of another kind than the entry is of."""
    texts = entry_texts(fields)
    shown = shown_details(fields, kind or texts["kind"])
    details = detail_inputs(shown)
    sessions = sessions_to_change(shown.kind, shown.sessions)
    seen = (*texts.items(), details_mark(fields))
    was = (*seen, *was_details(details), *_was_sessions(shown, sessions))
    contacts = fields.get("contacts") or []
    return EntryForm(
        values=EntryValues(**texts),
        was=(*_named(was), *was_contacts(contacts)),
        details=details,
        sessions=sessions,
        contacts=contact_inputs(contacts),
    )


def _was_sessions(shown: PublicValues, sessions: tuple[TypedSession, ...]) -> Pairs:
    return (was_sessions(shown.sessions),) if sessions else ()


def _named(was: Pairs) -> Pairs:
    return tuple((f"{WAS}{name}", text) for name, text in was)


def form_begun(fields: Fields, sent: Sent) -> EntryForm:
    """The form as it begins, with what was typed into the texts on the proposal's own page."""
    form, typed = form_of(fields), sent.below(EDIT)
    values = {name: text for name, text in typed.items() if name in vars(form.values)}
    details = tuple(replace(one, value=typed.get(one.name, one.value)) for one in form.details)
    return replace(form, values=replace(form.values, **values), details=details)


def form_sent(fields: Fields, sent: Sent) -> EntryForm:
    """All that was sent, with the details of the kind that was chosen."""
    texts = texts_sent(sent)
    shown = shown_details(fields, texts["kind"])
    details = detail_inputs(shown, sent)
    has_sessions = f"{WAS}sessions" in sent
    sessions = (
        sessions_sent(shown, sent)
        if has_sessions
        else sessions_to_change(shown.kind, shown.sessions)
    )
    was = tuple(sent.starting(WAS, "has_"))
    known = {name for name, _ in was}
    new = _named((*was_details(details), *_was_sessions(shown, sessions)))
    return EntryForm(
        values=EntryValues(**texts),
        was=(*was, *(pair for pair in new if pair[0] not in known)),
        details=details,
        sessions=sessions,
        contacts=contacts_sent(sent),
        carried=_carried(sent, {one.name for one in details}, bool(sessions)),
    )


def _carried(sent: Sent, shown: set[str], has_sessions: bool) -> Pairs:
    """What was typed into details that the chosen kind does not have."""
    typed = sent.starting(DETAILS, SESSION)
    return tuple(
        (name, text)
        for name, text in typed
        if text and name not in shown and not (has_sessions and name.startswith(SESSION))
    )


def form_overtaken(fields: Fields, sent: Sent) -> EntryForm:
    """What was typed over what the entry says by now; untouched fields are as they are now."""
    typed, was = form_sent(fields, sent), texts_sent(sent, WAS)
    values = {n: text for n, text in vars(typed.values).items() if text != was.get(n, "")}
    if needed := _kind_meant(fields, sent):
        values["kind"] = needed
    fresh = form_of(fields, values.get("kind", ""))
    written = {one.name: one.value for one in typed.details}
    details = tuple(
        replace(one, value=written[one.name])
        if one.name in written and written[one.name] != sent.get(f"{WAS}{one.name}")
        else one
        for one in fresh.details
    )
    kind = values.get("kind") or fresh.values.kind
    shown = shown_details(fields, kind)
    kept = {f"{WAS}{name}" for name, _ in typed.carried}
    return replace(
        fresh,
        was=(*fresh.was, *(pair for pair in typed.was if pair[0] in kept)),
        values=replace(fresh.values, **values),
        details=details,
        sessions=typed.sessions if _sessions_differ(fields, shown, sent) else fresh.sessions,
        contacts=typed.contacts if _contacts_differ(fields, sent) else fresh.contacts,
        carried=typed.carried,
    )


def _kind_meant(fields: Fields, sent: Sent) -> str:
    """The kind that was chosen, or that what was typed needs."""
    try:
        return str(meant_edits(fields, sent).edits.get("kind") or "")
    except InvalidDraft:
        return ""


def _sessions_differ(fields: Fields, shown: PublicValues, sent: Sent) -> bool:
    try:
        return bool(meant_sessions(Entry(fields), shown, sent)[0])
    except InvalidDraft:
        return True


def _contacts_differ(fields: Fields, sent: Sent) -> bool:
    try:
        return bool(meant_contacts(fields, sent)[0])
    except InvalidDraft:
        return True


def input_id(field: str, form: EntryForm) -> str:
    """The id of the input that a fault is about; the decision's where no input is."""
    if field == "details.sessions":
        return f"{SESSION}1_often"
    if field == "place":
        return "postcode"
    if field == "contacts" or field.startswith("contacts."):
        part = field.split(".")[1] if "." in field else "0"
        return f"{PREFIX}{int(part) + 1 if part.isdecimal() else 1}_name"
    if field.startswith("for_whom"):
        return for_whom_input(field)
    known = {*vars(form.values), *(one.name for one in form.details), "reason"}
    is_ours = field in known or field.startswith((SESSION, PREFIX))
    return field if is_ours else "approve"
