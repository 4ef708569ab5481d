"""Days, parts of a day and times, as a question about the words of an entry's times.

Where a schedule gives exact sessions, their marks (``day:4``) are asked for too, and say it surely;
and one of its sessions must begin then, on that day.
"""

from datetime import time

from register.search.words import word_lists

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = DAYS[:5]
_MINUTES = range(5, 60, 5)
Hours = tuple[time, time | None]  # from the first, to before the second; None is midnight


def day_mark(day: str) -> str:
    """The mark of a session on a day; Monday is 1, as in ISO 8601."""
    return f"day:{DAYS.index(day) + 1}"


def day_words(day: str) -> str:
    """What the words of the times may say for a day, as PostgreSQL's ``to_tsquery`` reads it.

    "Tuesday to Saturday" is two words apart: the days between are meant too.
    """
    at = DAYS.index(day)
    other = ["daily", "(every <-> day)"]
    if day in WEEKDAYS:
        other.append("weekdays")
    else:
        other.append("weekends")
    before, after = " | ".join(DAYS[:at]), " | ".join(DAYS[at + 1 :])
    if before and after:
        other.append(f"(({before}) <2> ({after}))")
    return " | ".join(other)


def part_words(part: str) -> str:
    """What the words of the times may say for a part of the day: 7pm, 7.30pm, evenings."""
    first, last = word_lists().parts_of_day[part]
    said = [part, *(_written(time(hour)) for hour in range(first, last))]
    for after, hours in (("!pm", range(first, min(last, 12))), ("pm", range(max(first, 12), last))):
        # All of them before one word: each with a word of its own takes twice as long to find.
        if times := [f"'{hour % 12 or 12}.{at:02}'" for hour in hours for at in _MINUTES]:
            said.append(f"(({' | '.join(times)}) <-> {after})")
    return " | ".join([*said, "noon"] if part == "afternoon" else said)


def part_hours(part: str) -> Hours:
    """From when to when a part of the day is."""
    first, last = word_lists().parts_of_day[part]
    return time(first), time(last) if last < 24 else None


def clock_words(at: time) -> str:
    """What the words of the times may say for one time: 6.30pm, 6:30 pm, 18:30."""
    hour, minute = at.hour % 12 or 12, f"{at.minute:02}"
    after = "pm" if at.hour >= 12 else "!pm"
    said = [_written(at), f"('{hour}' <-> '{minute}' <-> {after})"]
    if not at.minute:
        said += [f"('{hour}.00' <-> {after})"]
    if not at.minute and at.hour >= 12:
        said += [f"('{hour}' <-> pm)"]
    if at.hour > 12:
        said += [f"'{at.hour}.{minute}'", f"('{at.hour}' <-> '{minute}')"]
    return " | ".join(said)


def _written(at: time) -> str:
    """As sessions are written for the search, ``6.30pm``, which PostgreSQL reads as two words.

    The second one of 6.30am says nothing to it, and 6.30 alone would be found in the evening too.
    """
    hour, half = at.hour % 12 or 12, "am" if at.hour < 12 else "pm"
    if not at.minute:
        return f"'{hour}{half}'"
    return f"('{hour}.{at.minute:02}' <-> {'!pm' if half == 'am' else 'pm'})"
