"""Who belongs with whom, what is offered and lent: by page and by API."""

import re
from datetime import timedelta

import pytest

from frontend.rendering import today
from tests.api.browsing import Browser
from tests.api.callers import new_account, new_token

HERE = "ward:finchley-church-end"


@pytest.fixture
def boss(client):
    return Browser(client, new_account("administrator"))


@pytest.fixture
def builder(client):
    return Browser(client, new_account("builder", may_publish=True))


@pytest.fixture
def hall(add):
    return add().json()


@pytest.fixture
def group(add):
    return add(name="Invented Singers", kind="community-group").json()


def relate(browser, entry, other, relation="hosted_at", shown="shown"):
    sent = {"relation": relation, "other": f"https://example.org{other}?x=1", "shown": shown}
    return browser.post(f"{entry}/links", **sent)


def main_of(page):
    return page[page.index("<main") : page.index("</main>")]


def test_both_pages_say_where_a_group_meets(client, boss, hall, group):
    assert relate(boss, group["href"], hall["href"]).status_code == 200
    page = main_of(client.get(group["href"]).text)
    assert "Meets at" in page
    assert hall["href"] in page
    page = main_of(client.get(hall["href"]).text)
    assert "Groups that meet here" in page
    assert "Invented Singers" in page


CHANGING = ("links", "offers", "lending")


def test_only_who_may_change_it_is_led_to_the_forms(client, boss, builder, hall):
    analyst = Browser(client, new_account("analyst"))
    # Whoever is signed in looks first: what they see is kept for nobody else.
    for browser, is_led in ((boss, True), (builder, True), (analyst, False), (client, False)):
        page = main_of(browser.get(hall["href"]).text)
        for form in CHANGING:
            assert (f'href="{hall["href"]}/{form}"' in page) == is_led, form
            if is_led:
                assert browser.get(f"{hall['href']}/{form}").status_code == 200


def test_a_link_to_claim_an_entry_says_what_it_does(client, hall):
    page = main_of(client.get(hall["href"]).text)
    link = re.search(rf'href="{hall["href"]}/claim"[^>]*>([^<]+)</a>', page)[1]
    assert link == "Show that you run it, and keep it right"


def test_every_way_to_belong_together_is_a_sentence_that_names_both(boss, hall):
    form = boss.get(f"{hall['href']}/links").text
    radios = form[form.index('name="relation"') : form.index('for="other"')]
    labels = [label.strip() for label in re.findall(r"<label[^>]*>([^<]+)</label>", radios)]
    assert len(labels) == 9
    for label in labels:
        assert re.search(r"\b[Ii]t\b.*other one|[Tt]he other one.*\bit\b|^They ", label), label
    assert "“It” is Invented Hall." in form


def test_it_can_be_said_from_the_hall_and_ended(client, boss, hall, group):
    relate(boss, hall["href"], group["href"], "~hosted_at")
    assert "Meets at" in client.get(group["href"]).text
    form = boss.get(f"{group['href']}/links").text
    field = re.search(r'name="end" value="([^"]+)"', form)[1]
    boss.post(f"{group['href']}/links", end=field)
    assert "Meets at" not in main_of(client.get(group["href"]).text)


