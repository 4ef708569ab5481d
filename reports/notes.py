"""What each number of a report counts, and what it does not: sentences for the reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from register.publishing.exports import Area, ListedAsset
from reports.comparison import FEWEST_EXPECTED
from reports.values import Figure

_PEOPLE = (
    "Nobody is listed one by one. How many people offer something is rounded down, and left out "
    "where only a few do; people are in no other count."
)
_RECORDED = (
    "An asset that is missing here may only be missing from the register: "
    "nobody may have told us of it yet."
)
_FEWER = (
    "A kind has far fewer than usual when there are at most half as many as the borough's rate "
    f"would give, and that rate gives at least {FEWEST_EXPECTED}."
)
_FRESH = (
    "An asset counts as checked on the day somebody last looked into it and got an answer. "
    "That its entry was changed is not a check."
)


def notes(
    area: Area,
    located: Sequence[ListedAsset],
    figures: Sequence[Figure],
    placeless: int,
    demonstration: Sequence[str],
) -> tuple[str, ...]:
    """The sentences that belong to a report. ``placeless``: in the borough but in no such area."""
    kind = area.kind.replace("_", " ")
    said = [
        *demonstration,
        f"Each asset is counted once, in the {kind} where it is. Assets that are based elsewhere "
        f"and say that they serve this {kind} are listed apart and are in no other count.",
        *_about_rates(area, figures),
        "The borough's figures include this place.",
        _PEOPLE,
        *_about_places(located, placeless, kind),
        "“Missing” compares what is located here with what is located in the other places of "
        f"the same kind. {_RECORDED}",
        _FEWER,
        _FRESH,
    ]
    return tuple(said)


def _about_rates(area: Area, figures: Sequence[Figure]) -> list[str]:
    if not area.residents:
        return ["There are no rates: the number of residents here is not known."]
    known = next((figure for figure in figures if figure.slug == "residents"), None)
    about = f" {known.what} Source: {known.source}." if known and known.what else ""
    return [f"Rates are assets per 1,000 residents. The residents are an estimate.{about}"]


def _about_places(located: Sequence[ListedAsset], placeless: int, kind: str) -> list[str]:
    by_precision = Counter(asset.precision for asset in located)
    said = []
    if coarse := by_precision["ward"]:
        shown = "asset is" if coarse == 1 else "assets are"
        said.append(
            f"{coarse:,} {shown} shown by ward only, because the real place may be somebody's "
            "home: the point on a map or in a file is the same middle for all of them."
        )
    if placeless:
        shown = "asset of the borough is" if placeless == 1 else "assets of the borough are"
        said.append(
            f"{placeless:,} {shown} published without a place, and so in the count of no {kind}."
        )
    return said
