"""Who sees which contact, how finely a place is shown, and consent that is withdrawn."""

import re

import pytest
from sqlalchemy import text

from frontend.rendering import today
from register.database.engines import transaction
from tests.api.browsing import Browser
from tests.api.callers import new_account
from tests.api.test_suggest import ELSEWHERE, HERE, fields, suggest, the_proposal

PERSON = {
    "name": "Invented Person",
    "phone": "020 7946 0003",
    "email": "person@example.org",
    "audience": "public",
    "lawful_basis": "consent",
    "consent_on": "2026-01-02",
    "consent_how": "told me",
}
PARTNER = {"phone": "020 7946 0004", "audience": "partners"}
SECRET = {"phone": "020 7946 0005", "audience": "stewards"}
TODAY = f"{today():%d/%m/%Y}"


@pytest.fixture
def group(add):
    return add(
        name="Invented Group", kind="community-group", contacts=[PERSON, PARTNER, SECRET]
    ).json()


@pytest.fixture
def steward(client):
    return Browser(client, new_account("steward", place=HERE))


def sharing(group):
    return f"{group['href']}/sharing"


def ids(browser, group):
    """The contacts on the page, by their phone."""
    page = browser.get(sharing(group)).text
    parts = re.findall(r'class="change">(.*?)</form>', page, re.DOTALL)
    phone, held = r"020 7946 \d{4}", r'name="contact" value="([^"]+)"'
    return {re.search(phone, part)[0]: re.search(held, part)[1] for part in parts}


def public(client, group):
    return client.get(f"/api/v1/assets/{group['id']}").json()["properties"]


def test_each_sees_what_is_for_them(client, group, steward):
    other = Browser(client, new_account("steward", place=ELSEWHERE))
    analyst = Browser(client, new_account("analyst"))
    seen = {who: who.get(sharing(group)).text for who in (steward, other, analyst)}
    for who, page in seen.items():
        assert "7946 0003" in page
        assert "7946 0004" in page
        assert ("7946 0005" in page) == (who is steward)
        assert ("Save the contact" in page) == (who is steward)
    assert Browser(client, new_account("builder")).get(sharing(group)).status_code == 403
    stranger = client.get(group["href"]).text + client.get(f"/api/v1/assets/{group['id']}").text
    assert "7946 0003" in stranger
    assert "7946 0004" not in stranger
    assert "7946 0005" not in stranger


def withdraw(browser, group, contact, on=TODAY):
    return browser.post(sharing(group), form="withdraw", contact=contact, withdrawn_on=on)


def test_consent_withdrawn_is_out_of_sight_at_once_and_stays_so(client, group, steward):
    assert "Invented Person" in client.get(group["href"]).text
    contact = ids(steward, group)["020 7946 0003"]
    assert withdraw(steward, group, contact).status_code == 303
    for page in (client.get(group["href"]), client.get(f"/api/v1/assets/{group['id']}")):
        assert "Invented Person" not in page.text
        assert "7946 0003" not in page.text
    assert "Invented Person" not in steward.get(sharing(group)).text
    slug = group["href"].rpartition("/")[2]
    steward.post(f"/assets/{slug}/history", action="restore", version="1", seen_version="2")
    steward.post(f"/suggest/{slug}", **changed(client, slug, name="Renamed Group"))
    assert "Renamed Group" in client.get(group["href"]).text
    assert "Invented Person" not in client.get(group["href"]).text
    with transaction() as session:
        [kept] = session.execute(
            text("SELECT consent_withdrawn_on FROM register.contact WHERE name <> ''")
        ).all()
    assert kept[0] == today()


def changed(client, slug, **typed):
    found = fields(client.get(f"/suggest/{slug}")) | {"submission": ""} | typed
    return {name: value for name, value in found.items() if name != "csrf"}


def test_the_log_tells_that_it_was_withdrawn_and_not_what(client, group, steward):
    withdraw(steward, group, ids(steward, group)["020 7946 0003"])
    with transaction() as session:
        event, private = session.execute(
            text("SELECT e::text, p.changed::text FROM register.event AS e "
                 "JOIN register.event_private AS p ON p.event_id = e.id ORDER BY e.id DESC LIMIT 1")
        ).one()  # fmt: skip
    assert "Consent withdrawn" in event
    for said in (event, private):
        assert "Invented Person" not in said
        assert "0003" not in said
    history = steward.get(f"{group['href']}/history").text
    assert "Consent withdrawn" in history


