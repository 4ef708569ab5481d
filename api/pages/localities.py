"""Wards, town centres, neighbourhoods, constituencies: the lists of them, and a page each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import ReaderDep, anybody
from api.finished import HTML, finished
from api.pages.belonging import offers_in
from api.pages.shaping import (
    LABELS,
    PATHS,
    bounds,
    family_counts,
    kind_groups,
    locality_items,
    locality_links,
    locality_map,
)
from frontend.rendering import render, today
from frontend.session_values import LocalLife, Speaker
from frontend.views import Download, Fact, Link, LocalityIndexPage, LocalityPage, MapView
from register.publishing.answers import PublicReader
from register.publishing.pages import LocalityRows, localities, locality_rows
from register.representatives.questions import representatives_of
from register.representatives.values import Representative
from reports.kind_names import gift_sentence

router = APIRouter()

INDEXES = {"ward": "Wards", "town_centre": "Town centres", "neighbourhood": "Neighbourhoods"}
INTROS = {
    "ward": "A ward is a part of the borough that elects its own councillors. "
    "Choose one to see what it has.",
    "town_centre": "The area a few minutes' walk around each high street.",
    "neighbourhood": "Parts of the borough that the council has drawn, such as an estate.",
}


@router.get("/wards")
@anybody
async def list_wards(reader: ReaderDep) -> Response:
    """Every ward, with a map."""
    return await _index(reader, "ward")


@router.get("/town-centres")
@anybody
async def list_town_centres(reader: ReaderDep) -> Response:
    """Every town centre, with a map."""
    return await _index(reader, "town_centre")


@router.get("/neighbourhoods")
@anybody
async def list_neighbourhoods(reader: ReaderDep) -> Response:
    """Every neighbourhood that was drawn or uploaded, with a map."""
    return await _index(reader, "neighbourhood")


@router.get("/wards/{slug}")
@anybody
async def read_ward(reader: ReaderDep, slug: str) -> Response:
    """A ward: its map, its list by kind, counts and downloads."""
    return await _page(reader, "ward", slug)


@router.get("/town-centres/{slug}")
@anybody
async def read_town_centre(reader: ReaderDep, slug: str) -> Response:
    """A town centre."""
    return await _page(reader, "town_centre", slug)


@router.get("/neighbourhoods/{slug}")
@anybody
async def read_neighbourhood(reader: ReaderDep, slug: str) -> Response:
    """A neighbourhood."""
    return await _page(reader, "neighbourhood", slug)


@router.get("/constituencies/{slug}")
@anybody
async def read_constituency(reader: ReaderDep, slug: str) -> Response:
    """The part of a parliamentary constituency that is in the borough."""
    return await _page(reader, "constituency", slug)


async def _index(reader: PublicReader, kind: str) -> Response:
    revision, rows, site = await localities(reader, [kind])
    drawn = MapView(
        label=f"Map of {INDEXES[kind].lower()}",
        bounds=bounds(rows),
        outlines=tuple(dict.fromkeys(("ward", "town_centre", kind))),
    )
    page = LocalityIndexPage(
        title=INDEXES[kind],
        intro=INTROS[kind],
        items=locality_items(rows, kind),
        map=drawn if rows else None,
        is_indicative=any(row["is_indicative"] for row in rows),
    )
    path = f"/{PATHS[kind]}"
    body = render("localities", page=page, current=path, **vars(site))
    return finished(revision, body, HTML)


async def _page(reader: PublicReader, kind: str, slug: str) -> Response:
    rows = await locality_rows(reader, f"{kind}:{slug}")
    path = f"/{PATHS[kind]}"
    speakers = await representatives_of(reader, [f"{kind}:{slug}"], today())
    page = replace(locality_page(rows), life=local_life(kind, slug, speakers))
    offers = await offers_in(reader, page.key)
    network = f"{path}/{slug}/network" if kind in INDEXES else ""
    body = render(
        "locality", page=page, current=path, offers=offers, network=network, **vars(rows.site)
    )
    return finished(rows.revision, body, HTML)


def locality_page(rows: LocalityRows) -> LocalityPage:
    """The view of one locality."""
    place = rows.locality
    kind = place["kind"]
    located = [row for row in rows.assets if row["is_located"]]
    serving = [row for row in rows.assets if not row["is_located"]]
    href = f"/{PATHS[kind]}/{place['slug']}"
    index = Link(INDEXES[kind], f"/{PATHS[kind]}") if kind in INDEXES else None
    return LocalityPage(
        key=place["key"],
        name=place["name"],
        kind_label=LABELS[kind],
        map=locality_map(place, f"Map of {place['name']}"),
        asset_count=len(located),
        index=index,
        families=family_counts(Counter(row["family"] for row in located)),
        groups=kind_groups(located),
        also_serves=kind_groups(serving),
        downloads=_downloads(href),
        facts=_facts(place),
        report_href=f"/reports{href}",
        is_indicative=place["is_indicative"],
        related=locality_links(rows.related),
        gifts=tuple(gift_sentence(count) for count in rows.gifts),
    )


def local_life(kind: str, slug: str, speakers: Iterable[Representative]) -> LocalLife:
    """What is on in a locality, and who speaks for it."""
    return LocalLife(
        whats_on_href=f"/{PATHS[kind]}/{slug}/whats-on",
        speakers=tuple(
            Speaker(one.name, one.role, one.organisation, one.contact or None) for one in speakers
        ),
    )


def _downloads(href: str) -> tuple[Download, ...]:
    return (
        Download("XLSX", f"{href}/list.xlsx", "for Excel and other spreadsheets"),
        Download("CSV", f"{href}/list.csv", "plain rows"),
        Download("GeoJSON", f"{href}/list.geojson", "for maps"),
    )


def _facts(place: dict[str, Any]) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    if place["residents"] is not None:
        facts.append(Fact("People who live here", f"{place['residents']:,}", is_estimate=True))
    facts.append(Fact("Size", f"{place['hectares']:,.0f} hectares"))
    if place["deprivation_score"] is not None:
        score = f"{place['deprivation_score']:.1f} (higher means people have less)"
        facts.append(Fact("Deprivation score", score))
    return tuple(facts)