def test_a_builder_may_not_pin_a_group_to_a_hall(client, builder, boss, hall, group):
    answer = relate(builder, group["href"], hall["href"])
    assert "A steward will look at it first" in answer.text
    assert "Singers" not in main_of(client.get(hall["href"]).text)
    queue = boss.get("/queue").text
    proposal = boss.get(re.search(r'href="(/queue/[0-9a-f-]{36})"', queue)[1]).text
    assert "Meets at Invented Hall" in proposal
    assert "Everybody may see it" in proposal


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"relation": ""}, "Choose how the two belong together"),
        ({"relation": "likes"}, "Choose how the two belong together"),
        ({"other": ""}, "Paste the address of the other entry"),
        ({"other": "/assets/never-was"}, "We have no entry at that address"),
        ({"shown": "maybe"}, "Choose who may see it"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(boss, hall, group, wrong, sentence):
    sent = {"relation": "run_by", "other": hall["href"], "shown": "usual"} | wrong
    answer = boss.post(f"{group['href']}/links", **sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert sent["other"] in answer.text


def test_the_api_tells_both_directions(client, boss, hall, group):
    relate(boss, group["href"], hall["href"])
    told = client.get(f"/api/v1/assets/{group['id']}/relations").json()["relations"]
    assert [(one["relation"], one["direction"], one["id"]) for one in told] == [
        ("hosted_at", "from", hall["id"])
    ]
    told = client.get(f"/api/v1/assets/{hall['id']}/relations").json()["relations"]
    assert [(one["direction"], one["name"]) for one in told] == [("to", "Invented Singers")]
    nobody = "00000000-0000-4000-8000-000000000000"
    assert client.get(f"/api/v1/assets/{nobody}/relations").status_code == 404


def test_the_drawing_explains_only_the_lines_that_it_has(client, boss, hall, group, add):
    relate(boss, group["href"], hall["href"])
    address = "/wards/finchley-church-end/network"
    assert "A full line: meets at." in client.get(address).text
    assert "Boxes with a broken line" not in client.get(address).text
    far = add(name="Far Trust", kind="hall", lon=-0.2275, lat=51.584).json()
    relate(boss, hall["href"], far["href"], "run_by")
    assert "Boxes with a broken line lie outside this ward. A full" in client.get(address).text


def test_the_api_says_a_relation_and_an_offer(client, hall, group):
    headers = {"Authorization": f"Bearer {new_token(new_account('administrator'))}"}
    wish = {"action": "change", "asset_id": group["id"], "base_version": 1}
    offer = {"way": "need", "kind": "volunteers", "words": "A pianist"}
    values = {f"relations.hosted_at:{hall['id']}": "shown", "offers.piano1": offer}
    done = client.post("/api/v1/proposals", json=wish | {"values": values}, headers=headers)
    assert done.status_code == 201, done.text
    found = client.get("/api/v1/offers", params={"locality": HERE, "way": "need"}).json()
    assert found["of_all"] == 1
    assert found["offers"][0]["asset_id"] == group["id"]
    assert client.get("/api/v1/offers?way=offer").json()["offers"] == []


def test_the_network_is_drawn_and_told(client, boss, hall, group, add):
    relate(boss, group["href"], hall["href"])
    far = add(name="Far <b>Trust</b>", kind="hall", lon=-0.2275, lat=51.584).json()
    relate(boss, hall["href"], far["href"], "run_by")
    page = client.get("/wards/finchley-church-end/network").text
    assert page.count("<path") == 2
    assert page.count("<rect") == 3
    told = re.sub("<[^>]+>", "", page[page.index("asset-list") :])
    assert "Invented Singers meets at Invented Hall" in told
    assert "Invented Hall is run by Far &lt;b&gt;Trust" in told
    assert "<b>Trust" not in page
    assert client.get("/wards/hendon/network").text.count("<rect") == 2
    assert client.get("/wards/nowhere/network").status_code == 404
    assert "Nothing is known" in client.get("/town-centres/chipping-barnet/network").text


@pytest.mark.parametrize("told_by_hidden", [True, False])
def test_who_belongs_with_what_nobody_may_find_shows_nothing_of_it(
    client, boss, hall, add, told_by_hidden
):
    network = "/wards/finchley-church-end/network"
    asked = (hall["href"], f"/api/v1/assets/{hall['id']}/relations", network)
    before = [client.get(one).text for one in asked]
    refuge = add(name="Zebrafinch House").json()
    pair = (refuge, hall) if told_by_hidden else (hall, refuge)
    relate(boss, pair[0]["href"], pair[1]["href"], "run_by")
    assert all("Zebrafinch" in client.get(one).text for one in asked)
    boss.post(f"{refuge['href']}/sharing", form="precision", precision="never")
    assert [client.get(one).text for one in asked] == before


def offer(browser, entry, **typed):
    sent = {"way": "offer", "kind": "kit", "words": "Twelve litter pickers"} | typed
    return browser.post(f"{entry}/offers", **sent)


def test_an_offer_is_on_the_pages_of_its_entry_its_ward_and_the_list(client, builder, hall):
    until = today() + timedelta(days=3)
    day = f"{until.day}/{until.month}/{until.year}"
    assert offer(builder, hall["href"], until_on=day).status_code == 200
    for address in (hall["href"], "/wards/finchley-church-end", "/offers", f"/offers?place={HERE}"):
        assert "Twelve litter pickers" in client.get(address).text, address
    for address in ("/wards/hendon", "/offers?way=need", "/offers?kind=room"):
        assert "Twelve litter pickers" not in client.get(address).text, address


def test_an_offer_is_changed_and_taken_off(client, builder, hall):
    offer(builder, hall["href"])
    form = builder.get(f"{hall['href']}/offers").text
    key = re.search(r'name="end" value="([^"]+)"', form)[1]
    form = builder.get(f"{hall['href']}/offers?change={key}").text
    assert 'value="Twelve litter pickers"' in form
    offer(builder, hall["href"], key=key, words="Ten litter pickers")
    page = client.get(hall["href"]).text
    assert "Ten litter pickers" in page
    assert "Twelve" not in page
    builder.post(f"{hall['href']}/offers", end=key)
    assert "litter pickers" not in client.get(hall["href"]).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"way": ""}, "Choose whether it is offered or needed"),
        ({"kind": ""}, "Choose what it is"),
        ({"words": ""}, "Say in a few words"),
        ({"until_on": "soon"}, "Write the day like"),
        ({"hours": "2 a week"}, "only for people who give their time"),
        ({"from_on": "2/3/2026", "until_on": "1/3/2026"}, "the last day is before"),
    ],
)
def test_what_is_wrong_with_an_offer_is_said(builder, hall, wrong, sentence):
    answer = offer(builder, hall["href"], **({"words": "Zebra tents"} | wrong))
    assert answer.status_code == 422
    assert sentence.lower() in answer.text.lower()
    if wrong.get("words") != "":
        assert "Zebra tents" in answer.text


