"""Every page with invented values, over an API of canned answers: no database is needed."""

import json
import random
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from shapely.geometry import Point, shape
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from frontend import people_views, views
from frontend.rendering import render, today
from frontend.security import content_security_policy
from frontend.static_files import static_files
from register.kinds.definition import families, kinds
from register.settings import OSM_TILES, ROOT
from tests.browser.canned_people import account_page, people_page, person_page
from tests.frontend.analyst_pages import analyst_pages
from tests.frontend.belonging_pages import belonging_pages
from tests.frontend.contact_pages import contact_pages
from tests.frontend.life_pages import life_pages
from tests.frontend.privacy_pages import privacy_pages
from tests.frontend.proposal_pages import proposal_pages
from tests.frontend.review_pages import review_pages
from tests.frontend.run_pages import run_pages
from tests.frontend.search_pages import search_pages
from tests.frontend.twin_pages import twin_pages

NASTY = "${alert(1)}<img src=x onerror=alert(1)>"
WARDS = ROOT / "data" / "wards" / "wards.geojson"
CENTRES = ROOT / "data" / "wards" / "town_centres.geojson"
EXAMPLE = "east-finchley"


def slug(name: str) -> str:
    return name.lower().replace("&", "and").replace("'", "").replace(" ", "-")


def localities(path: Path, kind: str) -> list[dict[str, Any]]:
    areas: list[dict[str, Any]] = json.loads(path.read_text())["features"]
    for area in areas:
        name = area["properties"]["name"]
        area["properties"] = {
            "kind": kind, "slug": slug(name), "name": name, "key": f"{kind}:{slug(name)}",
        }  # fmt: skip
    return areas


AREAS = {"ward": localities(WARDS, "ward"), "town_centre": localities(CENTRES, "town_centre")}
SHAPES = {area["properties"]["slug"]: shape(area["geometry"]) for area in AREAS["ward"]}


def inside(ward: str, chance: random.Random) -> Point:
    west, south, east, north = SHAPES[ward].bounds
    while True:
        point = Point(chance.uniform(west, east), chance.uniform(south, north))
        if SHAPES[ward].contains(point):
            return point


def features(count: int) -> list[dict[str, Any]]:
    """Invented assets over all wards; ward-only ones stand on one spot of their ward."""
    chance = random.Random(count)
    public = [kind for kind in kinds() if kind.precision not in ("none", "never")]
    spots = {ward: inside(ward, chance) for ward in SHAPES}
    made = []
    for number in range(count):
        kind, ward = chance.choice(public), chance.choice(list(SHAPES))
        at = spots[ward] if kind.precision == "ward" else inside(ward, chance)
        name = NASTY if number == 0 else f"Invented {kind.singular} {number}"
        place = {"type": "Point", "coordinates": [round(at.x, 6), round(at.y, 6)]}
        properties = {
            "name": name, "kind": kind.slug, "family": kind.family, "slug": f"asset-{number}",
            "precision": kind.precision, "localities": [f"ward:{ward}"],
        }  # fmt: skip
        made.append(
            {"type": "Feature", "id": str(number), "geometry": place, "properties": properties}
        )
    made[-1]["geometry"] = None
    return made


SETS = {"small": features(150), "big": features(20_000), "one": features(150)[:1]}
ONE_SPOT = tuple(SETS["one"][0]["geometry"]["coordinates"])


async def list_assets(request: Request) -> Response:
    chosen = SETS[request.query_params.get("set", "small")]
    limit = int(request.query_params.get("limit", 1000))
    if locality := request.query_params.get("locality"):
        chosen = [one for one in chosen if locality in one["properties"]["localities"]]
    if request.query_params.get("age", "1") != "1":
        problem = {"status": 422, "detail": "Write the age in whole years."}
        return JSONResponse(problem, 422, media_type="application/problem+json")
    if request.query_params.get("group"):
        chosen = chosen[::3]
    start = int(request.query_params.get("after", 0))
    page: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": chosen[start : start + limit],
    }
    if start + limit < len(chosen):
        # Another host on purpose, as behind a proxy: the page follows only the path.
        page["next"] = str(
            request.url.replace(netloc="public.example").include_query_params(after=start + limit)
        )
    return JSONResponse(page)


