"""Going through values, also inside JSON: what is said of a person there, and the same without."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from register.kinds.definition import details
from register.privacy.known_by import KnownBy

CONTACTS, DETAILS = "contacts", "details"
# Words of ours, dates and keys: somebody may well be called Hall or Ward.
NOT_FREE = {
    *("kind", "precision", "serves", "status", "merged_into", "erased"),
    *("audience", "lawful_basis", "origin", "consent_on"),
    *("postcode", "lon", "lat", "groups", "age_from", "age_to", "said_by"),
}
FREE_DETAILS = ("text", "long_text", "url", "sessions")


@dataclass(frozen=True)
class Said:
    """A text at a path such as ``changed.contacts.to.0.email``; ``is_person`` where such a field
    names one person as a whole.
    """

    path: str
    text: str
    is_person: bool


def _step(inside: str, name: str) -> str | None:
    """Where one is below a field of this name: in contacts, in details or elsewhere (empty); None
    where nobody writes freely.
    """
    group, _, part = name.partition(".")
    if inside == DETAILS or (part and group == DETAILS):
        detail = details().get(part or name)
        return inside or DETAILS if detail is None or detail.type in FREE_DETAILS else None
    if (part or name) in NOT_FREE:
        return None
    return name if name in (CONTACTS, DETAILS) else inside


def texts_in(
    value: Any, path: str = "", *, inside: str = "", is_person: bool = False
) -> Iterator[Said]:
    """Every text in a value that somebody wrote, however deep."""
    if isinstance(value, str):
        yield Said(path, value, is_person)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            below = _step(inside, name)
            if below is None:
                continue
            is_theirs = below == CONTACTS and name in ("name", "email")
            where = f"{path}.{name}" if path else name
            yield from texts_in(inner, where, inside=below, is_person=is_theirs or is_person)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from texts_in(inner, f"{path}.{place}", inside=inside, is_person=is_person)


def is_contact_of(contact: Mapping[str, Any], known: KnownBy) -> bool:
    """Whether a contact is this person: by the address, or by the name, titles and all."""
    return known.is_in(str(contact.get(known.way) or ""))


def without(value: Any, known: KnownBy, inside: str = "") -> Any:
    """The value with contacts of this person taken out, and mentions in texts replaced.

    It does the same to the same value wherever it is kept, so that the log still adds up to what
    is recorded now.
    """
    if isinstance(value, str):
        return known.without(value)
    if isinstance(value, Mapping):
        return {
            name: inner if below is None else without(inner, known, below)
            for name, inner in value.items()
            for below in (_step(inside, name),)
        }
    if isinstance(value, list):
        return [
            without(inner, known, inside)
            for inner in value
            if not (
                inside == CONTACTS and isinstance(inner, Mapping) and is_contact_of(inner, known)
            )
        ]
    return value
