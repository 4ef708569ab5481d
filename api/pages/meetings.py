"""When an entry meets next, computed when it is shown and never stored."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from api.pages.session_values import session_lines
from frontend.session_values import Meetings
from register.schedules.occurrences import next_occurrence
from register.schedules.reading import stored_schedules
from register.schedules.words import clock, long_day, occurrence_words


def meetings_of(slug: str, details: Mapping[str, Any], now: date) -> Meetings | None:
    """The sessions of an entry; None where it has none."""
    schedules = stored_schedules(details)
    if not schedules:
        return None
    coming = next_occurrence(schedules, now)
    return Meetings(
        sessions=session_lines(schedules),
        next_words=occurrence_words(coming, now) if coming else "",
        calendar_href=f"/assets/{slug}/calendar.ics",
    )


def next_words(details: Mapping[str, Any], now: date) -> str:
    """The next meeting: by the schedule, or on the single date that is written down."""
    coming = next_occurrence(stored_schedules(details), now)
    written = details.get("next_meeting")
    day = date.fromisoformat(written) if written else None
    if day is not None and day >= now and (coming is None or day < coming.starts_at.date()):
        at = details.get("meeting_starts_at")
        return long_day(day, now) + (f", {clock(time.fromisoformat(at))}" if at else "")
    return occurrence_words(coming, now) if coming else ""
