"""One asset's page."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import WRITERS, ReaderDep, anybody
from api.finished import HTML, OWN_PAGES_ONLY, finished
from api.pages.belonging import belonging_of, who_looks
from api.pages.have_your_say import short_words
from api.pages.meetings import meetings_of
from api.pages.shaping import Row, kind_or_unnamed, locality_links
from frontend.rendering import render, today
from frontend.views import AssetPage, ContactLine, Detail, MapView
from register.kinds.definition import families, find_kind
from register.kinds.details import shown_details
from register.kinds.for_whom import group_by_slug
from register.publishing.former import find_successor
from register.publishing.pages import AssetNotFound, asset_row

router = APIRouter()

# Which of them it was is not published. Administrators may check, too, as stewards do.
CHECKERS = {
    "visit": "a community builder or steward, on a visit",
    "phone": "a community builder or steward, by phone",
    "email_link": "the group itself",
    "owner": "a community builder or steward, from the group",
    "source": "a community builder or steward, from its source",
}

SAID = {
    "group": "The group says it is for these people.",
    "other": "We think it is for these people. The group has not told us.",
}


@router.get("/assets/{slug}")
@anybody
async def read_asset_page(request: Request, reader: ReaderDep, slug: str) -> Response:
    """All that is public of one asset, as a page; who is signed in sees what it lends, too."""
    try:
        revision, row, areas, site = await asset_row(reader, slug)
    except AssetNotFound:
        if kept_on := await find_successor(reader, slug):
            return RedirectResponse(f"/assets/{kept_on['slug']}", 301)
        raise
    page = asset_page(row, areas)
    holder = await who_looks(request)
    belonging = await belonging_of(reader, row, holder)
    may_change = holder is not None and holder.role in WRITERS
    body = render("asset", page=page, belonging=belonging, may_change=may_change, **vars(site))
    if holder:
        return Response(body, 200, OWN_PAGES_ONLY, HTML)
    return finished(revision, body, HTML)


def asset_page(row: Row, areas: list[Row]) -> AssetPage:
    """The view of one asset."""
    located = [area for area in areas if area["key"] in row["located"]]
    served = [area for area in areas if area["key"] in row["served"]]
    wards = locality_links(area for area in located if area["kind"] == "ward")
    family = next((known.name for known in families() if known.slug == row["family"]), "")
    return AssetPage(
        name=row["name"],
        slug=row["slug"],
        kind=kind_or_unnamed(row["kind"])[0],
        family=row["family"],
        family_label=family,
        precision=row["precision"] if row["lon"] is not None else "none",
        summary=row["summary"],
        address=", ".join(part for part in (row["address"], row["postcode"]) if part),
        ward=wards[0] if wards else None,
        localities=locality_links(located),
        serves=locality_links(served),
        details=_details(row),
        for_whom=_for_whom(row["for_whom"]),
        for_whom_said=SAID.get(row["for_whom"].get("said_by"), ""),
        contacts=tuple(line for contact in row["contacts"] for line in _contact(contact)),
        write_href=f"/assets/{row['slug']}/write"
        if any(contact.get("id") for contact in row["contacts"])
        else None,
        checked_on=row["checked_on"],
        checked_by=CHECKERS.get(row["checked_how"], ""),
        is_overdue=row["is_overdue"],
        source_name=row["source_name"] or "",
        source_href=_web_address(row["source_url"]),
        licence=row["licence"] or "",
        attribution=row["attribution"] or "",
        meetings=meetings_of(row["slug"], row["details"], today()),
        notice=short_words(row["kind"], row["details"]),
        map=_map(row, wards[0].text if wards else ""),
    )


def _web_address(text: str | None) -> str | None:
    return text if text and text.startswith(("https://", "http://")) else None


def _details(row: Row) -> tuple[Detail, ...]:
    kind = find_kind(row["kind"])
    if kind is None:
        return ()
    # Sessions have a place of their own on the page.
    said = {name: value for name, value in row["details"].items() if name != "sessions"}
    return tuple(Detail(label, value) for label, value in shown_details(kind, said))


def _for_whom(given: dict[str, Any]) -> tuple[Detail, ...]:
    said: list[Detail] = []
    start, end = given.get("age_from"), given.get("age_to")
    if start is not None and end is not None:
        said.append(Detail("Ages", f"{start} to {end}"))
    elif start is not None:
        said.append(Detail("Ages", f"{start} and over"))
    elif end is not None:
        said.append(Detail("Ages", f"up to {end}"))
    labels = [group.label for slug in given.get("groups", []) if (group := group_by_slug(slug))]
    if labels:
        said.append(Detail("Especially for", ", ".join(labels)))
    if given.get("note"):
        said.append(Detail("Note", given["note"]))
    return tuple(said)


def _contact(contact: dict[str, str]) -> list[ContactLine]:
    lines: list[ContactLine] = []
    who = ", ".join(contact[part] for part in ("name", "role") if contact.get(part))
    if who:
        lines.append(ContactLine("Contact", who))
    if website := contact.get("website"):
        lines.append(ContactLine("Website", website, _web_address(website)))
    if phone := contact.get("phone"):
        digits = "".join(char for char in phone if char.isdigit() or char == "+")
        lines.append(ContactLine("Phone", phone, f"tel:{digits}" if digits else None))
    return lines


def _map(row: Row, ward: str) -> MapView | None:
    if row["lon"] is None:
        return None
    ward_key = next((key for key in row["located"] if key.startswith("ward:")), None)
    return MapView(
        label=f"Map of where {row['name']} is",
        assets_url=f"/api/v1/assets/{row['id']}",
        outlines=("ward",),
        highlight=ward_key if row["precision"] == "ward" and ward else None,
        at=(row["lon"], row["lat"]),
        has_filter=False,
        is_small=True,
    )
