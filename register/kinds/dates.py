"""Dates and times of day as people in Britain type them."""

from __future__ import annotations

import re
from datetime import date, time

_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.+Z-]*)?")
_BRITISH_DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")
_WORDY_DATE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\s+(\d{4})", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?\s*(am|pm)?", re.IGNORECASE)
_NAMED = {
    **dict.fromkeys(("noon", "12 noon", "midday"), time(12)),
    **dict.fromkeys(("midnight", "12 midnight"), time(0)),
}


class BadField(ValueError):
    """Why one field cannot be stored: the end of a sentence that begins with its label."""


def parse_date(text: str) -> date:
    """A date written 2026-12-01, 1/12/2026 (day first, as in Britain) or 1 December 2026."""
    cleaned = text.strip()
    if found := _ISO_DATE.fullmatch(cleaned):
        parts = (found[1], found[2], found[3])
    elif found := _BRITISH_DATE.fullmatch(cleaned):
        parts = (found[3] if len(found[3]) == 4 else f"20{found[3]}", found[2], found[1])
    elif (found := _WORDY_DATE.fullmatch(cleaned)) and found[2][:3].lower() in _MONTHS:
        parts = (found[3], str(_MONTHS.index(found[2][:3].lower()) + 1), found[1])
    else:
        raise BadField(f"“{cleaned[:40]}” is not a date, write it like 31/12/2026")
    try:
        return date(*map(int, parts))
    except ValueError:
        raise BadField(f"“{cleaned[:40]}” is not a day of any month, check it") from None


def parse_time(text: str, after: time | None = None) -> time:
    """A time of day written 19:30, 7.30pm or noon; a bare 7 is refused: morning or evening?

    ``after`` is when something begins: then a bare hour is the next of that name.
    """
    cleaned = text.strip()
    if after and cleaned.isascii() and cleaned.isdigit() and 1 <= int(cleaned) <= 12:
        return _next_hour(int(cleaned), after)
    if (named := _NAMED.get(cleaned.lower())) is not None:
        return named
    found = _CLOCK.fullmatch(cleaned)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    half = (found[3] or "").lower() if found else ""
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif half or not (found and found[2]):
        hour = 99  # "13pm", or a bare number
    if hour > 23 or minute > 59:
        raise BadField(f"“{cleaned[:40]}” is not a time of day, write it like 19:30 or 7.30pm")
    return time(hour, minute)


def _next_hour(hour: int, after: time) -> time:
    began = after.hour * 60 + after.minute
    before_noon, after_noon = time(hour % 12), time(hour % 12 + 12)
    return min(before_noon, after_noon, key=lambda one: (one.hour * 60 - began - 1) % (24 * 60))
