"""Schedules as iCalendar (RFC 5545), for phones and computers to subscribe to.

Times stand as they are on the clock where people meet, with the rule of that clock beside them:
what is at ten stays at ten when the clocks change.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vText

from register.schedules.occurrences import HERE, occurrence_on, rule_days
from register.schedules.values import Schedule
from register.schedules.words import full_words

ZONE = str(HERE)
DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
REFRESH = timedelta(hours=12)
END = b"END:VCALENDAR\r\n"
SUMMER = {"FREQ": "YEARLY", "BYMONTH": 3, "BYDAY": "-1SU"}
WINTER = {"FREQ": "YEARLY", "BYMONTH": 10, "BYDAY": "-1SU"}
# What a session is known by. Other dates, another end, cost or note are changes of the same one.
KNOWN_BY = ("every", "weeks", "days", "nth", "day_of_month", "starts", "from")


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An asset whose sessions go into a calendar, with what is public of it.

    ``known_since`` is the day that its entry was last written: a rule without a first day is not
    drawn further back, for nobody said that it held then.
    """

    id: str
    name: str
    place: str
    url: str
    updated_at: datetime
    schedules: tuple[Schedule, ...]

    @property
    def known_since(self) -> date:
        """The day of the last change, where people meet."""
        return self.updated_at.astimezone(HERE).date()


def calendar_text(
    name: str, url: str, host: str, entries: Iterable[CalendarEntry], about: str = ""
) -> bytes:
    """A whole calendar. ``url``: the page that shows the same; ``host`` makes ids unique.

    ``about`` is said of the whole: the notices that licences ask for.
    """
    calendar = Calendar()
    on_one_line = " ".join(name.split())  # these two are written without escapes
    calendar.add("prodid", f"-//{host}//sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", on_one_line)
    calendar.add("x-wr-calname", on_one_line)
    calendar.add("x-wr-timezone", ZONE)
    if about:  # by the standard (RFC 7986), and as the older programs read it
        calendar.add("description", about)
        calendar.add("x-wr-caldesc", vText(about))
    calendar.add("url", url)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add_component(_timezone())
    head = calendar.to_ical().removesuffix(END)
    return b"".join((head, *(_entry_text(entry, host) for entry in entries), END))


# A millisecond for an entry, which stands in the calendars of its ward, its town centre, its
# constituency and the borough; whoever asks for those again pays for what has changed.
@lru_cache(maxsize=10_000)
def _entry_text(entry: CalendarEntry, host: str) -> bytes:
    given: Counter[str] = Counter()
    found: list[bytes] = []
    for schedule in entry.schedules:
        for uid, event in _events(entry, schedule):
            given[uid] += 1
            nth = f"-{given[uid]}" if given[uid] > 1 else ""
            event.add("uid", f"{uid}{nth}@{host}")
            found.append(event.to_ical())
    return b"".join(found)


def session_uid(entry_id: str, schedule: Schedule) -> str:
    """What a subscriber's program knows a session by, wherever it stands among the others."""
    said = schedule.stored()
    rule = json.dumps({name: said[name] for name in KNOWN_BY if name in said}, sort_keys=True)
    return f"{entry_id}-{sha256(rule.encode()).hexdigest()[:16]}"


def rule_of(schedule: Schedule) -> dict[str, Any] | None:
    """The rule as RFC 5545 writes it, without its end; None for single dates."""
    if schedule.every == "dates":
        return None
    codes = [DAY_CODES[number - 1] for number in schedule.days]
    if schedule.every == "week":
        rule: dict[str, Any] = {"FREQ": "WEEKLY", "BYDAY": codes, "WKST": "MO"}
        return rule | ({"INTERVAL": schedule.weeks} if schedule.weeks > 1 else {})
    if schedule.day_of_month is not None:
        return {"FREQ": "MONTHLY", "BYMONTHDAY": schedule.day_of_month}
    return {"FREQ": "MONTHLY", "BYDAY": [f"{n}{code}" for n in schedule.nth for code in codes]}


def _events(entry: CalendarEntry, schedule: Schedule) -> Iterable[tuple[str, Event]]:
    """The rule as one event, and each extra date as one of its own, which all programs can read.

    With each goes what it is known by, which two that begin together may have in common.
    """
    uid = session_uid(entry.id, schedule)
    first = next(rule_days(schedule, schedule.from_on or entry.known_since), None)
    if first is not None and (rule := rule_of(schedule)) is not None:
        yield uid, _repeating(_event(entry, schedule, first), schedule, rule, first)
    for day in schedule.also_on:
        is_in_rule = first is not None and next(rule_days(schedule, day), None) == day
        if day not in schedule.not_on and not (is_in_rule and first is not None and day >= first):
            yield f"{uid}-{day:%Y%m%d}", _event(entry, schedule, day)


def _repeating(event: Event, schedule: Schedule, rule: dict[str, Any], first: date) -> Event:
    if schedule.until_on:
        last = datetime.combine(schedule.until_on, time(23, 59, 59), HERE)
        rule = rule | {"UNTIL": last.astimezone(UTC)}
    event.add("rrule", rule)
    if left_out := [day for day in schedule.not_on if day >= first]:
        event.add("exdate", [occurrence_on(schedule, day).starts_at for day in left_out])
    return event


def _event(entry: CalendarEntry, schedule: Schedule, day: date) -> Event:
    at = occurrence_on(schedule, day)
    event = Event()
    event.add("dtstamp", entry.updated_at.astimezone(UTC))
    event.add("last-modified", entry.updated_at.astimezone(UTC))
    event.add("summary", entry.name)
    event.add("dtstart", at.starts_at)
    if at.ends_at is not None:
        event.add("dtend", at.ends_at)
    if entry.place:
        event.add("location", entry.place)
    event.add("description", f"{full_words(schedule)}\n{entry.url}")
    event.add("url", entry.url)
    return event


def _timezone() -> Timezone:
    """The clock's two halves: since 1996 on the last Sundays of March and October, at 1 UTC."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    # Starts on the clock that was in force just before, as RFC 5545 wants them: without a zone.
    halves = (
        (TimezoneDaylight(), "BST", 0, 1, datetime(1996, 3, 31, 1), SUMMER),  # noqa: DTZ001
        (TimezoneStandard(), "GMT", 1, 0, datetime(1996, 10, 27, 2), WINTER),  # noqa: DTZ001
    )
    for half, name, before, after, start, rule in halves:
        half.add("tzname", name)
        half.add("tzoffsetfrom", timedelta(hours=before))
        half.add("tzoffsetto", timedelta(hours=after))
        half.add("dtstart", start)
        half.add("rrule", rule)
        zone.add_component(half)
    return zone
