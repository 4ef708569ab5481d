"""Rows of the public schema as the values that pages show."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from frontend.views import FamilyCount, KindGroup, Link, ListItem, LocalityItem, MapView
from frontend.words import place_name
from register.kinds.definition import families, find_kind, kinds
from register.kinds.shapes import Kind

Row = dict[str, Any]

PATHS = {
    "ward": "wards",
    "town_centre": "town-centres",
    "neighbourhood": "neighbourhoods",
    "constituency": "constituencies",
}
LABELS = {
    "ward": "ward",
    "town_centre": "town centre",
    "constituency": "constituency",
    "neighbourhood": "neighbourhood",
    "borough": "borough",
}


def locality_href(kind: str, slug: str) -> str | None:
    """The page of a locality, if its kind has pages."""
    return f"/{PATHS[kind]}/{slug}" if kind in PATHS else None


def locality_links(rows: Iterable[Row]) -> tuple[Link, ...]:
    """Links to localities that have pages; the kind is said, for names repeat between kinds."""
    return tuple(
        Link(f"{row['name']} {LABELS[row['kind']]}", href)
        for row in rows
        if (href := locality_href(row["kind"], row["slug"]))
    )


def locality_items(rows: Iterable[Row], kind: str) -> tuple[LocalityItem, ...]:
    """The localities of one kind with their counts."""
    return tuple(
        LocalityItem(row["name"], f"/{PATHS[kind]}/{row['slug']}", row["assets"])
        for row in rows
        if row["kind"] == kind
    )


def family_counts(counts: dict[str, int]) -> tuple[FamilyCount, ...]:
    """Every family that has assets, in the order of the data file."""
    return tuple(
        FamilyCount(family.slug, family.name, counts[family.slug])
        for family in families()
        if counts.get(family.slug)
    )


def kind_or_unnamed(slug: str) -> tuple[str, str]:
    """Singular and plural of a kind, or its slug when it has left the data file."""
    kind: Kind | None = find_kind(slug)
    return (kind.singular, kind.plural) if kind else (slug, slug)


def _ward_name(row: Row) -> str:
    key = next((key for key in row["located"] if key.startswith("ward:")), "")
    return place_name(key)


def list_item(row: Row) -> ListItem:
    """One asset in a list, with where it is as finely as may be published."""
    ward = _ward_name(row)
    place = row["postcode"] or ""
    if row["precision"] == "ward" and ward:
        place = f"Somewhere in {ward}"
    elif not place and ward:
        place = ward
    return ListItem(
        row["name"],
        f"/assets/{row['slug']}",
        kind_or_unnamed(row["kind"])[0],
        row["family"],
        place,
        row["checked_on"],
        row.get("is_overdue", False),
    )


def kind_groups(rows: Iterable[Row]) -> tuple[KindGroup, ...]:
    """Assets by kind, kinds in the order of the data file."""
    order = {kind.slug: place for place, kind in enumerate(kinds())}
    ordered = sorted(rows, key=lambda row: (order.get(row["kind"], 999), row["kind"]))
    return tuple(
        KindGroup(
            slug,
            kind_or_unnamed(slug)[1],
            group[0]["family"],
            tuple(list_item(row) for row in group),
        )
        for slug, group in (
            (slug, list(found)) for slug, found in groupby(ordered, key=lambda row: row["kind"])
        )
    )


def bounds(rows: Iterable[Row]) -> tuple[float, float, float, float] | None:
    """The box around the boxes of some localities: west, south, east, north."""
    boxes = [(row["west"], row["south"], row["east"], row["north"]) for row in rows]
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def locality_map(row: Row, label: str) -> MapView:
    """The map of one locality, with its assets and its outline drawn boldly."""
    return MapView(
        label=label,
        assets_url=f"/api/v1/assets?locality={row['key']}&limit=1000",
        highlight=row["key"],
        bounds=bounds([row]),
    )
