"""Counts by family and kind, beside the borough's: each asset once, where it is located."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from register.publishing.report_questions import KindCount, ReportAnswers
from reports.kind_names import family_label, family_place, kind_place, kind_plural
from reports.values import CountRow


def rate(count: int, residents: int | None) -> float | None:
    """Assets per 1,000 residents; None where nobody lives, or it is not known how many do.

    >>> rate(3, 1500), rate(3, None), rate(3, 0)
    (2.0, None, None)
    """
    return count * 1000 / residents if residents else None


@dataclass(frozen=True, slots=True)
class Totals:
    """Located assets by kind, of every locality of the report's kind and of the borough."""

    by_locality: Mapping[str, Counter[str]]
    borough: Counter[str]
    families: Mapping[str, str]

    def here(self, key: str) -> Counter[str]:
        """Of one locality; empty where it has none."""
        return self.by_locality.get(key, Counter())


def totals(answers: ReportAnswers) -> Totals:
    """The counts of the answers, by locality and kind."""
    by_locality: dict[str, Counter[str]] = {}
    for count in answers.counts:
        by_locality.setdefault(count.locality, Counter())[count.kind] += count.assets
    borough = by_locality.get(answers.borough.key, Counter()) if answers.borough else Counter()
    return Totals(by_locality, borough, _families(answers.counts, answers))


def _families(counts: Iterable[KindCount], answers: ReportAnswers) -> Mapping[str, str]:
    listed = {asset.kind: asset.family for asset in answers.listing.assets}
    return listed | {count.kind: count.family for count in counts}


@dataclass(frozen=True, slots=True)
class Residents:
    """Residents here and in the borough, where known."""

    here: int | None
    borough: int | None


def kind_rows(
    found: Totals, key: str, serving: Mapping[str, int], residents: Residents
) -> tuple[CountRow, ...]:
    """A row for each kind that is located here or serves the place, in the order of the file."""
    here = found.here(key)
    shown = {*here, *serving}
    return tuple(
        _row(
            (kind, kind_plural(kind), found.families[kind]),
            (here[kind], found.borough[kind], serving.get(kind, 0)),
            residents,
        )
        for kind in sorted(shown, key=lambda kind: _place(kind, found.families))
    )


def family_rows(
    found: Totals, key: str, serving: Mapping[str, int], residents: Residents
) -> tuple[CountRow, ...]:
    """A row for each family that the borough has, those with none here included."""
    sums = [_by_family(counts, found.families) for counts in (found.here(key), found.borough)]
    here, borough = sums
    apart = _by_family(serving, found.families)
    shown = sorted({*here, *borough, *apart}, key=family_place)
    return tuple(
        _row(
            (family, family_label(family), family),
            (here[family], borough[family], apart[family]),
            residents,
        )
        for family in shown
    )


def total_row(found: Totals, key: str, serving: int, residents: Residents) -> CountRow:
    """All assets in one row."""
    counted = (found.here(key).total(), found.borough.total(), serving)
    return _row(("", "All assets", ""), counted, residents)


def _place(kind: str, families: Mapping[str, str]) -> tuple[int, tuple[int, str]]:
    return family_place(families[kind]), kind_place(kind)


def _by_family(counts: Mapping[str, int], families: Mapping[str, str]) -> Counter[str]:
    summed: Counter[str] = Counter()
    for kind, count in counts.items():
        summed[families[kind]] += count
    return summed


def _row(
    named: tuple[str, str, str], counted: tuple[int, int, int], residents: Residents
) -> CountRow:
    here, borough, serving = counted
    return CountRow(
        *named,
        count=here,
        per_1000=rate(here, residents.here),
        borough_count=borough,
        borough_per_1000=rate(borough, residents.borough),
        serves_count=serving,
    )
