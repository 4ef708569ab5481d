"""Residents suggest without an account, follow the outcome, and stewards decide in their wards."""

import re
from html import unescape

import pytest
from sqlalchemy import text

from register.database.engines import transaction
from register.people import limits
from register.proposals.limits import SUGGESTIONS_FROM_PLACE
from tests.api.browsing import Browser
from tests.api.callers import new_account

HERE, ELSEWHERE = "ward:finchley-church-end", "ward:hendon"


def fields(page):
    """The hidden and text fields of a page's first form, as a browser would send them."""
    form = page.text[page.text.index('<form class="field-form"') :]
    form = form[: form.index("</form>")]
    found = dict(
        re.findall(
            r'<input(?![^>]*type="(?:checkbox|radio)")[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form
        )
    )
    for name in {"groups", *re.findall(r'name="([^"]+)" type="checkbox"', form)}:
        found[name] = re.findall(rf'name="{name}"[^>]*value="([^"]*)" checked', form)
    for name in re.findall(r'<select[^>]*name="([^"]+)"', form):
        chosen = form[form.index(f'name="{name}"') :].partition("</select>")[0]
        found[name] = next(iter(re.findall(r'value="([^"]*)" selected', chosen)), "")
    areas = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', form)
    sent = found | dict(areas)
    return {name: unescape(one) if isinstance(one, str) else one for name, one in sent.items()}


@pytest.fixture
def hall(add):
    secretary = {"name": "Private Person", "email": "p@example.org", "audience": "stewards"}
    contacts = [{"phone": "020 7946 0001", "audience": "public"}, secretary]
    return add(contacts=contacts).json()


@pytest.fixture
def steward(client):
    return Browser(client, new_account("steward", place=HERE))


@pytest.fixture
def stranger(client):
    return Browser(client, new_account("steward", place=ELSEWHERE))


def suggest(client, hall, **typed):
    page = client.get(f"/suggest/{hall['href'].rpartition('/')[2]}")
    sent = fields(page) | typed
    return client.post(str(page.url), data=sent)


def reference(page):
    return re.search(r"<strong>([A-Z0-9]{5}-[A-Z0-9]{5})</strong>", page.text)[1]


def the_proposal():
    with transaction() as session:
        return session.execute(text("SELECT * FROM register.proposal")).mappings().one()


def mails():
    with transaction() as session:
        return session.scalars(text("SELECT to_address FROM register.mail")).all()


def test_a_suggestion_waits_is_decided_and_its_outcome_told(client, hall, steward):
    thanks = suggest(
        client, hall, name="The Renamed Hall", phone="020 7946 0009", words="I was there",
        your_email="Resident@Example.org",
    )  # fmt: skip
    assert thanks.status_code == 200, thanks.text
    kept = reference(thanks)
    found = the_proposal()
    assert set(found["changes"]) == {"name", "contacts"}
    private = [one for one in found["changes"]["contacts"]["to"] if one.get("name")]
    assert private == [{"name": "Private Person", "email": "p@example.org"}]
    assert "We have not decided yet" in client.get(f"/suggestions/{kept.lower()}").text
    assert "Invented Hall" in client.get(hall["href"]).text

    address = f"/queue/{found['id']}"
    page = steward.get(address)
    assert "The Renamed Hall" in page.text
    assert "I was there" in page.text
    assert "esident@" not in page.text.lower().replace("p@example.org", "")
    points = steward.get(f"{address}/map").json()["features"]
    assert [point["properties"]["name"] for point in points] == ["Now: Invented Hall"]
    done = steward.post(
        address, decision="approve", reason="Thank you, it is true.", public_answer="It moved on.",
        seen_version="1",
    )  # fmt: skip
    assert done.status_code == 303, done.text
    assert "The Renamed Hall" in client.get(hall["href"]).text
    outcome = client.get(f"/suggestions/{kept}").text
    assert "We have done it" in outcome
    assert "Thank you, it is true." in outcome
    assert mails() == ["resident@example.org"]
    listed = client.get("/decisions").text
    assert "It moved on." in listed
    for private in ("I was there", "esident@", "Thank you, it is true."):
        assert private not in listed


def test_a_steward_of_another_ward_neither_sees_nor_decides(client, hall, stranger):
    suggest(client, hall, name="Other")
    address = f"/queue/{the_proposal()['id']}"
    assert "Invented Hall" not in stranger.get("/queue").text
    assert stranger.get(address).status_code == 403
    assert stranger.get(f"{address}/map").status_code == 403
    assert stranger.post(address, decision="approve").status_code == 403
    assert the_proposal()["status"] == "waiting"


