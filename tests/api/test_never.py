"""What nobody may find: a stranger asks everything there is to ask, and learns nothing.

Every public route is asked before the entry was, and again when it may never be found: the answers
must be the same, down to what its own address, and that of what was merged into it, answer.
"""

import io
import re
import zipfile
from uuid import uuid4

import pytest

from api.app import create_app
from api.roles import route_rules
from tests.api.browsing import Browser
from tests.api.callers import new_account, new_token
from tests.api.test_suggest import (
    HERE,
    fields,
    reference,
    suggest,
    the_proposal,
)

WARD = HERE.partition(":")[2]
SECRETS = ("zebrafinch", "7946 0777", "zf@example.org", "Quokka")
AT = {"lon": -0.2, "lat": 51.6}
REFUGE = {
    "name": "Zebrafinch House",
    "kind": "hall",
    "summary": "Quokka rooms",
    "details": {"sessions": "Every Tuesday, 10 am, note: Quokka"},
    "contacts": [{"phone": "020 7946 0777", "email": "zf@example.org", "audience": "public"}],
    "offers": {"zebra1": {"way": "offer", "kind": "room", "words": "Quokka rooms"}},
    **AT,
}
NEAR = "near=-0.2,51.6&radius=500"
CONSTITUENCY = "finchley-and-golders-green"
PLACES = {
    "wards": WARD,
    "town-centres": "chipping-barnet",
    "constituencies": CONSTITUENCY,
}
# What a stranger asks of each public route that has something in its address; the rest is asked
# as it is. Empty: it is about one entry. A route that is missing here fails the test.
ASKED = {
    "/api/v1/assets/{asset_id}": [],
    "/assets/{slug}": [],
    "/assets/{slug}/write": [],
    "/suggest/{slug}": [],
    "/suggest/{slug}/twice": [],
    "/assets/{slug}/claim": [],
    "/assets/{slug}/calendar.ics": [],
    "/wards/{slug}/calendar.ics": [f"/wards/{WARD}/calendar.ics"],
    "/wards/{slug}/whats-on": [f"/wards/{WARD}/whats-on"],
    "/town-centres/{slug}/calendar.ics": ["/town-centres/chipping-barnet/calendar.ics"],
    "/town-centres/{slug}/whats-on": ["/town-centres/chipping-barnet/whats-on"],
    "/neighbourhoods/{slug}/calendar.ics": ["/neighbourhoods/none/calendar.ics"],
    "/neighbourhoods/{slug}/whats-on": ["/neighbourhoods/none/whats-on"],
    "/neighbourhoods/{slug}/network": ["/neighbourhoods/none/network"],
    "/neighbourhoods/{slug}": ["/neighbourhoods/none"],
    "/constituencies/{slug}/calendar.ics": [f"/constituencies/{CONSTITUENCY}/calendar.ics"],
    "/constituencies/{slug}/whats-on": [f"/constituencies/{CONSTITUENCY}/whats-on"],
    "/own-entries/{slug}/history": [],
    "/own-entries/{slug}/offers": [],
    "/suggestions/{reference}": [],
    "/review/{secret}": ["/review/never-was"],
    "/review/stop/{secret}": ["/review/stop/never-was"],
    "/review/{secret}/{number}/{way}": ["/review/never-was/1/right"],
    "/api/v1/assets/{asset_id}/relations": [],
    "/wards/{slug}/network": [f"/wards/{WARD}/network"],
    "/town-centres/{slug}/network": ["/town-centres/chipping-barnet/network"],
    "/api/v1/localities/{kind}/{slug}": [f"/api/v1/localities/ward/{WARD}"],
    "/api/v1/localities/ward/{slug}/gifts": [f"/api/v1/localities/ward/{WARD}/gifts"],
    "/constituencies/{slug}": [f"/constituencies/{CONSTITUENCY}"],
    "/town-centres/{slug}": ["/town-centres/chipping-barnet"],
    "/wards/{slug}": [f"/wards/{WARD}"],
    "/reports/{path}/{slug}": [f"/reports/{path}/{slug}" for path, slug in PLACES.items()],
    "/reports/{path}/{slug}/report.{form}": [
        f"/reports/{path}/{slug}/report.{form}"
        for path, slug in PLACES.items()
        for form in ("csv", "geojson", "html", "xlsx")
    ],
    "/{path}/{slug}/list.{form}": [
        f"/{path}/{slug}/list.{form}"
        for path, slug in PLACES.items()
        for form in ("csv", "geojson", "xlsx")
    ],
}
MORE = [
    "/api/v1/assets?limit=1000",
    "/api/v1/assets?format=json",
    "/api/v1/assets?q=zebrafinch",
    "/api/v1/assets?q=quokka",
    "/api/v1/assets?kind=hall",
    "/api/v1/assets?family=places",
    "/api/v1/assets?updated_since=2020-01-01T00:00:00Z",
    "/api/v1/assets?bbox=-0.21,51.59,-0.19,51.61",
    f"/api/v1/assets?{NEAR}",
    f"/api/v1/assets?locality={HERE}",
    "/api/v1/assets?locality=borough:barnet",
    "/api/v1/localities?kind=ward",
    "/api/v1/localities/containing?lon=-0.2&lat=51.6",
    *(
        f"{path}?{asked}"
        for path in ("/search", "/api/v1/search")
        for asked in (
            "q=zebrafinch",
            "q=zebrafnich+house",
            "q=quokka+rooms+n3",
            "q=hall",
            "kind=hall",
            "postcode=N3+1QF",
            f"locality={HERE}",
        )
    ),
    f"/api/v1/search?{NEAR}",
    "/map?postcode=N3+1QF",
    f"/suggest?place={HERE}",
]
WRITES = {
    "/assets/{slug}/write": {"words": "Hello", "reply_to": "a@example.org"},
    "/suggest/{slug}": {"name": "Other"},
    "/suggest/{slug}/twice": {"other": "Zebrafinch House"},
}
# Answers that differ each time: proofs and ids of forms, the revision of the register, the time.
CHANGING = re.compile(
    r'value="[^"]{30,}"|[Rr]evision\W{0,4}\d+|"generated[^,]*|\d\d:\d\d(:\d\d)?|revised_at[^,]*'
    r'|"number":\s*\d+'
)


