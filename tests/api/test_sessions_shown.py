"""Sessions from the forms to the pages and the calendars, and what is on in a ward."""

import re
from datetime import timedelta

import pytest
import vobject
from sqlalchemy import text

from api.pages.whats_on import COMING_DAYS, whats_on_page
from frontend.rendering import today
from register.database.engines import transaction
from register.publishing.pages import Site
from register.schedules.questions import LocalSessions
from tests.api.test_field import send, signed_in  # noqa: F401
from tests.api.test_suggest import fields, the_proposal

WEEKLY = {"every": "week", "days": [1, 2, 3, 4, 5, 6, 7], "starts": "10:00", "ends": "12:00"}
SOURCE = """
INSERT INTO published.source (slug, name, url, licence, attribution)
VALUES ('a_list', 'A list', '', 'OGL', '© An invented list')
"""
TYPED = {
    "session_1_often": "week:1",
    "session_1_days": ["2", "4"],
    "session_1_starts": "10am",
    "session_1_ends": "noon",
    "session_1_cost": "£3",
}


def path_of(asset):
    return asset.json()["href"]


def valid(answer):
    """The calendar of an answer, read and held to the standard by another library."""
    assert answer.status_code == 200, answer.text
    found = vobject.readOne(answer.text)
    found.validate(raiseException=True)
    return found


@pytest.fixture
def hall(add):
    return path_of(add(details={"sessions": [{**WEEKLY, "note": "Bring a mug"}], "cost": "free"}))


def test_the_page_says_when_and_the_next_day(client, hall):
    page = client.get(hall).text
    assert "Every day, 10 am to 12 noon. Bring a mug" in page
    now = today()
    assert f"Next on {now:%A} {now.day} {now:%B}, 10 am to 12 noon." in page
    assert f'href="{hall}/calendar.ics"' in page