def test_a_question_is_asked_and_answered(client, hall, steward):
    kept = reference(suggest(client, hall, name="Other", your_email="a@example.org"))
    steward.post(f"/queue/{the_proposal()['id']}", decision="ask", reason="Since when?")
    page = client.get(f"/suggestions/{kept}")
    assert "Since when?" in page.text
    answer = client.post(str(page.url), data=fields(page) | {"words": "Since May"})
    assert "We have your answer" in answer.text
    assert the_proposal()["status"] == "waiting"
    assert "Since May" in steward.get(f"/queue/{the_proposal()['id']}").text


def test_what_is_missing_and_ideas_are_kept_for_a_place_and_answered(client, steward):
    page = client.get(f"/suggest?place={HERE}")
    assert f'value="{HERE}" selected' in page.text
    sent = fields(page) | {"kind": "idea", "place": HERE, "words": "A shed for tools"}
    kept = reference(client.post("/suggest", data=sent))
    found = the_proposal()
    assert (found["queue"], found["localities"]) == ("idea", [HERE])
    assert "A shed for tools" in steward.get(f"/queue/{found['id']}").text
    steward.post(f"/queue/{found['id']}", decision="reject", reason="There is no room.")
    assert "There is no room." in client.get(f"/suggestions/{kept}").text
    assert "Finchley Church End" in client.get("/decisions").text


