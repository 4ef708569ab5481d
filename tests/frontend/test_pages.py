"""Every page renders from its values, and nothing that somebody typed becomes markup."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

from frontend import api_views, people_views, rendering, views
from frontend.choices import Choice
from frontend.rendering import render
from frontend.static_files import BUILT
from tests.frontend.analyst_pages import analyst_pages
from tests.frontend.belonging_pages import belonging_pages, belonging_part
from tests.frontend.contact_pages import contact_pages
from tests.frontend.life_pages import life_pages
from tests.frontend.privacy_pages import privacy_pages
from tests.frontend.proposal_pages import proposal_pages
from tests.frontend.review_pages import review_pages
from tests.frontend.run_pages import run_pages
from tests.frontend.search_pages import search_pages
from tests.frontend.twin_pages import twin_pages

NASTY = "${alert(1)}<img src=x onerror=alert(1)>\"'</script>"

pytestmark = pytest.mark.skipif(
    not (BUILT / "site.css").exists(), reason="the styles are not built: run script/bootstrap"
)


def item(name: str = NASTY) -> views.ListItem:
    return views.ListItem(
        name, "/assets/a", "hall", "places", NASTY, rendering.today() - timedelta(days=21)
    )


GROUP = views.KindGroup("hall", NASTY, "places", (item(), replace(item("Plain"), checked_on=None)))
MAP = views.MapView(NASTY, highlight="ward:example", bounds=(-0.3, 51.5, -0.1, 51.7))
MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LINK = views.Link(NASTY, "/wards/example")
FACTS = (views.Fact("Residents", "16,987", True), views.Fact("Hectares", "353"))
FAMILIES = (views.FamilyCount("places", "Places", 2),)
DOWNLOADS = (views.Download("CSV", "/wards/example.csv"),)
PLACES = (views.LocalityItem(NASTY, "/wards/example", 3),)
ERRORS = (views.FieldError("name", NASTY), views.FieldError("kind", "Choose a kind"))
ROW = views.ReportRow(NASTY, 2, 0.1, 20, None)

PAGES: dict[str, Any] = {
    **proposal_pages(NASTY, MAP),
    **contact_pages(NASTY),
    **belonging_pages(NASTY),
    **review_pages(NASTY),
    **twin_pages(NASTY),
    **run_pages(NASTY, views.MapView("Map", at=(-0.2, 51.6))),
    **life_pages(NASTY),
    **privacy_pages(NASTY),
    **search_pages(NASTY, MAP),
    **analyst_pages(NASTY),
    "home": views.HomePage(1234, FAMILIES, PLACES, PLACES),
    "map": views.MapPage(MAP, NASTY, NASTY, (LINK,), (item(),), PLACES),
    "localities": views.LocalityIndexPage("Town centres", NASTY, PLACES, MAP, True),
    "locality": views.LocalityPage(
        "ward:example", NASTY, "ward", MAP, 2, LINK, FAMILIES, (GROUP,), (GROUP,), DOWNLOADS,
        FACTS, "/reports/wards/example", True, (LINK,),
    ),
    "asset": views.AssetPage(
        NASTY, NASTY, "places", "Places", "ward", NASTY, NASTY, LINK, (LINK,), (LINK,),
        (views.Detail(NASTY, NASTY),), (views.Detail(NASTY, NASTY),),
        (views.ContactLine("Website", NASTY, "https://example.org/"),), date(2026, 1, 2),
        NASTY, source_name=NASTY, source_href="https://example.org/", licence=NASTY,
        attribution=NASTY, map=MAP,
    ),
    "about": views.AboutPage(NASTY, (NASTY,), (LINK,)),
    "sign_in": people_views.SignInPage(
        "c", (("next", NASTY),), True, NASTY, True, NASTY, NASTY,
        (views.FieldError("token", NASTY),),
    ),
    "sign_in_code": people_views.CodePage("c", (("next", NASTY),), NASTY, NASTY),
    "sign_in_second": people_views.SecondStepPage("c", (("next", NASTY),)),
    "send_again": people_views.SendAgainPage("c", "/field", ((NASTY, NASTY),)),
    "invitation": people_views.InvitationPage("c", NASTY),
    "account": people_views.AccountPage(
        "c", NASTY, NASTY, NASTY, NASTY, True, True, True,
        sessions=(people_views.SessionItem(NASTY, NASTY, MOMENT, MOMENT, True),),
        tokens=(people_views.TokenItem(NASTY, NASTY, (NASTY,), MOMENT, None),),
        scopes=((NASTY, NASTY),), log=(people_views.LogLine(MOMENT, NASTY),), links=(LINK,),
        done=NASTY,
    ),
    "account_token": people_views.NewTokenPage(NASTY, NASTY),
    "account_second_step": people_views.NewSecondStepPage("c", NASTY, NASTY, "otpauth://totp/x"),
    "people": people_views.PeoplePage(
        "c", (people_views.PersonItem("/people/1", NASTY, NASTY, NASTY, NASTY, NASTY, MOMENT),),
        (Choice(NASTY, NASTY, True),), NASTY, NASTY, True,
    ),
    "person": people_views.PersonPage(
        "c", "/people/1", NASTY, NASTY, "active", False,
        (Choice(NASTY, NASTY, True),), True,
        (Choice(NASTY, NASTY, True),), (Choice(NASTY, NASTY, True),),
        NASTY, True, (people_views.LogLine(MOMENT, NASTY),),
        (people_views.LogLine(MOMENT, NASTY, LINK),), "/people/1?before=1", NASTY,
    ),
    "api": api_views.ApiGuide(
        (NASTY,), (api_views.ApiOperation("GET", NASTY, NASTY, (NASTY,), (), (), True, ""),)
    ),
    "field": views.FieldPage(
        "c", "s", (views.FamilyChoices(NASTY, (views.KindChoice("hall", NASTY),)),),
        views.FieldValues("hall", NASTY, NASTY, NASTY, NASTY, NASTY, NASTY, NASTY, NASTY, NASTY),
        ERRORS, (views.LikelyDuplicate(NASTY, NASTY, "/assets/a", NASTY),), signed_in_as=NASTY,
    ),
    "field_added": views.AddedPage(NASTY, NASTY, True, "/assets/a", NASTY, (LINK,), NASTY),
    "report": views.ReportPage(
        NASTY, "ward", date(2026, 3, 2), 2, 1, MAP, 20, FACTS, 16987, (ROW,), (ROW,),
        (views.MissingKind(NASTY, 3),), (views.Freshness(NASTY, 2, 12.3),), (GROUP,), (GROUP,),
        DOWNLOADS, "/wards/example", True,
    ),
    "error": views.ErrorPage(404, NASTY, NASTY, (LINK,)),
}  # fmt: skip


def template_of(name: str) -> str:
    """The template of a page, whose name may say a state after a hyphen."""
    return name.partition("-")[0]


class Reading(HTMLParser):
    """Collects what a browser would make of a page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def having(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.tags if name == tag)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_and_holds_no_code(name: str) -> None:
    page = Reading(render(template_of(name), page=PAGES[name], current="/"))
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert not [tag for tag, _ in page.tags if tag in ("img", "style", "iframe")]
    for tag, attributes in page.tags:
        assert "style" not in attributes, (tag, attributes)
        assert not [one for one in attributes if one.startswith("on")], (tag, attributes)
    for script in page.having("script"):
        assert (script["src"] or "").startswith("/static/")
    for sheet in page.having("link"):
        assert (sheet["href"] or "").startswith("/static/")


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_labels_lead_to_fields(name: str) -> None:
    page = Reading(render(template_of(name), page=PAGES[name]))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for label in page.having("label"):
        assert label["for"] in ids
    for link in page.having("a"):
        if (link.get("href") or "").startswith("#"):
            assert (link["href"] or "")[1:] in ids


