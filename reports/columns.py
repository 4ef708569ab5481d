"""The columns of a list of assets: headings that the register's own import reads back.

What the import has no column for (where an asset lies, who said so, on what licence) has a heading
that it leaves unread. Details stand under "Detail: ", which it takes for every kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from register.kinds.definition import details
from register.kinds.details import shown_value
from register.kinds.for_whom import group_by_slug
from register.publishing.exports import ListedAsset, ListedSource, Listing
from register.spreadsheets.cells import Cell
from reports.kind_names import family_label, in_order, kind_label
from reports.origins import DEMONSTRATION, attributions, indicative_notices, standing_notices


@dataclass(frozen=True, slots=True)
class Around:
    """What a row says besides the asset itself. ``site_url`` ends without a slash."""

    listing: Listing
    site_url: str

    def source_of(self, asset: ListedAsset) -> ListedSource | None:
        """Where the asset is from; None when people recorded it here."""
        found = (source for source in self.listing.sources if source.slug == asset.source)
        return next(found, None)


Value = Callable[[ListedAsset, Around], Cell]


def list_headers(listing: Listing) -> list[str]:
    """The headings for these assets: a detail has a column where at least one asset has it."""
    return [header for header, _ in _columns(listing)]


def list_rows(
    listing: Listing, site_url: str, assets: Iterable[ListedAsset] | None = None
) -> Iterator[list[Cell]]:
    """A row for each asset, under ``list_headers``, in the order of pages."""
    around = Around(listing, site_url)
    columns = [value for _, value in _columns(listing)]
    for asset in in_order(listing.assets if assets is None else assets):
        yield [value(asset, around) for value in columns]


def served_names(asset: ListedAsset, names: Mapping[str, str]) -> list[str]:
    """Names of the areas it serves; all but wards say what they are, as names may be the same."""
    return [_served_name(key, names) for key in asset.served]


def located_names(asset: ListedAsset, names: Mapping[str, str], kind: str) -> list[str]:
    """Names of the localities of one kind that it lies in."""
    return [names.get(key, key) for key in asset.located if key.startswith(f"{kind}:")]


def _served_name(key: str, names: Mapping[str, str]) -> str:
    kind, _, slug = key.partition(":")
    name = names.get(key, slug)
    return name if kind == "ward" else f"{name} ({kind.replace('_', ' ')})"


def _columns(listing: Listing) -> list[tuple[str, Value]]:
    present = {name for asset in listing.assets for name in asset.details}
    said = [
        (f"Detail: {detail.label}", _detail(name))
        for name, detail in details().items()
        if name in present
    ]
    return [*_FIRST, *said, *_LAST]


def _detail(name: str) -> Value:
    known = details()[name]

    def value(asset: ListedAsset, _: Around) -> Cell:
        return shown_value(known, asset.details[name]) if name in asset.details else None

    return value


_SHOWN = ("name", "role", "phone", "website")


def _contact(field: str) -> Value:
    def value(asset: ListedAsset, _: Around) -> Cell:
        return asset.contacts[0].get(field) if asset.contacts else None

    return value


def _more_contacts(asset: ListedAsset, _: Around) -> Cell:
    listed = (
        ", ".join(contact[part] for part in _SHOWN if contact.get(part))
        for contact in asset.contacts[1:]
    )
    return [said for said in listed if said]


def _for_whom(field: str) -> Value:
    return lambda asset, _: asset.for_whom.get(field)


def _groups(asset: ListedAsset, _: Around) -> Cell:
    slugs: list[Any] = asset.for_whom.get("groups", [])
    return [group.label if (group := group_by_slug(slug)) else str(slug) for slug in slugs]


def _in(kind: str) -> Value:
    return lambda asset, around: located_names(asset, around.listing.names, kind)


def _source(asset: ListedAsset, around: Around) -> Cell:
    source = around.source_of(asset)
    return source.name if source else None


def _licence(asset: ListedAsset, around: Around) -> Cell:
    source = around.source_of(asset)
    return source.licence if source else None


def _attribution(asset: ListedAsset, around: Around) -> Cell:
    source = around.source_of(asset)
    own = [source.attribution] if source else []
    return " ".join(attributions([*own, around.listing.area.attribution, *standing_notices()]))


def _notice(asset: ListedAsset, around: Around) -> Cell:
    source = around.source_of(asset)
    invented = [DEMONSTRATION] if source and source.is_demonstration else []
    shown = (around.listing.area.key, *asset.located, *asset.served)
    return " ".join([*invented, *indicative_notices(around.listing, shown)])


_FIRST: tuple[tuple[str, Value], ...] = (
    ("Name", lambda asset, _: asset.name),
    ("Kind", lambda asset, _: kind_label(asset.kind)),
    ("Reference", lambda asset, _: asset.id),
    ("Family", lambda asset, _: family_label(asset.family)),
    ("Listed as", lambda asset, _: "located here" if asset.is_located else "serves here"),
    ("Summary", lambda asset, _: asset.summary),
    ("Address", lambda asset, _: asset.address),
    ("Postcode", lambda asset, _: asset.postcode),
    ("Longitude", lambda asset, _: asset.lon),
    ("Latitude", lambda asset, _: asset.lat),
    ("Public location", lambda asset, _: asset.precision),
    ("Ward", _in("ward")),
    ("Town centres", _in("town_centre")),
    ("Serves", lambda asset, around: served_names(asset, around.listing.names)),
    ("Checked on", lambda asset, _: asset.checked_on),
    ("Checked how", lambda asset, _: (asset.checked_how or "").replace("_", " ")),
    ("Contact name", _contact("name")),
    ("Contact role", _contact("role")),
    ("Phone", _contact("phone")),
    ("Website", _contact("website")),
    ("Contact audience", lambda asset, _: "public" if asset.contacts else None),
    ("More contacts", _more_contacts),
    ("Age from", _for_whom("age_from")),
    ("Age to", _for_whom("age_to")),
    ("For whom", _groups),
    ("For whom note", _for_whom("note")),
    ("For whom, said by", _for_whom("said_by")),
)

_LAST: tuple[tuple[str, Value], ...] = (
    ("Page", lambda asset, around: f"{around.site_url}/assets/{asset.slug}"),
    ("Source", _source),
    ("Licence", _licence),
    ("Attribution", _attribution),
    ("Notice", _notice),
)
