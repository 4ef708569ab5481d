"""What a place lacks compared with the others: kinds it has none of, and kinds it has few of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reports.counts import Residents, Totals, rate
from reports.kind_names import kind_place, kind_plural
from reports.values import AbsentKind, ScarceKind

# With fewer than three expected, one asset more or less would decide.
FEWEST_EXPECTED = 3
FAR_FEWER = 0.5


def absent_kinds(
    found: Totals, key: str, serving: Mapping[str, int], peers: Iterable[str]
) -> tuple[AbsentKind, ...]:
    """Kinds that other localities have and this one lacks, those of the most localities first."""
    here = found.here(key)
    others = [found.here(peer) for peer in peers if peer != key]
    kinds = {kind for other in others for kind in other if not here[kind]}
    absent = [
        AbsentKind(
            slug=kind,
            label=kind_plural(kind),
            family=found.families[kind],
            elsewhere=sum(1 for other in others if other[kind]),
            others=len(others),
            serves_count=serving.get(kind, 0),
        )
        for kind in kinds
    ]
    return tuple(sorted(absent, key=lambda kind: (-kind.elsewhere, kind_place(kind.slug))))


def scarce_kinds(found: Totals, key: str, residents: Residents) -> tuple[ScarceKind, ...]:
    """Kinds with at most half of what the borough's rate would give, the largest gap first."""
    if not residents.here or not residents.borough:
        return ()
    scarce = []
    for kind, count in found.here(key).items():
        expected = found.borough[kind] * residents.here / residents.borough
        if expected >= FEWEST_EXPECTED and count <= expected * FAR_FEWER:
            scarce.append(
                ScarceKind(
                    slug=kind,
                    label=kind_plural(kind),
                    family=found.families[kind],
                    count=count,
                    expected=expected,
                    per_1000=rate(count, residents.here) or 0.0,
                    borough_per_1000=rate(found.borough[kind], residents.borough) or 0.0,
                )
            )
    return tuple(sorted(scarce, key=lambda kind: (kind.count - kind.expected, kind.slug)))
