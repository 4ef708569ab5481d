"""The contact in a row of the spreadsheet: no sentence here quotes a cell, it may name a person."""

from collections.abc import Mapping
from datetime import date

from importers.rows import RowRejected
from register.assets.values import ContactDraft
from register.kinds.fields import BadField, parse_date, parse_web_address

_MARKS = ("contact_name", "contact_role", "email", "phone", "website")
_LONGEST = {"contact_name": 500, "contact_role": 500, "email": 500, "phone": 120}


def contacts(cells: Mapping[str, str]) -> list[ContactDraft]:
    """The contact, if the row has one; raises RowRejected.

    A name is kept only where the group or its website gave it, or the person agreed.
    """
    if not any(mark in cells for mark in _MARKS):
        return []
    _check_lengths(cells)
    basis = cells.get("lawful_basis", "public_task")
    consent_on = _day(cells["consent_on"]) if "consent_on" in cells else None
    if basis == "consent" and not (consent_on and cells.get("consent_how")):
        raise RowRejected(
            "Lawful basis: for consent, say when under “Consent on” and how under “Consent how”."
        )
    origin = cells.get("contact_origin", "source")
    may_name = origin in ("group", "website") or basis == "consent"
    return [
        ContactDraft.model_validate(
            {
                "name": cells.get("contact_name", "") if may_name else "",
                "role": cells.get("contact_role", ""),
                "email": _email(cells.get("email", "")),
                "phone": cells.get("phone", ""),
                "website": _website(cells.get("website", "")),
                "audience": cells.get("contact_audience", "stewards"),
                "lawful_basis": basis,
                "consent_on": consent_on,
                "consent_how": cells.get("consent_how", ""),
                "origin": origin,
            }
        )
    ]


def _check_lengths(cells: Mapping[str, str]) -> None:
    for name, longest in _LONGEST.items():
        if len(cells.get(name, "")) > longest:
            raise RowRejected(f"A cell of the contact has more than {longest} characters.")


def _email(text: str) -> str:
    if text and ("@" not in text[1:-1] or " " in text):
        raise RowRejected("Email: this is not an e-mail address, write it like hello@example.org.")
    return text


def _website(text: str) -> str:
    try:
        return parse_web_address(text) if text else ""
    except BadField:
        raise RowRejected(
            "Website: this is not a web address, write it like https://example.org."
        ) from None


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except BadField:
        raise RowRejected("Consent on: this is not a date, write it like 31/12/2025.") from None
