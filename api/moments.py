"""Days and moments as ISO 8601 writes them: pydantic alone would take bare numbers too."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

YEARS = range(1900, 3001)
_WRITTEN_OUT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ].*)?", re.ASCII | re.DOTALL)


def _written_out(given: Any) -> Any:
    if isinstance(given, int | float) or (
        isinstance(given, str) and not _WRITTEN_OUT.fullmatch(given)
    ):
        raise ValueError("write it as 2026-03-31, with 2026-03-31T12:00:00Z for a moment of a day")
    return given


def _within_reach(day: date) -> date:
    if day.year not in YEARS:
        raise ValueError(f"give a year from {YEARS[0]} to {YEARS[-1]}")
    return day


def _in_utc(moment: datetime) -> datetime:
    """In UTC: PostgreSQL takes no time zone as far away as Python does."""
    _within_reach(moment)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


Moment = Annotated[datetime, BeforeValidator(_written_out), AfterValidator(_in_utc)]
Day = Annotated[date, BeforeValidator(_written_out), AfterValidator(_within_reach)]