async def list_localities(request: Request) -> Response:
    areas = AREAS[request.query_params["kind"]]
    return JSONResponse({"type": "FeatureCollection", "features": areas})


async def read_locality(request: Request) -> Response:
    areas = AREAS[request.path_params["kind"]]
    wanted = request.path_params["slug"]
    return JSONResponse(next(one for one in areas if one["properties"]["slug"] == wanted))


async def containing(request: Request) -> Response:
    if request.query_params.get("postcode", "N2 8AB").replace(" ", "").upper() != "N28AB":
        problem = {"status": 404, "detail": "We do not know that postcode."}
        return JSONResponse(problem, 404, media_type="application/problem+json")
    found = [area["properties"] for area in AREAS["ward"] if area["properties"]["slug"] == EXAMPLE]
    return JSONResponse({"point": {"lon": -0.1671, "lat": 51.5913}, "localities": found})


async def list_kinds(_request: Request) -> Response:
    return JSONResponse(
        {
            "families": [asdict(family) for family in families()],
            "kinds": [
                {"slug": one.slug, "singular": one.singular, "plural": one.plural,
                 "family": one.family} for one in kinds()
            ],
        }
    )  # fmt: skip


def groups() -> tuple[views.KindGroup, ...]:
    made: dict[str, list[views.ListItem]] = {}
    by_slug = {kind.slug: kind for kind in kinds()}
    for number, one in enumerate(SETS["small"]):
        if f"ward:{EXAMPLE}" not in one["properties"]["localities"] and number:
            continue
        kind = by_slug[one["properties"]["kind"]]
        checked = today() - timedelta(days=number) if number % 3 else None
        made.setdefault(kind.slug, []).append(
            views.ListItem(
                one["properties"]["name"], "/asset", kind.singular, kind.family,
                "Somewhere in East Finchley", checked,
            )
        )  # fmt: skip
    return tuple(
        views.KindGroup(slug, by_slug[slug].plural, by_slug[slug].family, tuple(items))
        for slug, items in made.items()
    )


def places(kind: str) -> tuple[views.LocalityItem, ...]:
    return tuple(
        views.LocalityItem(area["properties"]["name"], "/locality", 6) for area in AREAS[kind]
    )


