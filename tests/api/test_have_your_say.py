"""Forums by constituency, consultations by where they stand, and who speaks for a ward."""

from datetime import timedelta

import pytest

from frontend.rendering import today
from frontend.words import day
from register.database.engines import transaction
from register.representatives.loading import load_representatives
from register.representatives.values import Representative

NOW = today()


def iso(days):
    return (NOW + timedelta(days=days)).isoformat()


@pytest.fixture
def ask(add):
    def post(name, opens, closes, **details):
        said = {"opens_on": iso(opens), "closes_on": iso(closes), **details}
        answer = add(name=name, kind="consultation", details=said)
        assert answer.status_code == 201, answer.text
        return answer.json()["href"]

    return post


def section(page, start, end):
    return page.partition(start)[2].partition(end)[0]


def test_consultations_stand_where_they_are(client, ask):
    ask("Long one", -50, 50, respond_page="https://example.org/answer")
    ask("Soon over", -90, 5)
    ask("To come", 10, 100)
    ask("Past one", -200, -100, what_came_of_it="A crossing is built")
    ask("Silent one", -200, -90)
    page = client.get("/have-your-say").text
    assert "Soon over" in section(page, ">Closing soon<", ">Open now<")
    open_now = section(page, ">Open now<", ">Opening later<")
    assert "Long one" in open_now
    assert "https://example.org/answer" in open_now
    assert "To come" in section(page, ">Opening later<", ">Closed: what came of it<")
    closed = section(page, ">Closed: what came of it<", 'id="forums"')
    assert "What came of it: A crossing is built" in closed
    assert "We have not been told yet what came of it" in closed
    assert closed.index("Silent one") < closed.index("Past one")


def test_less_than_twelve_weeks_is_marked_with_the_reason(client, ask):
    short = ask("Short one", -10, 32, short_because="The money must be spent by March")
    ask("Exactly twelve", -10, 74)
    page = client.get("/have-your-say").text
    assert page.count("Open for less than 12 weeks: 6 weeks") == 1
    assert "Why less than 12 weeks: The money must be spent by March" in page
    assert "Open for less than 12 weeks: 6 weeks" in client.get(short).text


def test_forums_stand_under_their_constituency_with_what_is_needed(client, add):
    details = {
        "forum_area": "The west of it", "chair_role": "A councillor", "how_to_join": "Just come",
        "papers_page": "https://example.org/papers", "sessions": "First Monday of the month, 7 pm",
    }  # fmt: skip
    add(name="Invented Forum", kind="resident-forum", details=details)
    both = ["constituency:hendon", "constituency:chipping-barnet"]
    wide = {"lon": None, "lat": None, "serves": both, "details": {"next_meeting": iso(3)}}
    board = add(name="Invented Board", kind="partnership-board", **wide)
    assert board.status_code == 201, board.text
    page = client.get("/have-your-say").text
    forum = section(page, ">Finchley and Golders Green<", "<h3")
    for words in ("Invented Forum", "Area: The west of it", "Chair: A councillor", "Just come"):
        assert words in forum
    assert "Next meeting: Monday " in forum
    assert "https://example.org/papers" in forum
    assert "Invented Board" in page.partition("Partnership boards for more than one area")[2]
    assert f"Next meeting: {(NOW + timedelta(days=3)):%A}" in page


def test_who_speaks_for_a_ward_stands_on_its_page(client):
    ward = "ward:east-finchley"
    people = [
        Representative(ward, "Ann Invented", "Ward councillor", "Invented Party", "https://example.org/ann"),
        Representative(ward, "Old Invented", "Ward councillor", until_on=NOW - timedelta(days=1)),
        Representative(ward, "New Invented", "Ward councillor", from_on=NOW + timedelta(days=1)),
    ]  # fmt: skip
    before = client.get("/wards/east-finchley")
    with transaction() as session:
        load_representatives(session, people, today=NOW)
    page = client.get("/wards/east-finchley")
    assert page.headers["etag"] != before.headers["etag"]
    assert "Who speaks for East Finchley" in page.text
    assert 'href="https://example.org/ann"' in page.text
    assert "Ward councillor (Invented Party)" in page.text
    assert "Old Invented" not in page.text
    assert "New Invented" not in page.text


def test_who_speaks_for_a_town_centre_stands_on_its_page_alone(client):
    # A ward and a town centre may have one name: each has its own.
    centre, ward = "town_centre:edgware", "ward:edgware"
    people = [
        Representative(centre, "Tom Invented", "Chair", "Invented Traders", "https://example.org/tom"),
        Representative(centre, "Gone Invented", "Chair", until_on=NOW - timedelta(days=1)),
        Representative(ward, "Wendy Invented", "Ward councillor"),
    ]  # fmt: skip
    with transaction() as session:
        load_representatives(session, people, today=NOW)
    page = client.get("/town-centres/edgware").text
    speakers = section(page, 'id="speakers"', "</ul>")
    assert "Who speaks for Edgware" in speakers
    assert 'href="https://example.org/tom"' in speakers
    assert "Chair (Invented Traders)" in speakers
    assert "Gone Invented" not in page
    assert "Wendy Invented" not in page
    assert "Tom Invented" not in client.get("/wards/edgware").text


def test_days_are_written_out(client, ask):
    ask("Long one", -50, 50)
    assert f"Closes {day(NOW + timedelta(days=50))}." in client.get("/have-your-say").text
