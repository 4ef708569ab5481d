"""The network of a place: who meets where, who runs what; drawn, and as a list."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.dependencies import ReaderDep, anybody
from api.finished import HTML, finished
from api.pages.drawing import BOX_HEIGHT, BOX_WIDTH, WIDTH, path_between, placed, shortened
from api.pages.relation_words import LINES
from api.pages.shaping import LABELS, PATHS
from frontend.belonging_views import DrawnLink, DrawnNode, NetworkLine, NetworkPage
from frontend.choices import Choice
from frontend.rendering import render
from frontend.views import Link
from register.publishing.answers import PublicReader
from register.relations.questions import MOST_LINKS, NetworkRows, network_of

router = APIRouter()
# Dashes of a line, by which the drawing tells them apart; the list says it in words.
STYLES = {
    "hosted_at": "",
    "run_by": "6 4",
    "part_of": "2 4",
    "funds": "12 4 2 4",
    "partners_with": "18 6",
}
LEGEND = (
    "A full line: meets at.",
    "Short dashes: is run by.",
    "Dots: is part of.",
    "Dash and dot: gives money to.",
    "Long dashes: works with.",
)


@router.get("/wards/{slug}/network")
@anybody
async def read_ward_network(reader: ReaderDep, slug: str) -> Response:
    """Who works with whom in a ward."""
    return await _page(reader, "ward", slug)


@router.get("/town-centres/{slug}/network")
@anybody
async def read_town_centre_network(reader: ReaderDep, slug: str) -> Response:
    """Who works with whom in a town centre."""
    return await _page(reader, "town_centre", slug)


@router.get("/neighbourhoods/{slug}/network")
@anybody
async def read_neighbourhood_network(reader: ReaderDep, slug: str) -> Response:
    """Who works with whom in a neighbourhood."""
    return await _page(reader, "neighbourhood", slug)


async def _page(reader: PublicReader, kind: str, slug: str) -> Response:
    rows = await network_of(reader, f"{kind}:{slug}")
    page = network_page(rows)
    body = render("network", page=page, current=f"/{PATHS[kind]}", **vars(rows.site))
    return finished(rows.revision, body, HTML)


def network_page(rows: NetworkRows) -> NetworkPage:
    """The view of one network."""
    place = rows.locality
    nodes: dict[UUID, dict[str, Any]] = {row["id"]: row for row in rows.nodes}
    edges = [
        (row["from_id"], row["relation"], row["to_id"])
        for row in rows.links
        if row["from_id"] in nodes and row["to_id"] in nodes
    ]
    at, height = placed(list(nodes), edges)
    link = {one: Link(row["name"], f"/assets/{row['slug']}") for one, row in nodes.items()}
    used = {relation for _, relation, _ in edges}
    lines = [NetworkLine(link[one], LINES[said], link[other]) for one, said, other in edges]
    return NetworkPage(
        name=place["name"],
        kind_label=LABELS[place["kind"]],
        place=Link(place["name"], f"/{PATHS[place['kind']]}/{place['slug']}"),
        width=WIDTH,
        height=height,
        nodes=tuple(
            DrawnNode(
                x=at[one].x,
                y=at[one].y,
                width=BOX_WIDTH,
                height=BOX_HEIGHT,
                text=shortened(row["name"]),
                link=link[one],
                family=row["family"],
                is_here=row["is_here"],
            )
            for one, row in nodes.items()
        ),
        links=tuple(
            DrawnLink(
                path_between(at[one], at[other]),
                STYLES[said],
                f"{link[one].text} {LINES[said]} {link[other].text}",
            )
            for one, said, other in edges
        ),
        lines=tuple(sorted(lines, key=lambda line: (line.one.text.lower(), line.said))),
        styles=tuple(
            Choice(name, said) for name, said in zip(STYLES, LEGEND, strict=True) if name in used
        ),
        is_cut=len(rows.links) == MOST_LINKS,
    )