def addresses(rules):
    public = {rule.path for rule in rules if rule.allowed is None and rule.method == "GET"}
    unlisted = {path for path in public if "{" in path} - set(ASKED)
    assert not unlisted, "say in ASKED what a stranger asks of these"
    plain = [path for path in sorted(public) if "{" not in path and "oidc" not in path]
    return [*plain, *(one for listed in ASKED.values() for one in listed), *MORE]


def said(answer):
    """All that an answer says, of workbooks every part that is not about the file itself."""
    body = answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            names = sorted(name for name in parts.namelist() if not name.startswith("docProps"))
            body = b"".join(parts.read(name) for name in names)
    return CHANGING.sub("", body.decode("utf-8", "replace"))


def all_said(client, rules):
    return {one: (found := client.get(one)).status_code and said(found) for one in addresses(rules)}


@pytest.fixture(scope="module")
def rules(database):
    return route_rules(create_app())


@pytest.fixture
def steward(client):
    return Browser(client, new_account("steward", place=HERE))


def slug_of(made):
    return made["href"].rpartition("/")[2]


def answers_about(client, made, proof):
    """What everything answers about one entry, by its id or its address, without those."""
    slug, asset_id = slug_of(made), made["id"]
    asked = [f"/api/v1/assets/{asset_id}", f"/api/v1/assets?after={asset_id}"]
    asked += [path.format(slug=slug) for path, asks in ASKED.items() if not asks and "slug" in path]
    found = {one: client.get(one, follow_redirects=False) for one in asked}
    for path, typed in WRITES.items():
        one = path.format(slug=slug)
        found[f"POST {one}"] = client.post(one, data=typed | {"csrf": proof})
    return {
        one.replace(slug, "…").replace(asset_id, "…"): (
            answer.status_code,
            said(answer).replace(slug, "…").replace(asset_id, "…"),
            answer.headers.get("location"),
        )
        for one, answer in found.items()
    }


def hide(steward, made):
    done = steward.post(f"{made['href']}/sharing", form="precision", precision="never")
    assert done.status_code == 303, done.text


def test_what_may_never_be_found_is_found_by_no_question(client, add, steward, rules):
    nobody = {"id": str(uuid4()), "href": "/assets/never-was-00000000"}
    before = all_said(client, rules)
    made = add(**REFUGE).json()
    annexe = add(**REFUGE | {"name": "Zebrafinch Annexe", "lon": -0.2004}).json()
    doubled = add(**REFUGE | {"name": "Zebrafinch Cellar", "lon": -0.1996}).json()
    suggested = suggest(client, made, summary="Quokka rooms and a yard")
    kept = reference(suggested)
    sent = {"decision": "approve", "reason": "Thank you.", "public_answer": "Zebrafinch it is."}
    steward.post(f"/queue/{the_proposal()['id']}", **sent, seen_version="1")
    # Merged into one that is merged into it: both old addresses lead to it for now.
    for one, into in ((annexe, doubled), (doubled, made)):
        moved = steward.post(f"{one['href']}/history", action="merge", into=into["href"])
        assert moved.status_code == 303, moved.text
    proof = fields(client.get("/suggest"))["csrf"]
    open_to_all = all_said(client, rules)
    assert any("Zebrafinch" in words for words in open_to_all.values())
    assert "Zebrafinch it is." in open_to_all["/decisions"]
    assert client.get(annexe["href"], follow_redirects=False).status_code == 301

    hide(steward, made)

    after = all_said(client, rules)
    for one, words in after.items():
        for secret in (*SECRETS, made["id"], slug_of(annexe), doubled["id"]):
            assert secret.lower() not in words.lower() or secret.lower() in one, one
        assert words == before[one], one
    unknown = answers_about(client, nobody, proof)
    for one in (made, annexe, doubled):
        assert answers_about(client, one, proof) == unknown
    outcome = client.get(f"/suggestions/{kept}").text.lower()
    assert not any(secret.lower() in outcome for secret in (*SECRETS, "/assets/"))
    again = add(**REFUGE | {"name": "Zebrafinch Houses"}).json()
    assert [one["name"] for one in again["likely_duplicates"]] == []


