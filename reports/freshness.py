"""How long ago the located assets were last checked."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from register.publishing.exports import ListedAsset
from reports.values import FreshnessBand

WITHIN_6_MONTHS = "Within 6 months"
WITHIN_12_MONTHS = "6 to 12 months ago"
OLDER = "Over 12 months ago"
NEVER = "Not yet checked"


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the month's last where it has no such day.

    >>> months_before(date(2026, 8, 31), 6), months_before(date(2026, 3, 15), 12)
    (datetime.date(2026, 2, 28), datetime.date(2025, 3, 15))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def freshness(assets: Iterable[ListedAsset], today: date) -> tuple[FreshnessBand, ...]:
    """The four bands, empty ones included; percentages are of all the assets given."""
    counts = dict.fromkeys((WITHIN_6_MONTHS, WITHIN_12_MONTHS, OLDER, NEVER), 0)
    for asset in assets:
        counts[_band(asset.checked_on, today)] += 1
    total = sum(counts.values())
    return tuple(
        FreshnessBand(label, count, count * 100 / total if total else 0.0)
        for label, count in counts.items()
    )


def _band(checked_on: date | None, today: date) -> str:
    if checked_on is None:
        return NEVER
    if checked_on >= months_before(today, 6):
        return WITHIN_6_MONTHS
    return WITHIN_12_MONTHS if checked_on >= months_before(today, 12) else OLDER
