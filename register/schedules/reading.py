"""Schedules from what was sent: JSON, or words as people and our own pages write them.

``Every Tuesday, 10 am to 12 noon; first Monday of the month 7pm-9pm, not on 7 December 2026``
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from register.schedules.values import LAST, InvalidSchedule, Schedule, schedule_from

MOST = 20
_FREE = re.compile(r"(.*?)(?:,?\s*\bcost\s*:\s*(.*?))?(?:,?\s*\bnote\s*:\s*(.*))?", re.I)
_DATE = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9} \d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}/\d{4})\b"
)
_MARK = re.compile(r"@(\d+)@")  # where a date stood
_AT = (
    r"(?:\d{1,2}(?:[:.]\d{2})? ?(?:am|pm)\b|(?:12 )?(?:noon|midnight)\b|midday\b"
    r"|\d{1,2}[:.]\d{2}\b)"
)
_TO = r" ?(?:-|–|to\b|until\b|till\b) ?"
_TIMES = re.compile(rf"({_AT}|\d{{1,2}}(?={_TO}{_AT}))(?:{_TO}({_AT}))?")
_CLAUSE = re.compile(r"\b(not on|except on|except|also on|starting|from|until)\b")
_CLAUSES = {"starting": "from", "except": "not_on", "except on": "not_on"}
_SINGLE = ("from", "until")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = r"(mon|tue|wed|thu|fri|sat|sun)(?:s|rs|rsday|sday|day|nesday|urday)?s?\b"
_ONE_DAY = re.compile(rf"\b{_DAY}")
_SPAN = re.compile(rf"\b{_DAY} ?(?:-|–|to) ?{_DAY}")
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": LAST}
_NTH |= {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_ORDINAL = re.compile(rf"\b({'|'.join(_NTH)})\b")
_WEEKS = re.compile(r"\bevery (?:(\d{1,2}) weeks|other|second week)\b|\bfortnightly\b")
_FILLERS = re.compile(
    rf"{_DAY}|\b(?:{'|'.join(_NTH)}|every|each|on|the|of|and|at|to|month|weeks?|days?|weekdays?|daily"
    r"|other|fortnightly|second week|\d{1,2}(?:st|nd|rd|th)?)\b|@\d+@|[-–&,.]"
)
_OF_MONTH = r" of (?:the|each|every) month"
_MONTHDAY = re.compile(rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)|day (\d{{1,2}})|last day){_OF_MONTH}")


def schedules_from(given: Any) -> list[Schedule]:
    """Several schedules, from a list of JSON objects or from words; raises InvalidSchedule."""
    if isinstance(given, str):
        listed: list[Any] = [part for part in re.split(r"[;\n]", given) if part.strip()]
    elif isinstance(given, list | tuple):
        listed = list(given)
    else:
        raise InvalidSchedule("every", "it must be a list of sessions")
    if len(listed) > MOST:
        raise InvalidSchedule("every", f"there are {len(listed)} sessions, {MOST} at most")
    return [_one(part) for part in listed]


def stored_schedules(details: Mapping[str, Any]) -> list[Schedule]:
    """The schedules of an asset whose details are these, as they are stored."""
    return [schedule_from(one) for one in details.get("sessions") or []]


def _one(given: Any) -> Schedule:
    if isinstance(given, str):
        return schedule_in_words(given)
    if isinstance(given, Mapping):
        return schedule_from(given)
    raise InvalidSchedule("every", "each session must be an object or a text")


def schedule_in_words(text: str) -> Schedule:
    """One schedule from words; raises InvalidSchedule with an example of how to write it."""
    line = " ".join(text.split())
    try:
        return schedule_from(_parts(line))
    except InvalidSchedule as reason:
        raise InvalidSchedule(
            reason.part,
            f"“{line[:60]}” cannot be read ({reason}), "
            "write it like Every Tuesday, 10 am to 12 noon",
        ) from None


def _parts(line: str) -> dict[str, Any]:
    found = _FREE.fullmatch(line)
    said, cost, note = found.groups() if found else (line, None, None)
    dates: list[str] = []
    marked = _DATE.sub(lambda date: _kept(date[0], dates), said.lower())
    times = _TIMES.search(marked)
    if times is None:
        raise InvalidSchedule("starts", "give the time when it starts")
    rest = f"{marked[: times.start()]} {marked[times.end() :]}"
    head, *clauses = _CLAUSE.split(rest)
    if strange := " ".join(_FILLERS.sub(" ", " ".join([head, *clauses[1::2]])).split()):
        raise InvalidSchedule("every", f"put “{strange[:30]}” behind note:")
    parts: dict[str, Any] = _rule(" ".join(head.replace(",", " ").split()), dates)
    for word, clause in zip(clauses[::2], clauses[1::2], strict=True):
        name = _CLAUSES.get(word, word.replace(" ", "_"))
        if given := [dates[int(mark)] for mark in _MARK.findall(clause)]:
            parts[name] = given[0] if name in _SINGLE else parts.get(name, []) + given
    ends = times[2]
    return parts | {"starts": _start(times[1], ends), "ends": ends, "cost": cost, "note": note}


def _kept(text: str, dates: list[str]) -> str:
    dates.append(text)
    return f"@{len(dates) - 1}@"


def _start(text: str, ends: str | None) -> str:
    """The start as it was written, or with the half of the day that its end has: 10-12 noon."""
    if not text.isdigit():
        return text
    is_late = ends is not None and ends.endswith("pm") and not ends.startswith("12")
    last = int(found[0]) if ends and (found := re.match(r"\d+", ends)) else 12
    return f"{text}{'pm' if is_late and int(text) % 12 < last else 'am'}"


def _rule(head: str, dates: list[str]) -> dict[str, Any]:
    if marks := _MARK.findall(head):
        return {"every": "dates", "also_on": [dates[int(mark)] for mark in marks]}
    if found := _MONTHDAY.search(head):
        return {"every": "month", "day_of_month": found[1] or found[2] or LAST}
    days = _days(head)
    weeks = _WEEKS.search(head)
    if weeks:
        return {"every": "week", "weeks": weeks[1] or 2, "days": days}
    nth = [_NTH[word] for word in _ORDINAL.findall(head)]
    if nth:
        return {"every": "month", "nth": nth, "days": days}
    return {"every": "week", "days": days}


def _days(head: str) -> list[int]:
    if re.search(r"\b(every day|daily)\b", head):
        return list(range(1, 8))
    found: set[int] = set()
    if re.search(r"\bweekdays?\b", head):
        found |= set(range(1, 6))
    for first, last in _SPAN.findall(head):
        start, end = _DAYS.index(first), _DAYS.index(last)
        found |= {(start + step) % 7 + 1 for step in range((end - start) % 7 + 1)}
    return sorted(found | {_DAYS.index(day) + 1 for day in _ONE_DAY.findall(head)})