def test_a_closed_entry_can_be_hidden_and_its_address_forgotten(client, add, steward):
    made = add(**REFUGE).json()
    steward.post(f"{made['href']}/history", action="close", reason="It closed")
    assert client.get(made["href"]).status_code == 410
    hide(steward, made)
    gone, never = client.get(made["href"]), client.get("/assets/never-was")
    assert (gone.status_code, said(gone)) == (404, said(never))


def test_who_does_not_look_after_it_cannot_tell_that_it_is_there(client, add, steward, token):
    made = add(**REFUGE).json()
    hide(steward, made)
    builder = Browser(client, new_account("builder", may_publish=True))
    other = Browser(client, new_account("steward", place="ward:hendon"))
    for page in ("history", "history/1", "sharing"):
        for who in (builder, other):
            hidden = who.get(f"{made['href']}/{page}")
            unknown = who.get(f"/assets/never-was/{page}")
            assert hidden.status_code == unknown.status_code
            assert said(hidden) == said(unknown)
    headers = {"Authorization": f"Bearer {token}"}
    for action in ({"action": "close"}, {"action": "change", "values": {"name": "X"}}):
        answers = [
            client.post(
                "/api/v1/proposals",
                json={"asset_id": one, "base_version": 1, **action},
                headers=headers,
            )
            for one in (made["id"], str(uuid4()))
        ]
        assert [one.status_code for one in answers] == [404, 404]
        assert answers[0].json() == answers[1].json()


def test_a_steward_can_show_it_again(client, add, steward):
    made = add(**REFUGE).json()
    hide(steward, made)
    done = steward.post(f"{made['href']}/sharing", form="precision", precision="ward")
    assert done.status_code == 303
    assert client.get(made["href"]).status_code == 200


def point(client, made):
    return client.get(f"/api/v1/assets/{made['id']}").json()["geometry"]["coordinates"]


def test_the_shown_point_stands_still(client, add, steward):
    """Edits of other fields, and of the true place within its square, do not move it."""
    at = {"lon": -0.20010, "lat": 51.60010}
    made = add(name="Invented Group", kind="faith-group", precision="street", **at).json()
    shown = point(client, made)
    assert shown != [at["lon"], at["lat"]]
    seen = {tuple(shown)}
    headers = {"Authorization": f"Bearer {admin_token()}"}
    moves = [{"summary": f"Number {n}"} for n in range(3)]
    moves += [
        {"place": {"lon": shown[0] + east * 0.0003, "lat": shown[1] + north * 0.0002}}
        for east in (-1, 0, 1)
        for north in (-1, 0, 1)
    ]
    for version, values in enumerate(moves, 1):
        sent = {"action": "change", "asset_id": made["id"], "base_version": version}
        done = client.post("/api/v1/proposals", json=sent | {"values": values}, headers=headers)
        assert done.status_code == 201, done.text
        seen.add(tuple(point(client, made)))
    assert seen == {tuple(shown)}


def admin_token():
    return new_token(new_account("administrator"))


def test_nothing_is_merged_into_what_may_never_be_found(client, add, steward):
    """The form answers as if it were not there, and no proposal says that it is."""
    secret, mine = add(**REFUGE).json(), add(lon=-0.2275, lat=51.584).json()
    hide(steward, secret)
    other = Browser(client, new_account("steward", place="ward:hendon"))
    nobody, told = secret["href"][:-8] + "00000000", {}
    for into in (secret["href"], nobody):
        answer = other.post(f"{mine['href']}/history", action="merge", into=into)
        told[into] = (answer.status_code, said(answer).replace(into, "..."))
    assert told[secret["href"]] == told[nobody]
    assert "We have no entry at that address" in told[nobody][1]
    assert "Zebrafinch" not in other.get("/queue").text
