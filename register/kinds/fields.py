"""One field of the details at a time: from text or JSON to the value that is stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from register.kinds.dates import BadField, parse_date, parse_time
from register.kinds.names import plain
from register.kinds.shapes import Detail
from register.schedules.reading import schedules_from
from register.schedules.values import InvalidSchedule

__all__ = ["BadField", "parse_date", "parse_web_address", "parse_yes_no", "stored_value"]

LONGEST_TEXT = 300
LONGEST_LONG_TEXT = 2_000
LONGEST_URL = 500
LARGEST_NUMBER = 1_000_000_000

_YES = frozenset({"yes", "y", "true", "t", "1", "x", "✓", "✔"})
_SHORT = {"y": "yes", "true": "yes", "n": "no", "false": "no"}
_NO = frozenset({"no", "n", "false", "f", "0", "✗", "✘"})
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_MONEY = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def stored_value(detail: Detail, given: Any) -> Any:
    """The value as it is stored (see ``validated_details``); raises BadField."""
    return _READERS[detail.type](detail, given)


def parse_yes_no(text: str) -> bool:
    """Yes or no in the forms that people type."""
    word = text.strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise BadField(f"“{text.strip()[:40]}” is neither yes nor no, write one of them")


def parse_web_address(text: str) -> str:
    """A web address that is safe as a link; https:// is put in front where it is missing."""
    cleaned = text.strip()
    address = cleaned if "://" in cleaned else f"https://{cleaned}"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    is_safe = parts.scheme in ("http", "https") and not parts.username and _HOST.fullmatch(host)
    if not is_safe or len(address) > LONGEST_URL or re.search(r"[\s<>\"\\^`{|}]", address):
        raise BadField(f"“{cleaned[:60]}” is not a web address, write it like https://example.org")
    return address


def _text(detail: Detail, given: Any) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise BadField("it must be text")
    text = _UNPRINTABLE.sub("", str(given)).strip()
    longest = LONGEST_LONG_TEXT if detail.type == "long_text" else LONGEST_TEXT
    if len(text) > longest:
        raise BadField(f"it has {len(text)} characters, {longest} at most")
    return text if detail.type == "long_text" else " ".join(text.split())


def _whole_number(_: Detail, given: Any) -> int:
    if isinstance(given, int) and not isinstance(given, bool):
        number = given
    else:
        text = str(given).strip().removesuffix(".0")
        if not _WHOLE.fullmatch(text) or len(text) > 20:
            raise BadField(f"“{str(given).strip()[:40]}” is not a whole number, write it like 120")
        number = int(text.replace(",", ""))
    if not 0 <= number <= LARGEST_NUMBER:
        raise BadField(f"{number} is outside 0 to {LARGEST_NUMBER:,}")
    return number


def _money(_: Detail, given: Any) -> str:
    text = f"{given:.2f}" if isinstance(given, float) else str(given).strip()
    found = _MONEY.fullmatch(text)
    if isinstance(given, bool) or not found or len(text) > 24:
        raise BadField(f"“{text[:40]}” is not an amount of money, write it like £1,500 or 12.50")
    pounds = Decimal(found[1].replace(",", "") + (found[2] or ""))
    if pounds > LARGEST_NUMBER:
        raise BadField(f"£{pounds} is more than the register takes, check it")
    return str(pounds.quantize(Decimal("0.01"))).removesuffix(".00")


def _yes_no(_: Detail, given: Any) -> bool:
    return given if isinstance(given, bool) else parse_yes_no(str(given))


def _date(_: Detail, given: Any) -> str:
    if isinstance(given, datetime):
        return given.date().isoformat()
    return (given if isinstance(given, date) else parse_date(str(given))).isoformat()


def _time(_: Detail, given: Any) -> str:
    at = given if isinstance(given, time) else parse_time(str(given))
    return f"{at:%H:%M}"


def _choice(detail: Detail, given: Any) -> str:
    text = "yes" if given is True else "no" if given is False else str(given).strip()
    # Letter by letter first: plain words cannot tell "grade II*" from "grade II".
    for same in (str.casefold, plain):
        word = same(_SHORT.get(text.casefold(), text))
        for choice in detail.choices:
            if same(choice) == word:
                return choice
    listed = ", ".join(detail.choices)
    raise BadField(f"“{str(given).strip()[:40]}” is not one of: {listed}")


def _choices(detail: Detail, given: Any) -> list[str]:
    """Several, with ; or , or line ends between them; given twice counts once."""
    parts = given if isinstance(given, list | tuple) else re.split(r"[;,\n]", str(given))
    chosen = {_choice(detail, part) for part in parts if str(part).strip()}
    return [choice for choice in detail.choices if choice in chosen]


def _url(_: Detail, given: Any) -> str:
    return parse_web_address(str(given))


def _sessions(_: Detail, given: Any) -> list[dict[str, Any]]:
    """Several schedules: as JSON, or in words with ; between them."""
    try:
        return [schedule.stored() for schedule in schedules_from(given)]
    except InvalidSchedule as reason:
        raise BadField(str(reason)) from None


_READERS: dict[str, Callable[[Detail, Any], Any]] = {
    "text": _text,
    "long_text": _text,
    "whole_number": _whole_number,
    "money": _money,
    "yes_no": _yes_no,
    "date": _date,
    "time": _time,
    "choice": _choice,
    "choices": _choices,
    "url": _url,
    "sessions": _sessions,
}
