"""What people searched for and did not find: kept as words by ward, and nothing else."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import text

from api.search_round import make_round
from api.sessions import COOKIE
from register.database.engines import transaction
from register.search.understanding import THING, Understood, Wanted
from register.search.unmet import HOURS, UnmetWords, unmet_words, write_unmet
from tests.api.callers import new_account, new_session


def found_words(site, words):
    wanted = tuple(Wanted(word, "", "", weight=THING) for word in words.split()[:1])
    return Understood(wanted, unknown=frozenset(words.split()[:1]))


def test_what_was_not_found_is_kept_as_words_by_locality_and_nothing_else(site):
    unmet: UnmetWords = site.app.state.unmet
    unmet.take()
    for _ in range(3):
        site.get("/api/v1/search?q=karate+classes+for+anna.example@example.org+burnt+oak+N12+8AB")
        site.get("/search?q=skateboarding+burnt+oak")
        site.get("/search?q=cricket+burnt+oak+07700900123")
    taken = unmet.take()
    assert ("ward:burnt-oak", "cricket") in taken
    words = " ".join(word for _, word in taken)
    for private in ("anna", "example", "n12", "07700900123", "skateboarding", "karate"):
        assert private not in words
    # It was heard in this hour already; in the fifth it is kept, and from then on at once.
    for hour in range(HOURS):
        asked = found_words(site, "skateboarding burnt oak")
        unmet.note(asked, "ward:burnt-oak", hour)
    with transaction() as session:
        session.execute(text("DELETE FROM register.unmet_search"))
    unmet.note(asked, "ward:burnt-oak", 99)
    make_round(unmet)
    with transaction() as session:
        (kept,) = unmet_words(session, "ward:burnt-oak")
    assert (kept.word, kept.times, kept.place) == ("skateboarding", 3, "Burnt Oak")


def counted(site, path):
    """What is counted for a question, as place and word."""
    site.app.state.unmet.take()
    assert site.get(path).status_code == 200
    return set(site.app.state.unmet.take())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=cricket&postcode=NW4+4DD", {("ward:hendon", "cricket")}),
        ("q=cricket+nw4+4dd", {("ward:hendon", "cricket")}),
        ("q=cricket&postcode=NW4+4DD&locality=ward:burnt-oak", {("ward:burnt-oak", "cricket")}),
        ("q=cricket+finchley", {("", "cricket")}),
        ("q=cricket+07700900123+burnt+oak", {("ward:burnt-oak", "cricket")}),
        ("q=cricket+07700900123+burnt+oak+or+hendon", {("", "cricket")}),
        ("q=cricket+west+hendon", {("ward:west-hendon", "cricket")}),
        (
            "kind=museum&locality=ward:burnt-oak&group=deaf-people&age=8",
            {
                ("ward:burnt-oak", "museum"),
                ("ward:burnt-oak", "deaf people and people with hearing loss"),
            },
        ),
        (
            "q=cricket&family=voice&day=sunday&part_of_day=morning&free=true&step_free=true"
            "&language=farsi&postcode=NW4+4DD",
            {
                ("ward:hendon", word)
                for word in (
                    *("cricket", "voice", "sunday", "morning", "free", "step free access"),
                    "farsi speakers",
                )
            },
        ),
        ("q=hall&kind=hall&people=99000&language=maudish", {("", "hall")}),
        ("postcode=NW4+4DD&people=99000", set()),
    ],
)
def test_what_was_not_found_is_counted_with_its_choices_in_its_ward(site, query, expected):
    assert counted(site, f"/api/v1/search?{query}") == expected
    assert counted(site, f"/search?{query}") == expected


def test_what_was_not_found_near_a_point_is_counted_in_its_ward(site):
    (hall,) = site.get("/api/v1/search?q=tin+roof+hall").json()["features"]
    lon, lat = hall["geometry"]["coordinates"]
    asked = f"/api/v1/search?q=cricket&near={lon},{lat}"
    assert counted(site, asked) == {("ward:hendon", "cricket")}
    assert counted(site, "/api/v1/search?q=cricket&near=0.5,51.1") == {("", "cricket")}


def test_a_found_question_is_not_counted(site):
    site.app.state.unmet.take()
    site.get("/search?q=hall")
    assert not site.app.state.unmet.take()


def test_stewards_and_analysts_see_what_was_not_found_and_nobody_else(site):
    with transaction() as session:
        session.execute(text("DELETE FROM register.unmet_search"))
        taken = Counter({("ward:burnt-oak", "cricket"): 4, ("", "chess"): 2, ("", "once"): 1})
        write_unmet(session, taken, date(2026, 3, 5))
    for role, status in (("steward", 200), ("analyst", 200), ("builder", 403)):
        secret = new_session(new_account(role))
        page = site.get("/searches", headers={"Cookie": f"{COOKIE}={secret}"})
        assert page.status_code == status
        if status == 200:
            assert "cricket (4 times)" in page.text
            assert "Burnt Oak ward" in page.text
            assert "once" not in page.text.partition("<main")[2]
    assert "cricket" not in site.get("/searches").text


def test_words_of_names_that_we_hold_and_old_months_are_not_kept(site):
    with transaction() as session:
        session.execute(text("DELETE FROM register.unmet_search"))
        write_unmet(session, Counter({("", "cricket"): 9}), date(2023, 1, 5))
        asset_id = session.scalars(text("SELECT id FROM register.asset LIMIT 1")).one()
        session.execute(
            text(
                "INSERT INTO register.contact (asset_id, name, role, email, phone, website, "
                "audience, lawful_basis, consent_how, origin) VALUES (:id, 'Maud Pellinore', '', "
                "'', '', '', 'stewards', 'public_task', '', 'group')"
            ),
            {"id": asset_id},
        )
        taken = Counter({("", "pellinore"): 5, ("", "bowls"): 5})
        write_unmet(session, taken, date(2026, 3, 5))
        assert [one.word for one in unmet_words(session)] == ["bowls"]
