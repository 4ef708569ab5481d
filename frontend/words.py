"""How pages put dates, places and numbers into plain words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from register.proposals.line_ends import one_line

HERE = ZoneInfo("Europe/London")
DAYS_IN_MONTH = 30.44
DAYS_IN_YEAR = 365.25
SMALL_WORDS = frozenset({"and", "at", "in", "of", "on", "the", "upon"})

WHERE = {
    "exact": "This is the exact place.",
    "street": "The map shows the street, not the exact place.",
    "postcode": "The map shows the middle of the postcode, not the exact place.",
    "ward": "We show only the ward. The real place may be somebody's home, so we keep it private.",
    "none": "We do not show where this is on the map.",
}


# How finely a place may be shown, as people choose it; the finest first.
PRECISIONS = {
    "exact": "Show the exact place",
    "street": "Show the street, not the house",
    "postcode": "Show the middle of the postcode",
    "ward": "Show only the ward",
    "none": "Show no place at all",
    "never": "Nobody may find it",
}
AUDIENCES = {
    "public": "Everybody",
    "partners": "Only people signed in as steward, analyst or administrator",
    "stewards": "Only stewards of this place",
}
BASES = {
    "public_task": "The group shows it to everybody, or it belongs to a public office",
    "consent": "The person agreed",
}
ORIGINS = {
    "website": "The group’s own website or notice",
    "group": "The group told us",
    "source": "A list from somebody else",
}


def how_long_ago(then: date, today: date) -> str:
    """How long ago a day was, as people say it; a day still to come counts as today.

    >>> how_long_ago(date(2026, 3, 1), date(2026, 3, 22))
    '3 weeks ago'
    """
    days = max((today - then).days, 0)
    if days < 2:
        return ("today", "yesterday")[days]
    if days < 14:
        return f"{days} days ago"
    if days < 8 * 7:
        return f"{days // 7} weeks ago"
    if days < 2 * DAYS_IN_YEAR:
        return counted(round(days / DAYS_IN_MONTH), "month", "months") + " ago"
    return counted(int(days / DAYS_IN_YEAR), "year", "years") + " ago"


def checked(checked_on: date | None, today: date, by: str = "", is_overdue: bool = False) -> str:
    """When somebody last checked an entry, and who; or that nobody has, though it was time.

    >>> checked(None, date(2026, 3, 22))
    'Not yet checked'
    >>> checked(date(2026, 3, 21), date(2026, 3, 22), "a community builder or steward, by phone")
    'Checked yesterday by a community builder or steward, by phone'
    >>> checked(date(2025, 1, 2), date(2026, 3, 22), is_overdue=True)
    'Not checked lately: the last time was 15 months ago'
    """
    if checked_on is None:
        return "Not yet checked"
    if is_overdue:
        return f"Not checked lately: the last time was {how_long_ago(checked_on, today)}"
    return f"Checked {how_long_ago(checked_on, today)}" + (f" by {by}" if by else "")


def day(when: date) -> str:
    """A day as it is written in a letter.

    >>> day(date(2026, 3, 2))
    '2 March 2026'
    """
    return f"{when.day} {when:%B %Y}"


def numbers(when: date) -> str:
    """A day as it is typed into a form.

    >>> numbers(date(2026, 3, 2))
    '2/3/2026'
    """
    return f"{when.day}/{when.month}/{when.year}"


def capital(text: str) -> str:
    """A phrase with a capital first, the rest as it is.

    >>> capital("older people's LGBT+ group"), capital("")
    ("Older people's LGBT+ group", '')
    """
    return text[:1].upper() + text[1:]


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun.

    >>> counted(1, "asset", "assets"), counted(1200, "asset", "assets")
    ('1 asset', '1,200 assets')
    """
    return f"{count:,} {one if count == 1 else many}"


def per_thousand(rate: float | None) -> str:
    """A rate per 1,000 residents, to one figure after the point; a dash where it is not known.

    >>> per_thousand(1.25), per_thousand(0.04), per_thousand(0.0), per_thousand(None)
    ('1.2', 'under 0.1', '0', '–')
    """
    if rate is None:
        return "–"
    if rate == 0:
        return "0"
    return "under 0.1" if rate < 0.05 else f"{rate:.1f}"


def where(precision: str) -> str:
    """What the public may know of a place, by the precision it is published at."""
    return WHERE.get(precision, WHERE["none"])


def moment(when: datetime) -> str:
    """A day and the time of it, where the readers are.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 7, 2, 8, 5, tzinfo=UTC))
    '2 July 2026, 9:05'
    """
    here = when.astimezone(HERE)
    return f"{day(here)}, {here.hour}:{here:%M}"


def place_name(key: str) -> str:
    """A locality by its key, as ``ward:hill-and-dale``, where its own name is not at hand.

    >>> place_name("ward:hill-and-dale")
    'Hill and Dale'
    """
    spoken = key.partition(":")[2].split("-")
    return " ".join(word if word in SMALL_WORDS else word.capitalize() for word in spoken)


def in_one_line(text: str) -> str:
    """A text for an input of one line, which would drop its line ends.

    >>> in_one_line("12 High Road\\nAnytown")
    '12 High Road Anytown'
    """
    return one_line(text)
