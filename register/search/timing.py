"""Days and parts of a day, as a question about the words of an entry's times.

Where a schedule gives exact sessions, their marks (``day:4``) are asked for too, and say it surely.
"""

from register.search.words import word_lists

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = DAYS[:5]
_MINUTES = ("", "15", "30", "45")


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
    said = [part]
    for hour in range(first, last):
        half = "am" if hour < 12 else "pm"
        clock = hour if hour <= 12 else hour - 12
        said += [f"'{clock}{'.' if minutes else ''}{minutes}{half}'" for minutes in _MINUTES]
    return " | ".join([*said, "noon"] if part == "afternoon" else said)