def example_pages() -> dict[str, Any]:
    """Template to view, the parameters of each map included."""
    counts = tuple(views.FamilyCount(one.slug, one.name, 21) for one in families())
    bounds = SHAPES[EXAMPLE].bounds
    ward_map = views.MapView(
        "Map of East Finchley", f"/api/v1/assets?locality=ward:{EXAMPLE}", ("ward", "town_centre"),
        f"ward:{EXAMPLE}", bounds,
    )  # fmt: skip
    one_map = views.MapView(
        "Where it is", "/api/v1/assets?set=one", at=ONE_SPOT, has_filter=False, is_small=True,
    )  # fmt: skip
    facts = (views.Fact("Residents", "16,012", True), views.Fact("Hectares", "258.1"))
    files = tuple(views.Download(name, "/file") for name in ("CSV", "GeoJSON", "XLSX"))
    link = views.Link("East Finchley", "/locality")
    rows = tuple(views.ReportRow(one.name, 12, 0.75, 300, 0.77, one.slug) for one in families())
    choices = tuple(
        views.FamilyChoices(
            family.name,
            tuple(
                views.KindChoice(one.slug, one.singular)
                for one in kinds()
                if one.family == family.slug
            ),
        )
        for family in families()
    )
    typed = views.FieldValues("hall", NASTY, "N2 8AB", summary="Tea on Tuesdays", phone="+44 20")
    errors = (views.FieldError("name", "Give it a name"), views.FieldError("kind", "Choose a kind"))
    known = views.LikelyDuplicate("Invented hall 7", "hall", "/asset", "40 metres away")
    return {
        "home": views.HomePage(150, counts, places("ward"), places("town_centre")),
        "map": views.MapPage(views.MapView("Map of all assets"), wards=places("ward")),
        "map-big": views.MapPage(
            views.MapView("Map of all assets", "/api/v1/assets?set=big&limit=2000")
        ),
        "map-found": views.MapPage(
            views.MapView("Map of all assets"), "N2 8AB", None, (link,), groups()[0].items
        ),
        "map-problem": views.MapPage(
            views.MapView("Map"), "N2 9XX", "We do not know that postcode."
        ),
        "localities": views.LocalityIndexPage(
            "Town centres", "Places where people shop and meet.", places("town_centre"),
            views.MapView("Map of town centres", has_filter=False), True,
        ),
        "locality": views.LocalityPage(
            f"ward:{EXAMPLE}", "East Finchley", "ward", ward_map, 9,
            views.Link("Wards", "/wards"), counts, groups(), groups()[:1], files, facts,
            "/report", False, (link,),
        ),
        "asset": views.AssetPage(
            NASTY, "hall", "places", "Places", "ward", "Tea and talk for everyone.",
            "1 Example Road", link, (link,), (link,), (views.Detail("Cost", "Free"),),
            (views.Detail("Ages", "60 and over"),),
            (views.ContactLine("Website", "example.org", "https://example.org/"),),
            today() - timedelta(days=21), "a community builder or steward, on a visit",
            source_name="Invented list",
            source_href="https://example.org/", licence="OGL 3.0",
            attribution="Contains invented data.", map=one_map, slug="invented-hall",
            for_whom_said="We think it is for these people. The group has not told us.",
        ),
        "about": views.AboutPage("tile.openstreetmap.org", ("Open Government Licence 3.0",)),
        "sign_in": people_views.SignInPage("c", sends_mail=True, oidc_label="your work account"),
        "sign_in_code": people_views.CodePage("c", email="ann@example.org"),
        "sign_in_second": people_views.SecondStepPage("c"),
        "send_again": people_views.SendAgainPage("c", "/field", (("name", "Hall"),)),
        "invitation": people_views.InvitationPage("c", "ABCD-EFGH-JKLM-NPQR"),
        "account": account_page(),
        "account_token": people_views.NewTokenPage("Sensor", "asset_" + "x" * 43),
        "account_second_step": people_views.NewSecondStepPage(
            "c", "ABCD " * 8, "s", "otpauth://totp/x"
        ),
        "people": people_page(),
        "person": person_page(),
        "sign_in-problem": people_views.SignInPage(
            "c", errors=(views.FieldError("token", "That key is not right. Check it."),)
        ),
        "field": views.FieldPage("c", "s", choices),
        "field-problem": views.FieldPage("c", "s", choices, typed, errors),
        "field-known": views.FieldPage("c", "s", choices, typed, (), (known,)),
        "field_added": views.AddedPage(
            "Invented hall", "hall", True, "/asset", "where you stood", (link,),
            "somewhere in East Finchley",
        ),
        "report": views.ReportPage(
            "East Finchley", "ward", date(2026, 3, 2), 9, 1, ward_map, 150, facts, 16012, rows,
            rows, (views.MissingKind("libraries", 3),),
            (views.Freshness("In the last 6 months", 2, 22.2),), groups(), groups()[:1], files,
            "/locality", served=rows, unserved=("Times of life: Carers, Veterans",),
        ),
        **proposal_pages("Invented words of somebody", one_map),
        **contact_pages("Invented words of somebody"),
        **belonging_pages("Invented words of somebody"),
        **review_pages("Invented words of somebody"),
        **life_pages("Invented words of somebody"),
        **privacy_pages("Invented words of somebody"),
        **search_pages("Invented words of somebody", one_map),
        **analyst_pages("Invented words of somebody"),
        **run_pages("Invented words of somebody", one_map),
        **twin_pages("Invented words of somebody"),
        "error": views.ErrorPage(404, "We cannot find that page", "Check the address."),
    }  # fmt: skip


async def read_page(request: Request) -> Response:
    name = request.path_params["name"]
    page = render(name.split("-")[0], page=PAGES[name], current="/map", is_demonstration=True)
    policy = content_security_policy(OSM_TILES)
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": policy})


PAGES = example_pages()


def canned_site() -> Starlette:
    return Starlette(
        routes=[
            Route("/api/v1/assets", list_assets),
            Route("/api/v1/localities", list_localities),
            Route("/api/v1/localities/containing", containing),
            Route("/api/v1/localities/{kind}/{slug}", read_locality),
            Route("/api/v1/kinds", list_kinds),
            Mount("/static", static_files()),
            Route("/{name}", read_page),
        ]
    )
