"""What a stranger was shown of an asset, and the change that they mean by writing otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.current import AssetUnknown, CurrentAsset
from register.assets.drafts import Fault, InvalidDraft
from register.assets.fields import Fields, contacts_in_order
from register.proposals.for_whom_texts import PARTS as FOR_WHOM
from register.proposals.for_whom_texts import for_whom_from, for_whom_texts
from register.proposals.line_ends import as_a_form_sends, as_shown

# The public schema alone: what is private must not be confirmed by a question.
SHOWN = """
SELECT id, name, summary, address, postcode, contacts, kind, for_whom, details, precision
FROM published.public_asset
WHERE slug = :slug
"""
SINGLE = ("name", "summary", "address")
SHOWN_PARTS = ("website", "phone")
REACHED = (*SHOWN_PARTS, "email")  # an e-mail address is not shown: what is typed replaces it


@dataclass(frozen=True)
class PublicValues:
    """The texts that a form about a public asset begins with, by the names of its fields."""

    id: UUID
    texts: dict[str, str]
    kind: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    precision: str = ""
    said_by: str = ""

    @property
    def sessions(self) -> list[Any]:
        """Its sessions on a schedule, as they are stored."""
        return list(self.details.get("sessions", []))


def public_values(session: Session, slug: str) -> PublicValues:
    """What everybody sees of an asset; raises AssetUnknown where nobody sees anything."""
    row = session.execute(text(SHOWN), {"slug": slug}).mappings().first()
    if row is None:
        raise AssetUnknown("We have no entry at this address. It may have been taken out.")
    return shown_values(dict(row))


def shown_values(row: Mapping[str, Any]) -> PublicValues:
    """The same of a row of the public schema."""
    said_by = row["for_whom"].get("said_by") or ""
    plain = (row["id"], public_texts(row), row["kind"], row["details"], row["precision"])
    return PublicValues(*plain, said_by)


def is_public(session: Session, slug: str) -> bool:
    """Whether everybody can see the asset at this address."""
    return session.execute(text(SHOWN), {"slug": slug}).first() is not None


def public_texts(row: Mapping[str, Any]) -> dict[str, str]:
    """The same from a row of the public schema."""
    said = {name: row[name] or "" for name in (*SINGLE, "postcode")}
    said |= for_whom_texts(row["for_whom"])
    for part in SHOWN_PARTS:
        said[part] = next((one[part] for one in row["contacts"] if one.get(part)), "")
    return {name: as_a_form_sends(text) for name, text in said.items()} | {"email": ""}


def meant_changes(
    asset: CurrentAsset, shown: PublicValues, was: Mapping[str, str], typed: Mapping[str, str]
) -> tuple[Fields, Fields]:
    """The fields as somebody wants them, and as they were when they looked: (wanted, base).

    Only what they typed differently counts. Where they were shown what is shown now, the base is
    what is recorded now, of which the public may see less. Raises InvalidDraft for ages that
    are no numbers.
    """
    wanted: Fields = {}
    base: Fields = {}
    typed = {
        name: text if name == "summary" else as_shown(text, was.get(name, ""))
        for name, text in typed.items()
    }
    changed = [name for name in typed if name in shown.texts and typed[name] != was.get(name, "")]
    is_old = {name: was.get(name, "") != shown.texts[name] for name in changed}
    for name in (one for one in changed if one in SINGLE):
        wanted[name] = typed[name] or None
        base[name] = was.get(name) or None if is_old[name] else asset.fields.get(name)
    if "postcode" in changed:
        wanted["place"] = {"lon": None, "lat": None, "postcode": typed["postcode"] or None}
        base["place"] = {"postcode": was["postcode"]} if is_old["postcode"] else _place(asset)
    if typed.get("precision"):
        # What is usual for the kind is not told, so nothing was seen: it counts from now.
        wanted["precision"] = typed["precision"]
        base["precision"] = asset.fields.get("precision")
    faults: list[Fault] = []
    meant, seen = for_whom_from(typed, faults), for_whom_from(was, [])
    for name in (one for one in changed if one in FOR_WHOM):
        part = FOR_WHOM[name]
        wanted[f"for_whom.{part}"] = meant.get(part)
        base[f"for_whom.{part}"] = (
            seen.get(part) if is_old[name] else asset.fields.get(f"for_whom.{part}")
        )
    if faults:
        raise InvalidDraft(faults)
    parts = [name for name in changed if name in REACHED]
    if parts:
        wanted["contacts"] = _contacts(asset, {name: (was[name], typed[name]) for name in parts})
        was_old = any(is_old[name] for name in parts)
        base["contacts"] = [] if was_old else asset.fields.get("contacts")
    return wanted, base


def _place(asset: CurrentAsset) -> Any:
    return asset.fields.get("place")


def _contacts(asset: CurrentAsset, parts: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """The contacts with public parts replaced, taken out or added; private ones as they are."""
    contacts = [dict(one) for one in asset.fields.get("contacts") or []]
    public = [one for one in contacts if one.get("audience") == "public"]
    for part, (before, after) in parts.items():
        holding = _holding(public, part, before) or next(
            (one for one in public if not one.get(part)), None
        )
        if holding is None:
            holding = {"audience": "public", "origin": "website"}
            contacts.append(holding)
            public.append(holding)
        if after:
            holding[part] = after
        else:
            holding.pop(part, None)
    return contacts_in_order([one for one in contacts if _says_something(one)])


def _holding(public: list[dict[str, Any]], part: str, before: str) -> dict[str, Any] | None:
    """The contact with the part that was seen; of e-mail addresses, which are not, the first."""
    if part == "email":
        return next((one for one in public if one.get(part)), None)
    return next((one for one in public if before and one.get(part) == before), None)


def _says_something(contact: Mapping[str, Any]) -> bool:
    return any(contact.get(part) for part in ("name", *REACHED))
