"""Who the entries of a place say they are for, and for whom none says so."""

from __future__ import annotations

from collections.abc import Mapping

from register.kinds.for_whom import groups
from register.publishing.report_questions import AGE_BANDS, ReportAnswers
from reports.values import ServedRow

AGES = "By age"


def served_rows(answers: ReportAnswers) -> tuple[ServedRow, ...]:
    """A row for each age band and each group of the data file, with none here included.

    Counted are entries located here or serving here, for an entry elsewhere may well be for
    people here; and one entry may be for many.
    """
    counted: dict[str, dict[str, int]] = {}
    here = answers.listing.area.key
    declared = {one.group: one.declared for one in answers.groups if one.locality == here}
    for count in answers.groups:
        counted.setdefault(count.group, {})[count.locality] = count.assets
    named = [(band, band, AGES) for band, _, _ in AGE_BANDS]
    named += [(group.slug, group.label, group.theme) for group in groups()]
    return tuple(
        _row(answers, slug, label, theme, counted.get(slug, {}), declared.get(slug, 0))
        for slug, label, theme in named
    )


def _row(
    answers: ReportAnswers,
    slug: str,
    label: str,
    theme: str,
    found: Mapping[str, int],
    declared: int,
) -> ServedRow:
    here = answers.listing.area.key
    others = [key for key in answers.peers if key != here]
    return ServedRow(
        slug=slug,
        label=label,
        theme=theme,
        count=found.get(here, 0),
        borough_count=found.get(answers.borough.key, 0) if answers.borough else 0,
        elsewhere=sum(bool(found.get(key)) for key in others),
        others=len(others),
        declared=declared,
    )