def test_what_suits_is_suggested(client, builder, hall, group):
    offer(builder, hall["href"])
    offer(builder, group["href"], way="need", words="Pickers for Saturdays")
    for address in (hall["href"], group["href"]):
        assert "What may suit it near here" in client.get(address).text
    assert "Pickers for Saturdays" in builder.get("/offers/matches").text
    assert "Pickers for Saturdays" in builder.get(f"/offers/matches?place={HERE}").text
    assert "Pickers" not in builder.get("/offers/matches?place=ward:hendon").text
    assert "Pickers" not in client.get("/offers/matches").text


def lend(browser, hall, group, until, **typed):
    day = f"{until.day}/{until.month}/{until.year}"
    sent = {"what": "Six hoops", "borrower": group["href"], "due_on": day} | typed
    return browser.post(f"{hall['href']}/lending", **sent)


def test_what_is_lent_is_told_to_who_is_signed_in_alone(client, builder, hall, group):
    client.get(group["href"])  # so that the page for strangers is kept
    assert lend(builder, hall, group, today()).status_code == 303
    for address in (group["href"], hall["href"], "/lending", f"{group['href']}/lending"):
        assert "Six hoops" in builder.get(address).text, address
        assert "Six hoops" not in client.get(address).text, address
    form = builder.get(f"{hall['href']}/lending").text
    loan = re.search(r'name="back" value="([^"]+)"', form)[1]
    assert builder.post(f"{hall['href']}/lending", back=loan).status_code == 303
    assert "Six hoops" not in builder.get(group["href"]).text
    assert "Back since" in builder.get(f"{hall['href']}/lending").text


def test_what_is_late_comes_first(builder, hall, group, monkeypatch):
    lend(builder, hall, group, today())
    page = builder.get("/lending").text
    assert "Late (0)" in page
    later = today() + timedelta(days=1)
    monkeypatch.setattr("api.pages.lending.today", lambda: later)
    page = builder.get("/lending").text
    assert "Late (1)" in page
    assert 'govuk-tag--red">Late' in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what": ""}, "Say what it is"),
        ({"borrower": ""}, "Paste the address"),
        ({"borrower": "/assets/never-was"}, "We have no entry"),
        ({"due_on": "tomorrow"}, "Write the day like"),
        ({"due_on": "1/1/2020"}, "from today on"),
    ],
)
def test_what_is_wrong_with_a_loan_is_said(builder, hall, group, wrong, sentence):
    answer = lend(builder, hall, group, today(), **wrong)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_nothing_is_lent_to_what_nobody_may_find(client, builder, boss, hall, add):
    key = new_token(new_account("administrator"))
    values = {"name": "Refuge", "kind": "hall", "lon": -0.2, "lat": 51.6, "precision": "never"}
    headers = {"Authorization": f"Bearer {key}"}
    hidden = client.post("/api/v1/assets", json=values, headers=headers).json()
    assert lend(builder, hall, hidden, today()).status_code == 422
    assert lend(boss, hall, hidden, today(), what="Six tents").status_code == 303
    assert "Six tents" in boss.get("/lending").text
    for address in ("/lending", hall["href"], f"{hall['href']}/lending"):
        assert "Six tents" not in builder.get(address).text