def test_the_calendar_of_an_entry_is_one(client, hall):
    answer = client.get(f"{hall}/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["etag"]
    event = valid(answer).vevent
    assert event.summary.value == "Invented Hall"
    assert event.rrule.value.startswith("FREQ=WEEKLY;")
    assert client.get("/assets/not-there/calendar.ics").status_code == 404


@pytest.mark.parametrize("path", ["{hall}", "/wards/finchley-church-end", ""])
def test_a_calendar_bears_the_notices_that_licences_ask_for(client, hall, path):
    with transaction() as session:
        session.execute(text(SOURCE))
    calendar = valid(client.get(f"{path.format(hall=hall)}/calendar.ics"))
    said = calendar.contents["description"][0].value
    assert "Contains OS data © Crown copyright" in said
    assert "© An invented list" in said
    assert calendar.contents["x-wr-caldesc"][0].value == said


def test_what_is_on_in_a_ward_is_listed_by_day(client, hall, add):
    add(name="Monthly Group", details={"sessions": "First Monday of the month, 7 pm"})
    page = client.get("/wards/finchley-church-end/whats-on").text
    assert page.count("Invented Hall") == 14
    assert "Today, " in page
    assert "Tomorrow, " in page
    assert "Cost: free" in page
    assert "Invented Hall" not in client.get("/wards/hendon/whats-on").text
    assert client.get("/wards/nowhere/whats-on").status_code == 404
    ward = client.get("/wards/finchley-church-end").text
    assert 'href="/wards/finchley-church-end/whats-on"' in ward
    calendar = valid(client.get("/wards/finchley-church-end/calendar.ics"))
    assert len(calendar.contents["vevent"]) == 2


@pytest.mark.parametrize(
    "path",
    [
        "/wards/finchley-church-end",
        "/town-centres/chipping-barnet",
        "/constituencies/finchley-and-golders-green",
        "",
    ],
)
def test_every_kind_of_place_has_what_is_on_and_a_calendar(client, add, path):
    centre = ["town_centre:chipping-barnet"]
    hall = path_of(add(details={"sessions": [WEEKLY]}, serves=centre))
    assert f'href="{path}/whats-on"' in client.get(path or "/").text
    page = client.get(f"{path}/whats-on")
    assert page.headers["etag"]
    assert page.text.count(f'href="{hall}"') == 14
    assert f'href="{path}/calendar.ics"' in page.text
    calendar = valid(client.get(f"{path}/calendar.ics"))
    assert calendar.vevent.summary.value == "Invented Hall"
    assert calendar.url.value.endswith(f"{path}/whats-on")


def test_what_is_on_elsewhere_stands_only_in_the_borough(client, add):
    ward_only = {"lon": None, "lat": None, "serves": ["ward:hendon"]}
    group = path_of(add(kind="community-group", details={"sessions": [WEEKLY]}, **ward_only))
    here = "/constituencies/finchley-and-golders-green"
    for path, is_there in (("", True), ("/wards/hendon", True), (here, False)):
        assert (f'href="{group}"' in client.get(f"{path}/whats-on").text) == is_there
        calendar = valid(client.get(f"{path}/calendar.ics"))
        assert ("vevent" in calendar.contents) == is_there
    assert client.get("/constituencies/nowhere/whats-on").status_code == 404
    assert client.get("/constituencies/nowhere/calendar.ics").status_code == 404


@pytest.mark.parametrize(("most", "days"), [(14, 14), (13, 13), (4, 4), (0, 1)])
def test_a_long_page_ends_with_an_earlier_whole_day(most, days):
    row = {
        "slug": "a", "name": "A", "kind": "hall", "family": "places", "precision": "exact",
        "address": "Here", "postcode": "", "located": [], "checked_on": None,
        "details": {"sessions": [WEEKLY]},
    }  # fmt: skip
    place = {"kind": "borough", "key": "borough:a", "slug": "a", "name": "A"}
    page = whats_on_page(LocalSessions(1, place, [row], Site(False, [])), today(), most)
    assert len(page.days) == days
    assert page.until == today() + timedelta(days=days - 1)
    assert days <= COMING_DAYS


def test_a_calendar_names_no_finer_place_than_the_page(client, add):
    secret = {"address": "9 Hidden Close", "postcode": "N2 8AB", "lon": None, "lat": None}
    group = path_of(add(kind="community-group", details={"sessions": [WEEKLY]}, **secret))
    for address in (f"{group}/calendar.ics", "/wards/east-finchley/calendar.ics"):
        calendar = client.get(address)
        assert "Hidden" not in calendar.text
        assert "N2" not in calendar.text
        assert valid(calendar).vevent.location.value == "Somewhere in East Finchley"
    assert "N2" not in client.get("/wards/east-finchley/whats-on").text.partition("<main")[2]


def test_a_merged_entry_leads_to_the_calendar_it_is_kept_in(client, add, hall):
    other = path_of(add(name="The other one"))
    with transaction() as session:
        ids = [
            session.scalars(
                text("SELECT id FROM published.public_asset WHERE slug = :s"),
                {"s": path.rpartition("/")[2]},
            ).one()
            for path in (hall, other)
        ]
        from register.assets.current import asset_by_id
        from register.assets.storing import Doing
        from register.proposals.applying import merge_assets

        one, into = (asset_by_id(session, found, lock=True) for found in ids)
        merge_assets(session, one, into, Doing("account x", "field", publish=True))
    moved = client.get(f"{hall}/calendar.ics", follow_redirects=False)
    assert moved.status_code == 301
    assert moved.headers["location"] == f"{other}/calendar.ics"


def test_a_builder_types_sessions_and_everybody_sees_them(signed_in):  # noqa: F811
    saved = send(signed_in, **TYPED)
    assert "Saved" in saved.text, saved.text
    page = signed_in.get(re.search(r'href="(/assets/[^"]+)"', saved.text)[1]).text
    assert "Every Tuesday and Thursday, 10 am to 12 noon. Cost: £3" in page


def test_an_error_keeps_all_that_was_typed(signed_in):  # noqa: F811
    answer = send(signed_in, **{**TYPED, "session_1_starts": "ten", "session_1_note": "A note"})
    assert answer.status_code == 422
    assert "Session 1: “ten” is not a time of day" in answer.text
    assert 'href="#session_1_starts"' in answer.text
    assert 'value="ten"' in answer.text
    assert 'value="A note"' in answer.text
    assert len(re.findall(r'session_1_days"[^>]*value="[24]"[^>]*checked', answer.text)) == 2
    assert '<option value="week:1" selected>' in answer.text


def test_a_kind_without_sessions_refuses_them_beside_the_field(signed_in):  # noqa: F811
    answer = send(signed_in, **TYPED, kind="local-history")
    assert answer.status_code == 422
    assert 'href="#session_1_often"' in answer.text


def test_a_resident_suggests_other_times_and_no_field_else(client, hall):
    page = client.get(f"/suggest/{hall.rpartition('/')[2]}")
    sent = fields(page)
    assert sent["session_1_often"] == "week:1"
    days = re.findall(r'name="session_1_days" type="checkbox" value="(\d)" checked', page.text)
    assert days == list("1234567")
    assert sent["session_1_starts"] == "10 am"
    same = client.post(str(page.url), data=sent | {"session_1_days": days})
    assert same.status_code == 422
    assert "nothing" in same.text.lower()
    done = client.post(str(page.url), data=sent | {"session_1_days": ["2"]})
    assert done.status_code == 200, done.text
    changes = the_proposal()["changes"]
    assert set(changes) == {"details.sessions"}
    assert changes["details.sessions"]["to"] == [{**WEEKLY, "days": [2], "note": "Bring a mug"}]


def test_a_suggestion_that_cannot_be_read_keeps_what_was_typed(client, hall):
    page = client.get(f"/suggest/{hall.rpartition('/')[2]}")
    typed = {"session_1_often": "week:2", "session_1_days": ["3"], "session_1_starts": "nine"}
    answer = client.post(str(page.url), data=fields(page) | typed)
    assert answer.status_code == 422
    assert 'href="#session_1_starts"' in answer.text
    assert 'value="nine"' in answer.text


def test_sessions_of_an_entry_can_all_be_taken_out(client, hall):
    page = client.get(f"/suggest/{hall.rpartition('/')[2]}")
    kept = {name: value for name, value in fields(page).items() if not name.startswith("session_")}
    assert client.post(str(page.url), data=kept).status_code == 200
    assert the_proposal()["changes"]["details.sessions"]["to"] is None


def test_what_is_over_says_so(client, add):
    ended = {**WEEKLY, "until": (today() - timedelta(days=1)).isoformat()}
    page = client.get(path_of(add(details={"sessions": [ended]}))).text
    assert "No more dates are known." in page