def test_what_an_entry_belongs_to_is_text_and_no_markup() -> None:
    """The part that belongs to an entry's page is made apart from its view."""
    values = {"page": PAGES["asset"], "belonging": belonging_part(NASTY)}
    page = Reading(render("asset", **values))
    assert not [tag for tag, _ in page.tags if tag in ("img", "style", "iframe")]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {"related", "offers", "needs", "matches", "loans"} <= set(ids)


def test_every_template_is_tried() -> None:
    folder = Path(rendering.__file__).parent / "templates" / "pages"
    assert {path.stem for path in folder.glob("*.html")} == {template_of(name) for name in PAGES}


def test_demonstration_data_says_so_on_every_page() -> None:
    for name, page in PAGES.items():
        assert b"Demonstration data" in render(template_of(name), page=page, is_demonstration=True)
        assert b"Demonstration data" not in render(template_of(name), page=page)


def test_what_was_typed_is_kept() -> None:
    page = Reading(render("field", page=PAGES["field"]))
    values = {one.get("name"): one.get("value") for one in page.having("input")}
    for name in ("name", "postcode", "lon", "lat", "website", "phone", "email"):
        assert values[name] == NASTY
    chosen = [one["value"] for one in page.having("option") if "selected" in one]
    assert chosen == ["hall", "public", "public_task", "website"]
    assert NASTY in [text.strip() for text in page.texts]


def test_the_key_is_never_shown_again() -> None:
    page = Reading(render("sign_in", page=PAGES["sign_in"]))
    [key] = [one for one in page.having("input") if one.get("name") == "token"]
    assert "value" not in key


def test_licences_stand_on_every_page() -> None:
    for name, page in PAGES.items():
        assert b"Crown copyright and database right" in render(template_of(name), page=page)


def test_a_misspelt_value_fails() -> None:
    with pytest.raises(UndefinedError, match="no attribute 'name'"):
        render("asset", page=PAGES["error"])
