"""Figures about the place itself (residents, hectares, deprivation) and where they are from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from geo.borough import read_toml
from register.publishing.exports import Area
from register.settings import ROOT
from reports.values import Figure, Origin

FIGURES_FILE = ROOT / "data" / "wards" / "figures.toml"
_KNOWN = ("residents", "hectares", "deprivation_score")
_RANKED = ("deprivation_score",)


@cache
def described() -> Mapping[str, Mapping[str, Any]]:
    """What data/wards/figures.toml says of each figure; nothing where there is no such file."""
    return read_toml(FIGURES_FILE) if FIGURES_FILE.exists() else {}


def figures(area: Area, borough: Area | None, peers: Iterable[Area]) -> tuple[Figure, ...]:
    """The figures that are known of the place, beside the borough's."""
    listed = [*peers]
    found = (_figure(name, area, borough, listed) for name in _KNOWN)
    return tuple(figure for figure in found if figure is not None)


def figure_origins(shown: Iterable[Figure]) -> list[Origin]:
    """Where the figures shown are from, one line each."""
    return [
        Origin(
            what=figure.label,
            name=figure.source,
            licence=described().get(figure.slug, {}).get("licence", ""),
            attribution=described().get(figure.slug, {}).get("attribution", ""),
        )
        for figure in shown
    ]


def _figure(name: str, area: Area, borough: Area | None, peers: list[Area]) -> Figure | None:
    value = getattr(area, name)
    if value is None:
        return None
    said = described().get(name, {})
    others = [score for peer in peers if (score := getattr(peer, name)) is not None]
    ranked = len(others) if name in _RANKED and len(others) > 1 else 0
    return Figure(
        slug=name,
        label=said.get("label", name.replace("_", " ").capitalize()),
        value=value,
        borough_value=getattr(borough, name) if borough else None,
        what=said.get("what", ""),
        # An unexplained number of residents is not to be taken for a published one.
        is_estimate=said.get("is_estimate", name == "residents"),
        source=said.get("source", area.source),
        rank=1 + sum(other > value for other in others) if ranked else None,
        ranked=ranked,
    )