def test_reports_are_typed(client, hall, steward):
    slug = hall["href"].rpartition("/")[2]
    proof = fields(client.get(f"/suggest/{slug}"))["csrf"]
    for topic in ("closed", "place", "other"):
        sent = {"csrf": proof, "form": "report", "topic": topic, "words": "It is so"}
        assert client.post(f"/suggest/{slug}", data=sent).status_code == 200
    queue = steward.get("/queue").text
    for tab in ("Changed (1)", "Location problem (1)", "Reported (1)", "All (3)"):
        assert tab in queue
    ids = re.findall(r'name="proposal" value="([^"]+)"', queue)
    many = steward.post("/queue", proposal=ids, decision="approve")
    assert "3 are decided" in many.text
    assert client.get(hall["href"]).status_code == 410


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "please give it"),
        ({"postcode": "hello"}, "postcode"),
        ({"website": "ftp://example.org"}, "https://"),
        ({"your_email": "nobody"}, "name@example.com"),
        ({}, "Nothing is different"),
    ],
)
def test_nothing_typed_is_lost_when_something_is_wrong(client, hall, typed, sentence):
    answer = suggest(client, hall, words="My own words", **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "My own words" in answer.text
    assert "There is a problem" in answer.text
    assert the_count() == 0


def the_count():
    with transaction() as session:
        return session.scalar(text("SELECT count(*) FROM register.proposal"))


def test_machines_and_floods_are_kept_out(client, hall, monkeypatch):
    assert "Thank you" in suggest(client, hall, name="Other", nickname="Bot").text
    assert the_count() == 0
    small = limits.Limit(SUGGESTIONS_FROM_PLACE.name, 2, 60)
    monkeypatch.setattr("api.pages.suggest.SUGGESTIONS_FROM_PLACE", small)
    for number in range(3):
        answer = suggest(client, hall, name=f"Other {number}")
    assert answer.status_code == 422
    assert "try again in an hour" in answer.text
    assert the_count() == 2


def test_a_form_sent_twice_is_one_suggestion(client, hall):
    page = client.get(f"/suggest/{hall['href'].rpartition('/')[2]}")
    sent = fields(page) | {"name": "Other"}
    first, second = (client.post(str(page.url), data=sent) for _ in range(2))
    assert reference(first) == reference(second)
    assert the_count() == 1


def test_who_goes_back_and_writes_something_else_loses_nothing(client, hall):
    page = client.get(f"/suggest/{hall['href'].rpartition('/')[2]}")
    sent = fields(page) | {"name": "Other"}
    client.post(str(page.url), data=sent)
    again = client.post(str(page.url), data=sent | {"name": "Another", "words": "And this"})
    assert again.status_code == 422
    assert "To send this too, send it again." in again.text
    typed = fields(again)
    assert (typed["name"], typed["words"]) == ("Another", "And this")
    assert the_count() == 1
    assert client.post(str(page.url), data=typed).status_code == 200
    assert the_count() == 2


def test_somebody_signed_in_who_may_changes_at_once_and_meets_others(client, hall, steward):
    slug = hall["href"].rpartition("/")[2]
    before = fields(client.get(f"/suggest/{slug}"))
    del before["csrf"]
    first = steward.post(f"/suggest/{slug}", **before | {"name": "First", "submission": ""})
    assert "everybody sees it now" in first.text
    second = steward.post(f"/suggest/{slug}", **before | {"name": "Second", "submission": ""})
    assert "look at both" in second.text
    page = steward.get(f"/queue/{the_proposal()['id']}")
    assert "Somebody changed the same thing" in page.text
    undecided = steward.post(f"/queue/{the_proposal()['id']}", decision="approve", seen_version="2")
    assert undecided.status_code == 422
    chosen = {"decision": "approve", "seen_version": "2", "choice.name": "proposed"}
    assert steward.post(f"/queue/{the_proposal()['id']}", **chosen).status_code == 303
    assert "Second" in client.get(hall["href"]).text


def test_edit_and_approve(client, hall, steward):
    suggest(client, hall, name="the hall")
    edited = {"decision": "approve", "edit.name": "The Hall", "seen_version": "1"}
    assert steward.post(f"/queue/{the_proposal()['id']}", **edited).status_code == 303
    assert "The Hall" in client.get(hall["href"]).text


def test_history_is_read_compared_and_restored(client, hall, steward):
    slug = hall["href"].rpartition("/")[2]
    typed = {**fields(client.get(f"/suggest/{slug}")), "submission": "", "name": "Renamed"}
    steward.post(f"/suggest/{slug}", **{k: v for k, v in typed.items() if k != "csrf"})
    history = steward.get(f"/assets/{slug}/history")
    assert "Renamed" in history.text
    assert "Private Person" in history.text
    compared = steward.get(f"/assets/{slug}/history/1")
    assert "Compared with version 2" in compared.text
    steward.post(f"/assets/{slug}/history", action="restore", version="1", seen_version="2")
    assert "Invented Hall" in client.get(hall["href"]).text
    assert client.get(f"/assets/{slug}/history", follow_redirects=False).status_code == 303
    builder = Browser(client, new_account("builder"))
    seen = builder.get(f"/assets/{slug}/history").text
    assert "Private Person" not in seen
    assert "(not shown)" in seen
    closed = steward.post(f"/assets/{slug}/history", action="close", reason="It burnt down")
    assert closed.status_code == 303
    assert client.get(hall["href"]).status_code == 410
    assert "burnt" not in client.get(hall["href"]).text


def test_references_cannot_be_guessed_and_wrong_ones_are_told(client):
    assert client.get("/suggestions/ABCDE-FGHJK").status_code == 404
    assert client.get("/suggestions?reference=abc").status_code == 422
    led = client.get("/suggestions?reference=abcde fghjk", follow_redirects=False)
    assert led.headers["location"] == "/suggestions/ABCDE-FGHJK"


def test_an_asset_that_is_never_published_has_no_forms(client, add):
    secret = add(name="Invented Refuge", precision="never").json()
    slug = secret["href"].rpartition("/")[2]
    assert client.get(f"/suggest/{slug}").status_code == 404
    page = client.get("/suggest")
    proof = fields(page)["csrf"]
    answer = client.post(f"/suggest/{slug}", data={"csrf": proof, "name": "x"})
    assert answer.status_code == 404
    never = client.post("/suggest/never-was", data={"csrf": proof, "name": "x"})
    assert never.text.replace("never-was", "") == answer.text.replace(slug, "")


def test_for_whom_is_suggested_and_shown_and_only_what_differs_counts(client, hall, steward):
    slug = hall["href"].rpartition("/")[2]
    done = suggest_as(steward, slug, age_from="60", groups=["carers", "older-people"])
    assert "everybody sees it now" in done.text
    (feature,) = client.get("/api/v1/search?q=invented+hall").json()["features"]
    asset = client.get(f"/api/v1/assets/{feature['id']}").json()["properties"]
    assert asset["for_whom"] == {"age_from": 60, "groups": ["older-people", "carers"]}
    assert client.get("/api/v1/search?group=carers&age=70").json()["numberMatched"] == 1
    assert client.get("/api/v1/search?group=carers&age=9").json()["numberMatched"] == 0
    page = steward.get(f"/suggest/{slug}")
    assert 'id="groups-carers" name="groups" type="checkbox" value="carers" checked' in page.text
    suggest_as(steward, slug, groups=[])
    asset = client.get(f"/api/v1/assets/{feature['id']}").json()["properties"]
    assert asset["for_whom"] == {"age_from": 60}


def suggest_as(browser, slug, **typed):
    sent = fields(browser.get(f"/suggest/{slug}"))
    return browser.post(f"/suggest/{slug}", **(sent | typed))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"age_from": "ten"}, "Write the age as a number"),
        ({"age_from": "30", "age_to": "20"}, "The oldest age is below the youngest"),
        ({"groups": ["martians"]}, "is not in the list of groups"),
    ],
)
def test_an_age_that_is_no_age_is_told(client, hall, typed, sentence):
    answer = suggest(client, hall, **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
