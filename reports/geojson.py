"""GeoJSON of a list; what its licences ask for stands beside the features (RFC 7946, 6.1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from register.publishing.exports import ListedAsset, Listing
from reports.kind_names import in_order, kind_label
from reports.origins import list_attributions, list_notices

Members = Mapping[str, Any]


def list_members(listing: Listing, today: date) -> dict[str, Any]:
    """What the collection says of itself: place, day, revision, notices, sources."""
    area = listing.area
    return {
        "title": f"Community assets of {area.name}, {area.kind.replace('_', ' ')}",
        "locality": {
            "key": area.key,
            "name": area.name,
            "code": area.code,
            "is_indicative": area.is_indicative,
            "valid_from": area.valid_from.isoformat(),
        },
        "produced_on": today.isoformat(),
        "revision": listing.revision,
        "notices": list(list_notices(listing)),
        "attribution": list(list_attributions(listing)),
        "sources": [
            {
                "slug": source.slug,
                "name": source.name,
                "url": source.url,
                "licence": source.licence,
                "is_demonstration": source.is_demonstration,
            }
            for source in listing.sources
        ],
        "numberReturned": len(listing.assets),
    }


def list_features(listing: Listing, site_url: str) -> Iterator[Members]:
    """The features as the API has them, and how each is listed, its kind in words and its page."""
    for asset in in_order(listing.assets):
        shown = asset.feature["properties"] | _more(asset, site_url)
        yield {**asset.feature, "properties": shown}


def collection_chunks(members: Members, features: Iterable[Members]) -> Iterator[bytes]:
    """A FeatureCollection, a feature at a time."""
    head = _text({"type": "FeatureCollection", **members})
    yield head[:-1] + b',"features":['
    for place, feature in enumerate(features):
        yield (b",\n" if place else b"\n") + _text(feature)
    yield b"]}\n"


def _more(asset: ListedAsset, site_url: str) -> dict[str, str]:
    return {
        "listed_as": "located" if asset.is_located else "serves",
        "kind_name": kind_label(asset.kind),
        "page": f"{site_url}/assets/{asset.slug}",
    }


def _text(value: Members) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