def test_who_consents_again_later_is_shown_again(client, group, steward):
    withdraw(steward, group, ids(steward, group)["020 7946 0003"], on="1/2/2026")
    before = {"form": "contact", "name": "Invented Person", "audience": "public"}
    before |= {"lawful_basis": "consent", "consent_how": "told me again", "origin": "group"}
    steward.post(sharing(group), **before, consent_on="31/1/2026")
    assert "Invented Person" not in client.get(group["href"]).text
    steward.post(sharing(group), **before, consent_on="2/2/2026")
    assert "Invented Person" in client.get(group["href"]).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"form": "withdraw", "withdrawn_on": "soon"}, "Give the day"),
        ({"form": "withdraw", "withdrawn_on": "1/1/2999"}, "up to today"),
        ({"form": "withdraw", "contact": "x"}, "no such contact"),
        ({"form": "contact", "contact": ""}, "Say who it is"),
        ({"form": "contact", "contact": "", "email": "nobody"}, "not an e-mail address"),
        (
            {"form": "contact", "contact": "", "name": "A", "lawful_basis": "consent"},
            "when and how",
        ),
        ({"form": "contact", "contact": "", "name": "A", "consent_on": "soon"}, "When they agreed"),
        ({"form": "precision", "precision": ""}, "Nothing is different"),
    ],
)
def test_what_is_wrong_is_told_and_changes_nothing(client, group, steward, typed, sentence):
    before = public(client, group)
    contact = ids(steward, group)["020 7946 0003"]
    sent = {"contact": contact, "withdrawn_on": TODAY} | typed
    answer = steward.post(sharing(group), **sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert public(client, group) == before


def test_a_contact_is_added_and_changed(client, group, steward):
    typed = {"form": "contact", "phone": "020 7946 0006", "audience": "public", "origin": "website"}
    assert steward.post(sharing(group), **typed).status_code == 303
    assert "7946 0006" in client.get(group["href"]).text
    contact = ids(steward, group)["020 7946 0006"]
    form = steward.get(f"{sharing(group)}?change={contact}").text
    assert 'value="020 7946 0006"' in form
    assert steward.post(sharing(group), **typed | {"audience": "partners", "contact": contact})
    assert "7946 0006" not in client.get(group["href"]).text
    assert set(ids(steward, group)) == {f"020 7946 000{n}" for n in (3, 4, 5, 6)}


def test_stewards_of_other_wards_change_nothing(client, group, steward):
    other = Browser(client, new_account("steward", place=ELSEWHERE))
    contact = ids(steward, group)["020 7946 0003"]
    assert withdraw(other, group, contact).status_code == 403
    assert other.post(sharing(group), form="precision", precision="exact").status_code == 403
    assert "Invented Person" in client.get(group["href"]).text


def test_a_steward_says_how_finely_a_place_is_shown(client, group, steward):
    assert public(client, group)["precision"] == "ward"
    steward.post(sharing(group), form="precision", precision="street")
    assert public(client, group)["precision"] == "street"
    steward.post(sharing(group), form="precision", precision="")
    assert public(client, group)["precision"] == "ward"


def wish(client, browser_token, group, **values):
    sent = {"action": "change", "asset_id": group["id"], "base_version": 1, "values": values}
    headers = {"Authorization": f"Bearer {browser_token}"}
    return client.post("/api/v1/proposals", json=sent, headers=headers)


@pytest.mark.parametrize(
    ("kind", "before", "after", "status"),
    [
        ("community-group", None, "none", 201),  # coarser than usual: anybody who may write
        ("community-group", None, "exact", 202),  # finer than usual: somebody who decides
        ("community-group", "none", "ward", 201),
        ("faith-group", None, "exact", 201),  # may be of a special category: chooses freely
        ("hall", None, "ward", 201),
        ("hall", "ward", "exact", 201),
        ("community-group", None, "never", 201),
        ("community-group", "never", "ward", 404),  # not there for who does not look after it
    ],
)
def test_who_may_show_how_much(client, add, token, kind, before, after, status):
    made = add(kind=kind, precision=before).json()
    assert wish(client, token, made, precision=after).status_code == status


def test_a_new_entry_shown_more_finely_than_usual_waits(client, add):
    assert add(kind="community-group", precision="exact").status_code == 202
    survivors = {"groups": ["survivors-of-abuse"]}
    freely = add(kind="community-group", precision="street", for_whom=survivors, name="Other")
    assert freely.status_code == 201


def test_a_resident_asks_and_a_steward_decides_in_the_queue(client, group, steward):
    suggest(client, group, precision="never")
    assert the_proposal()["changes"] == {"precision": {"from": None, "to": "never"}}
    page = steward.get(f"/queue/{the_proposal()['id']}")
    assert "Nobody may find it" in page.text
    sent = {"decision": "approve", "seen_version": "1", "was.precision": "never"}
    done = steward.post(f"/queue/{the_proposal()['id']}", **sent, **{"edit.precision": "none"})
    assert done.status_code == 303
    assert public(client, group)["precision"] == "none"
