"""A time of day in a question: half past six, 6.30, 18:30, 7pm; in the half of the day meant."""

from __future__ import annotations

import re
from datetime import time
from functools import cache

from register.search.words import LONGEST_QUESTION, root, word_lists

_HALF = r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)"
_PAST = {"half": 30, "quarter": 15}


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    hours = "|".join(["1[0-2]", "[1-9]", *word_lists().hours])
    hour = rf"\b(?P<hour>{hours})\b"
    return (
        re.compile(rf"\b(?:at )?(?P<past>half|quarter)[ -]past {hour}{_HALF}?"),
        re.compile(rf"\b(?:at )?(?P<to>quarter)[ -]to {hour}{_HALF}?"),
        re.compile(rf"\b(?:at )?(?P<past>half) {hour}{_HALF}?"),
        # No price and no date: pounds in front, or more numbers, mean no time.
        re.compile(
            r"(?<![£$€\d.,:/])\b(?P<hour>[01]?\d|2[0-3])[.:](?P<minute>[0-5][05])(?![\d.:/])"
            rf"{_HALF}?"
        ),
        re.compile(rf"\b(?P<hour>{hours}){_HALF}"),
        re.compile(rf"\b(?:at )?{hour} o['’]?\s?clock\b{_HALF}?"),
    )


def clock_in(question: str) -> tuple[str, time | None]:
    """The first time that a question names, and its words without that."""
    text = question[:LONGEST_QUESTION].casefold()
    for form in _forms():
        if found := form.search(text):
            return f"{text[: found.start()]} {text[found.end() :]}", _meant(found, text)
    return question, None


def _meant(found: re.Match[str], text: str) -> time:
    said = found.groupdict()
    named = said["hour"]
    hours = word_lists().hours
    hour = hours.index(named) + 1 if named in hours else int(named)
    minute = _PAST[said["past"]] if said.get("past") else int(said.get("minute") or 0)
    if said.get("to"):
        hour, minute = (hour - 2) % 12 + 1, 45
    is_sure = hour > 12 or hour == 0 or named.startswith("0")
    return time(hour if is_sure else _of_day(hour % 12, said["half"], text), minute)


def _of_day(hour: int, half: str | None, text: str) -> int:
    """The hour of 24: as said, as the part of the day that is named has it, or as is usual."""
    if half:
        return hour + 12 * (half == "p")
    lists = word_lists()
    for word in re.findall(r"\w+", text):
        if part := lists.parts_of_day.get(root(word)):
            return next((at for at in (hour, hour + 12) if part[0] <= at < part[1]), hour + 12)
    return hour if hour >= lists.mornings_from else hour + 12
