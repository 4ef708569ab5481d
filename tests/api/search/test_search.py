"""The search over HTTP: words, filters, paging, and nothing that is not public."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from sqlalchemy import text

from register.database.engines import transaction


def found(site, **params):
    answer = site.get(f"/api/v1/search?{urlencode(params)}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(answer):
    return [one["properties"]["name"].removesuffix(" (invented)") for one in answer["features"]]


def test_plain_words_find_the_right_thing_first(site):
    answer = found(site, q="toddler group thursday n12")
    assert names(answer)[0] == "Jellybean Tots"
    assert answer["matches"] == "all"
    assert answer["understood"]["place"] == "N12"
    mended = found(site, q="tennants asociation burnt oak")
    assert {"Plum Tree Court Tenants", "Watermill Estate Residents"} <= set(names(mended)[:4])
    assert mended["understood"]["mended"] == [
        {"typed": "tennants", "meant": "tenants"},
        {"typed": "asociation", "meant": "association"},
    ]


@pytest.mark.parametrize(
    ("params", "inside", "outside"),
    [
        ({"kind": "hall"}, "Tin Roof Hall", "Acornfold Park"),
        ({"family": "voice"}, "Plain Words Panel", "Tin Roof Hall"),
        ({"locality": "ward:burnt-oak"}, "Watermill Estate Residents", "Tin Roof Hall"),
        ({"day": "thursday", "kind": "parents-group"}, "Jellybean Tots", "Wobbly Tower Toddlers"),
        ({"q": "yoga", "day": "wednesday"}, "Willow Yoga", "Quilted Corner"),
        (
            {"part_of_day": "evening", "kind": "youth-group"},
            "Catapult Youth Club",
            "Skylark Young Carers",
        ),
        ({"age": 8, "kind": "youth-group"}, "Comet Explorers", "Catapult Youth Club"),
        ({"group": "carers"}, "Cloudberry Carers Café", "Rook and Pawn"),
        ({"free": "true", "kind": "sports-club"}, "Bristlecone Table Tennis", "Ladybird Netball"),
        ({"step_free": "true", "kind": "hall"}, "The Tall Barn", "Tin Roof Hall"),
        ({"language": "farsi", "kind": "charity"}, "Soft Landing", "Second Snowdrop"),
        ({"people": 100, "kind": "hall"}, "The Tall Barn", "Tin Roof Hall"),
        ({"postcode": "NW4 4DD", "radius": 500}, "Tin Roof Hall", "The Tall Barn"),
    ],
)
def test_every_filter_narrows(site, params, inside, outside):
    answer = found(site, **params, limit=100)
    assert inside in names(answer)
    assert outside not in names(answer)


def seen(site, params):
    """The names on all pages of the list, and the first page."""
    first = page = site.get(f"/search?{urlencode(params)}").text
    found = []
    for _ in range(9):
        found += re.findall(r'<a class="govuk-link" href="/assets/[^"]+">(.*?)</a>', page)
        following = re.search(r'href="([^"]+)">Next results', page)
        if following is None:
            break
        page = site.get(unescape(following[1])).text
    return [unescape(name).removesuffix(" (invented)") for name in found], first


@pytest.mark.parametrize(
    ("params", "inside", "outside"),
    [
        ({"kind": "hall"}, "Tin Roof Hall", "Acornfold Park"),
        ({"family": "voice"}, "Plain Words Panel", "Tin Roof Hall"),
        ({"locality": "ward:burnt-oak"}, "Watermill Estate Residents", "Tin Roof Hall"),
        ({"day": "thursday", "kind": "parents-group"}, "Jellybean Tots", "Wobbly Tower Toddlers"),
        (
            {"part_of_day": "evening", "kind": "youth-group"},
            "Catapult Youth Club",
            "Skylark Young Carers",
        ),
        ({"age": "8", "kind": "youth-group"}, "Comet Explorers", "Catapult Youth Club"),
        ({"group": "carers"}, "Cloudberry Carers Café", "Rook and Pawn"),
        ({"free": "true", "kind": "sports-club"}, "Bristlecone Table Tennis", "Ladybird Netball"),
        ({"step_free": "true", "kind": "hall"}, "The Tall Barn", "Tin Roof Hall"),
        ({"language": "farsi", "kind": "charity"}, "Soft Landing", "Second Snowdrop"),
        ({"people": "100", "kind": "hall"}, "The Tall Barn", "Tin Roof Hall"),
        ({"postcode": "NW4 4DD", "kind": "hall"}, "Tin Roof Hall", "The Tall Barn"),
        ({"q": "hall", "locality": "ward:hendon"}, "Tin Roof Hall", "The Tall Barn"),
    ],
)
def test_every_choice_of_the_page_narrows_and_stays_chosen(site, params, inside, outside):
    names_of, page = seen(site, params)
    assert inside in names_of
    assert outside not in names_of
    form = page.partition('aria-label="Search by words"')[2].partition("</form>")[0]
    for name, value in params.items():
        kept = rf'<option value="{value}" selected>|name="{name}"[^>]* value="{value}"'
        assert re.search(kept, form), name
        if name in ("free", "step_free"):
            assert re.search(rf'name="{name}"[^>]* checked', form)


def test_what_was_checked_lately_is_all_that_is_listed_if_that_is_chosen(site):
    with transaction() as session:
        session.execute(text(CHECKED), {"name": "Tin Roof Hall%"})
    names_of, page = seen(site, {"kind": "hall", "checked_within": "31"})
    assert names_of == ["Tin Roof Hall"]
    assert '<option value="31" selected>' in page


CHECKED = """
UPDATE published.public_asset SET checked_on = current_date WHERE name LIKE :name
"""
OVERDUE = """
INSERT INTO published.overdue (asset_id, is_below)
SELECT id, false FROM published.public_asset WHERE name LIKE :name
"""


def test_what_is_overdue_for_a_check_is_said_not_to_be_checked_lately(site):
    with transaction() as session:
        session.execute(text(CHECKED), {"name": "Rook and Pawn%"})
        session.execute(text(OVERDUE), {"name": "Rook and Pawn%"})
        session.execute(text("UPDATE published.revision SET number = number + 1"))
    page = site.get("/search?q=rook+and+pawn").text
    assert "Not checked lately: the last time was today." in page


def test_a_sort_of_things_can_be_left_out_again(site):
    page = site.get("/search?q=zeppelin&family=voice").text
    assert "Look for every sort of thing" in page
    assert 'href="/search?q=zeppelin"' in page


def test_an_unreadable_language_is_said_beside_its_field(site):
    answer = site.get("/search?q=hall&language=two+words")
    assert answer.status_code == 422
    assert "Write one language in one word" in answer.text
    assert 'value="two words"' in answer.text


def test_near_a_point_the_nearest_is_first(site):
    (there,) = found(site, q="tin roof hall")["features"]
    lon, lat = there["geometry"]["coordinates"]
    answer = found(site, near=f"{lon},{lat}", radius=20000, kind="hall")
    assert names(answer)[0] == "Tin Roof Hall"
    assert answer["numberReturned"] > 3


def test_what_was_checked_is_before_what_was_not(site):
    before = names(found(site, kind="allotment"))
    with transaction() as session:
        session.execute(
            text(
                "UPDATE published.public_asset SET checked_on = current_date WHERE name LIKE :name"
            ),
            {"name": f"{before[-1]}%"},
        )
        session.execute(text("UPDATE published.revision SET number = number + 1"))
    assert names(found(site, kind="allotment", limit=99))[0] == before[-1]
    assert names(found(site, kind="allotment", checked_within=7)) == [before[-1]]


@pytest.mark.parametrize(
    "asked", [{"q": "group"}, {"q": "children zebra", "kind": ""}, {"locality": "borough:barnet"}]
)
def test_pages_follow_one_another_without_gap_or_double(site, asked):
    whole = found(site, **asked, limit=100)
    seen, path = [], f"/api/v1/search?{urlencode({**asked, 'limit': 7})}"
    for _ in range(60):
        answer = site.get(path).json()
        assert answer["matches"] == whole["matches"]
        seen += [one["id"] for one in answer["features"]]
        if "next" not in answer:
            break
        path = answer["next"]
    assert len(seen) == len(set(seen)) == whole["numberMatched"] > 7
    assert seen[:100] == [one["id"] for one in whole["features"]]


@pytest.mark.parametrize("asked", [{}, {"q": "the of and"}, {"q": "!?", "limit": 100}])
def test_who_asks_for_nothing_finds_nothing(site, asked):
    assert found(site, **asked)["numberMatched"] == 0


def test_no_words_find_what_is_not_public(site):
    """Not the entry that may not be found, and no group by the street that only it knows."""
    hidden = found(site, q="crescent moon study circle", limit=100)
    assert "Crescent Moon Study Circle" not in names(hidden)
    for words in ("Teacake Close", "Owl Lane", "the third bench", "By the gate with the blue post"):
        answer = found(site, q=words, limit=100)
        private = {"Marmalade Lane Residents' Association", "Magpie Litter Pickers"}
        private |= {"The Tidy Hedgehogs"} if "post" in words else set()
        assert answer["matches"] == "some" or private.isdisjoint(names(answer)), words
    assert "Magpie Litter Pickers" not in names(found(site, postcode="HA8 9RX", radius=60))
    with transaction() as session:
        known = set(session.scalars(text("SELECT word FROM published.search_word")))
    assert {"teacake", "laundrette"}.isdisjoint(known)
    assert "moonpenny" in known


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("kind=castle", 422),
        ("group=martians", 422),
        ("day=someday", 422),
        ("age=900", 422),
        ("after=nonsense", 422),
        ("after=WzEsMSwxLDEsMV0%3D", 422),
        ("language=two+words", 422),
        ("locality=ward:nowhere", 404),
        ("locality=ward%3A%00", 404),
        ("postcode=nowhere", 422),
        ("postcode=SW1A+1AA", 404),
        ("near=somewhere", 422),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(site, query, status):
    answer = site.get(f"/api/v1/search?{query}")
    assert answer.status_code == status, answer.text
    assert len(answer.json()["detail"].split()) > 3


@pytest.mark.parametrize(
    "words",
    [
        "'; DROP TABLE published.public_asset; --",
        "a & | ! <-> :* (",
        "\\",
        "'",
        "%(v0)s %s",
        "🦔",
        "مسجد",
        "x" * 200,
        "the of and",
        "0",
        "1 " * 90,
    ],
)
def test_odd_words_are_only_words(site, words):
    assert site.get("/api/v1/search", params={"q": words}).status_code == 200
    assert site.get("/search", params={"q": words}).status_code == 200


def test_the_page_lists_what_was_found_without_script(site):
    page = site.get("/search?q=hall+whetstone&step_free=true").text
    assert "The Tall Barn" in page
    assert '<details class="govuk-details" open>' in page
    assert 'value="hall whetstone"' in page
    assert "See these on a map" in page
    assert "data-asset-map" in site.get("/search?q=hall&map=yes").text


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(site):
    answer = site.get("/search?q=hall&age=eight&postcode=nowhere")
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert 'value="eight"' in answer.text


def test_the_page_says_what_to_do_when_nothing_is_found(site):
    page = site.get("/search?q=zeppelin+moorings&locality=ward:burnt-oak&kind=park").text
    assert "We found nothing for that" in page
    assert "Look everywhere" in page
    assert "/suggest" in page


def test_a_link_that_was_changed_by_hand_still_searches(site):
    assert "The Tall Barn" in site.get("/search?q=tall+barn&locality=ward:x&kind=castle").text


def test_home_and_header_lead_to_the_search(site):
    assert 'action="/search"' in site.get("/").text
    assert 'id="site-search"' in site.get("/about").text


def test_lists_and_the_map_show_only_what_is_for_some_people(site):
    listed = site.get("/api/v1/assets?group=carers&limit=1000").json()["features"]
    assert "Cloudberry Carers Café (invented)" in [one["properties"]["name"] for one in listed]
    assert len(listed) < 10
    aged = site.get("/api/v1/assets?kind=youth-group&age=8&limit=1000").json()["features"]
    names_of = [one["properties"]["name"] for one in aged]
    assert "Comet Explorers (invented)" in names_of
    assert "Catapult Youth Club (invented)" not in names_of
    assert site.get("/api/v1/assets?group=martians").status_code == 422
    page = site.get("/map?group=carers&age=40").text
    assert "/api/v1/assets?limit=1000&amp;group=carers&amp;age=40" in page
    assert "group=" not in site.get("/map?group=martians&age=x").text.partition("data-asset-map")[2]
    ward = site.get("/wards/burnt-oak").text
    assert 'name="locality" value="ward:burnt-oak"' in ward
