"""A report as one HTML file that needs nothing else: no script, no other host, all escaped."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from register.assets.full_questions import FullListing
from register.publishing.exports import ListedAsset, Listing
from register.spreadsheets.cells import shown
from reports.columns import located_names
from reports.full import (
    NOT_PUBLIC,
    UNMARKED_HEADERS,
    UNMET_HEADERS,
    VOICE_HEADERS,
    full_notes,
    unmarked_rows,
    unmet_rows,
    voice_rows,
)
from reports.kind_names import kind_plural
from reports.origins import list_attributions, list_notices
from reports.values import LocalityReport

TEMPLATES = Path(__file__).parent / "templates"


class KindHeading(NamedTuple):
    """The kind that a group of the list is of."""

    slug: str
    label: str


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> tuple[Markup, str]:
    """The style sheet, and the hash by which the page's policy allows only it."""
    text = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    digest = b64encode(sha256(text.encode()).digest()).decode()
    return Markup(text), f"sha256-{digest}"


def report_page(report: LocalityReport, site_url: str, full: FullListing | None = None) -> bytes:
    """The page as UTF-8; with ``full`` it is marked as not public at every part."""
    style, style_hash = _style()
    page = _environment().get_template("report.html")
    return page.render(
        report=report,
        full=full,
        full_headers=UNMARKED_HEADERS,
        full_rows=unmarked_rows(full) if full else (),
        unmet=tuple(unmet_rows(full)) if full else (),
        unmet_headers=UNMET_HEADERS,
        voices=tuple(voice_rows(full.voices)) if full else (),
        voice_headers=VOICE_HEADERS,
        not_public=NOT_PUBLIC,
        site_url=site_url,
        style=style,
        style_hash=style_hash,
        notices=list_notices(report.listing),
        notes=(*(full_notes(full) if full else ()), *report.notes),
        attribution=list_attributions(report.listing),
        located=_by_kind(report.assets),
        serving=_by_kind(report.serving),
        place=lambda asset: _place(asset, report.listing),
        capital=lambda text: text[:1].upper() + text[1:],
        shown=shown,
    ).encode()


def _by_kind(assets: Iterable[ListedAsset]) -> list[tuple[KindHeading, Sequence[ListedAsset]]]:
    return [
        (KindHeading(kind, kind_plural(kind)), [*listed])
        for kind, listed in groupby(assets, key=lambda asset: asset.kind)
    ]


def _place(asset: ListedAsset, listing: Listing) -> str:
    """Where in words, as finely as is public."""
    parts = [asset.address, asset.postcode or ""]
    if not any(parts):
        parts = located_names(asset, listing.names, "ward")
    said = ", ".join(part for part in parts if part)
    return f"{said}." if said else ""
