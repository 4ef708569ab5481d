"""Where everything shown is from: licences, and the notices that they ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

from geo.borough import read_toml
from register.publishing.exports import Area, ListedAsset, ListedSource, Listing
from register.settings import ROOT
from reports.values import Origin

BOROUGH_FILE = ROOT / "data" / "borough.toml"
RECORDED_HERE = "Recorded in this register by community builders and the groups themselves"
DEMONSTRATION = "Demonstration data: invented, not real assets."
INDICATIVE = "The outlines of {kind}s are indicative only: they are not adopted boundaries."


@cache
def standing_notices() -> tuple[str, ...]:
    """The notices that the built-in data asks for: postcodes and outlines place every asset."""
    return tuple(read_toml(BOROUGH_FILE).get("attribution", ()))


@cache
def borough_name() -> str:
    """The borough's name, as its data file has it."""
    return str(read_toml(BOROUGH_FILE)["name"])


def asset_origins(
    assets: Iterable[ListedAsset], sources: Iterable[ListedSource]
) -> tuple[Origin, ...]:
    """One line for each source of the assets listed, with how many are from it."""
    counts = Counter(asset.source for asset in assets)
    found = [
        Origin(
            "Assets",
            source.name + (" (demonstration data)" if source.is_demonstration else ""),
            source.licence,
            source.attribution,
            source.url,
            counts[source.slug],
        )
        for source in sources
    ]
    if by_people := counts[None]:
        found.append(Origin("Assets", RECORDED_HERE, "", "", assets=by_people))
    return tuple(found)


def outline_origins(areas: Iterable[Area | None]) -> list[Origin]:
    """Where the outlines are from that assets were placed by."""
    return [
        Origin(
            f"Outline: {area.kind.replace('_', ' ')}", area.source, area.licence, area.attribution
        )
        for area in areas
        if area is not None
    ]


def attributions(parts: Iterable[str]) -> tuple[str, ...]:
    """Notices in order, each once; one that another contains is left out."""
    listed = [*dict.fromkeys(text for part in parts if (text := part.strip()))]
    return tuple(
        text for text in listed if not any(text in other for other in listed if other != text)
    )


def list_attributions(listing: Listing) -> tuple[str, ...]:
    """All notices that a list of assets of this locality must carry."""
    return attributions(
        [
            *(source.attribution for source in listing.sources),
            listing.area.attribution,
            *standing_notices(),
        ]
    )


def list_notices(listing: Listing) -> tuple[str, ...]:
    """What a reader of the list must be told before anything else."""
    is_invented = any(source.is_demonstration for source in listing.sources)
    shown = {listing.area.key, *(key for asset in listing.assets for key in _places(asset))}
    return ((DEMONSTRATION,) if is_invented else ()) + indicative_notices(listing, shown)


def indicative_notices(listing: Listing, keys: Iterable[str]) -> tuple[str, ...]:
    """A sentence for each kind among these localities whose outlines nobody has adopted."""
    kinds = {key.partition(":")[0] for key in keys} & listing.indicative
    return tuple(INDICATIVE.format(kind=kind.replace("_", " ")) for kind in sorted(kinds))


def _places(asset: ListedAsset) -> tuple[str, ...]:
    return asset.located + asset.served
