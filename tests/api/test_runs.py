"""Imports on pages and by API: what each would do, publishing and discarding, by whom."""

import threading
from uuid import uuid4

import pytest
from sqlalchemy import text

from register.assets.staging import StagedDraft
from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.people.accounts import set_scopes
from register.people.holders import Holder, Scope
from register.proposals.submitting import Wish, submit
from register.runs.applying import Import, RejectedRow, apply_run
from register.runs.sources import Source
from tests.api.browsing import Browser
from tests.api.callers import WARD, new_account, new_token

BOSS = Holder(uuid4(), "x", "administrator", True)
NASTY = "<script>alert(1)</script>"


def bring(*, publish=False, rejects=(), **rows):
    staged = [
        StagedDraft(
            AssetDraft(**{"name": ref, "kind": "hall", "lon": -0.2, "lat": 51.6} | values),
            line,
            ref,
        )
        for line, (ref, values) in enumerate(rows.items(), start=2)
    ]
    source = Source("example", "Example")
    wanted = Import(source, "list.csv", [*staged, *rejects], lambda: b"x", "test", publish)
    with transaction() as session:
        return apply_run(session, wanted).run_id


def shown(client, name):
    return client.get("/api/v1/assets", params={"q": name}).json()["features"]


def scalar(statement):
    with transaction() as session:
        return session.scalar(text(statement))


@pytest.fixture
def steward(client):
    return Browser(client, new_account("steward"))


@pytest.fixture
def waiting(client):
    """A run with a new entry, a change, a change against a person's edit, and a rejected row."""
    bring(publish=True, Hall={"summary": "Old"}, Park={"kind": "park", "summary": "Old"})
    with transaction() as session:
        park = session.scalar(text("SELECT id FROM register.asset WHERE kind = 'park'"))
        wish = Wish("change", park, {"summary": "A person's words"})
        submit(session, wish, holder=BOSS, door="field")
    rejected = RejectedRow(9, f"No, because {NASTY}.", {"Name": "=Nope"})
    return bring(
        rejects=[rejected],
        Hall={"summary": "New and warm"},
        Park={"kind": "park", "summary": "The source's words"},
        Fresh={"summary": NASTY},
    )


def test_a_run_is_seen_published_and_seen_again(client, steward, waiting):
    queue = steward.get("/queue").text
    assert "Imports: 1 waiting for a decision" in queue
    listed = steward.get("/runs").text
    assert f'href="/runs/{waiting}"' in listed
    assert "Waits for a decision" in listed
    page = steward.get(f"/runs/{waiting}").text
    for said in (
        "1 new entry and 2 changes wait",
        "New and warm",
        "Old",
        "A person has changed this",
        "The source&#39;s words",
        "Hall, ",
        "Line 9: No, because &lt;script&gt;",
        "New: Fresh",
    ):
        assert said in page, said
    assert NASTY not in page
    points = steward.get(f"/runs/{waiting}/map").json()["features"]
    assert sorted(one["properties"]["name"] for one in points) == ["Fresh", "Hall", "Park"]
    table = steward.get(f"/runs/{waiting}/rejects.csv")
    assert table.content.decode("utf-8-sig").splitlines()[1].startswith("9,")
    assert "'=Nope" in table.text
    assert table.headers["cache-control"] == "private, no-store"
    assert not shown(client, "Fresh")

    asked = steward.get(f"/runs/{waiting}/publish").text
    assert "Publish all of this import?" in asked
    assert not shown(client, "Fresh")
    done = steward.post(f"/runs/{waiting}/publish")
    assert (done.status_code, done.headers["location"]) == (303, f"/runs/{waiting}?done=published")
    page = steward.get(done.headers["location"]).text
    assert "It is public now." in page
    assert "Published by" in page
    assert len(shown(client, "Fresh")) == 1
    assert scalar("SELECT summary FROM published.public_asset WHERE kind = 'park'") == (
        "A person's words"
    )
    assert scalar("SELECT count(*) FROM register.proposal WHERE door = 'import'") == 1
    again = steward.post(f"/runs/{waiting}/publish")
    assert again.status_code == 303
    assert scalar("SELECT count(*) FROM register.event WHERE action = 'published'") == 1
    assert steward.get(f"/runs/{waiting}/publish").headers.get("location") is None
    refused = steward.post(f"/runs/{waiting}/discard", reason="No")
    assert refused.status_code == 409
    assert "public already" in refused.text


def test_a_run_is_discarded_with_a_reason_and_comes_back(client, steward, waiting):
    page = steward.get(f"/runs/{waiting}/discard").text
    assert "will not be made" in page
    unsaid = steward.post(f"/runs/{waiting}/discard", reason=" ")
    assert unsaid.status_code == 422
    assert "Say why, so that others know it later." in unsaid.text
    too_long = steward.post(f"/runs/{waiting}/discard", reason="x" * 2001)
    assert too_long.status_code == 422
    assert "x" * 2001 in too_long.text
    done = steward.post(f"/runs/{waiting}/discard", reason=f"The wrong file {NASTY}")
    assert done.headers["location"] == f"/runs/{waiting}?done=discarded"
    page = steward.get(done.headers["location"]).text
    assert "It is discarded." in page
    assert "Why: The wrong file &lt;script&gt;" in page
    assert "What was new, by kind" in page
    assert "In no ward" not in page
    assert "What it did" not in page
    assert scalar("SELECT count(*) FROM register.asset") == 2
    assert steward.post(f"/runs/{waiting}/discard", reason="Again").status_code == 303
    refused = steward.post(f"/runs/{waiting}/publish")
    assert refused.status_code == 409
    assert "Import the file again" in refused.text
    again = bring(Fresh={"summary": NASTY})
    assert "1 new entry and 0 changes wait" in steward.get(f"/runs/{again}").text


def test_whoever_looks_after_a_part_decides_about_no_run(client, waiting):
    account = new_account("steward", place=WARD)
    of_ward = Browser(client, account)
    assert "/runs" not in of_ward.get("/queue").text
    for path in ("", f"/{waiting}", f"/{waiting}/map", f"/{waiting}/publish"):
        assert of_ward.get(f"/runs{path}").status_code == 403
    assert of_ward.post(f"/runs/{waiting}/publish").status_code == 403
    assert of_ward.post(f"/runs/{waiting}/discard", reason="No").status_code == 403
    headers = {"Authorization": f"Bearer {new_token(account)}"}
    assert client.get("/api/v1/runs", headers=headers).status_code == 403
    assert client.post(f"/api/v1/runs/{waiting}/publish", headers=headers).status_code == 403
    kinds = new_account("steward")
    with transaction() as session:
        set_scopes(session, kinds, [Scope(None, "hall")], actor="test")
    assert Browser(client, kinds).get("/runs").status_code == 403
    assert not shown(client, "Fresh")


def test_a_form_that_is_not_ours_changes_nothing(client, steward, waiting):
    path = f"/runs/{waiting}/publish"
    sent = client.post(path, data={"csrf": "x"}, headers=steward.headers, follow_redirects=False)
    assert sent.status_code in (403, 422, 200)
    assert not shown(client, "Fresh")


def test_bad_numbers_are_answered_well(steward):
    for path in (
        "/runs/4711",
        "/runs/4711/map",
        f"/runs/{2**40}",
        "/runs/-1",
        "/runs/4711/publish",
    ):
        assert steward.get(path).status_code == 404, path
    assert steward.get("/runs/no").status_code == 422
    assert steward.get("/runs?before=0").status_code == 422
    assert steward.post("/runs/4711/discard", reason="No").status_code == 404


def test_the_list_and_a_run_go_on_page_by_page(steward):
    for number in range(52):
        bring(**{f"Hall {number}": {}})
    first = steward.get("/runs").text
    assert first.count("govuk-tag") == 50
    following = first.partition('href="/runs?before=')[2].partition('"')[0]
    assert steward.get(f"/runs?before={following}").text.count("govuk-tag") == 2
    many = bring(**{f"Park {number}": {"kind": "park"} for number in range(60)})
    page = steward.get(f"/runs/{many}").text
    assert page.count("New: Park") == 50
    after = page.partition(f'href="/runs/{many}?after=')[2].partition('"')[0]
    assert steward.get(f"/runs/{many}?after={after}").text.count("New: Park") == 10


@pytest.mark.parametrize("action", ["publish", "discard"])
def test_before_a_large_one_it_is_said_that_it_takes_long(steward, waiting, monkeypatch, action):
    path = f"/runs/{waiting}/{action}"
    assert "may take some minutes" not in steward.get(path).text
    monkeypatch.setattr("api.pages.runs.LARGE", 3)
    assert "may take some minutes" in steward.get(path).text


def test_of_many_rejects_a_page_has_some(client, steward):
    rejects = [RejectedRow(line, f"No {line}.", {"Name": "x"}) for line in range(2, 302)]
    many = bring(rejects=rejects)
    page = steward.get(f"/runs/{many}").text
    assert page.count("<li>Line ") == 20
    assert len(steward.get(f"/runs/{many}/rejects.csv").text.splitlines()) == 301
    assert steward.get("/runs/4711/rejects.csv").status_code == 404
    headers = {"Authorization": f"Bearer {new_token(new_account('steward'))}"}
    path = f"/api/v1/runs/{many}/rejects"
    first = client.get(path, headers=headers).json()
    assert [row["line"] for row in first] == list(range(2, 52))
    some = {"after": 299, "limit": 200}
    lines = [row["line"] for row in client.get(path, headers=headers, params=some).json()]
    assert lines == [300, 301]
    for wrong in ({"limit": 201}, {"limit": 0}, {"after": -1}):
        assert client.get(path, headers=headers, params=wrong).status_code == 422


def test_the_same_by_api(client, waiting):
    headers = {"Authorization": f"Bearer {new_token(new_account('steward'))}"}
    [newest, _] = client.get("/api/v1/runs", headers=headers).json()
    assert (newest["id"], newest["state"], newest["waiting"], newest["held"]) == (
        waiting,
        "waiting",
        1,
        2,
    )
    whole = client.get(f"/api/v1/runs/{waiting}", headers=headers).json()
    assert {(one["brought"], one["kind"]) for one in whole["counts"]} == {
        ("new", "hall"),
        ("changed", "hall"),
        ("changed", "park"),
    }
    assert all(one["ward"].startswith("ward:") for one in whole["counts"])
    entries = client.get(f"/api/v1/runs/{waiting}/entries", headers=headers).json()
    assert [one["place"] for one in entries] == [2, 3, 4]
    assert entries[0]["changes"]["summary"] == {"from": "Old", "to": "New and warm"}
    assert entries[1]["contested"]["summary"]["to"] == "The source's words"
    after = {"after": 3}
    assert (
        len(client.get(f"/api/v1/runs/{waiting}/entries", headers=headers, params=after).json())
        == 1
    )
    [rejected] = client.get(f"/api/v1/runs/{waiting}/rejects", headers=headers).json()
    assert rejected["line"] == 9
    done = client.post(f"/api/v1/runs/{waiting}/publish", headers=headers).json()
    assert (done["state"], done["made_public"], done["made_changes"]) == ("published", 1, 1)
    again = client.post(f"/api/v1/runs/{waiting}/publish", headers=headers).json()
    assert (again["made_public"], again["made_changes"]) == (0, 0)
    told = client.get(f"/api/v1/runs/{waiting}/entries", headers=headers).json()
    assert {one["name"] for one in told} == {"Hall", "Fresh"}
    path = f"/api/v1/runs/{waiting}/discard"
    assert client.post(path, headers=headers, json={"reason": "No"}).status_code == 409
    for bad in ({}, {"reason": " "}, {"reason": "x" * 2001}, {"reason": "No", "more": 1}):
        assert client.post(path, headers=headers, json=bad).status_code == 422
    assert client.get("/api/v1/runs/4711", headers=headers).status_code == 404
    fresh = bring(Another={})
    path = f"/api/v1/runs/{fresh}/discard"
    gone = client.post(path, headers=headers, json={"reason": "No"}).json()
    assert (gone["state"], gone["taken_back"], gone["discard_reason"]) == ("discarded", 1, "No")
    assert client.post(path, headers=headers, json={"reason": "No"}).json()["taken_back"] == 0
    assert client.get(f"/api/v1/runs/{fresh}/entries", headers=headers).json() == []
    [counted] = client.get(f"/api/v1/runs/{fresh}", headers=headers).json()["counts"]
    assert (counted["kind"], counted["count"], counted["ward"]) == ("hall", 1, None)


def test_a_key_needs_the_grant(client, waiting):
    key = new_token(new_account("administrator"), scopes=["assets:write"])
    headers = {"Authorization": f"Bearer {key}"}
    assert client.post(f"/api/v1/runs/{waiting}/publish", headers=headers).status_code == 403


def test_two_people_at_once_come_to_one_end(client, waiting):
    """One publishes and one discards: whoever is first counts, and the other is told."""
    browsers = [Browser(client, new_account("administrator")) for _ in range(4)]
    answers = {}

    def press(number, action):
        path = f"/runs/{waiting}/{action}"
        answers[number] = (action, browsers[number].post(path, reason="No").status_code)

    threads = [
        threading.Thread(target=press, args=(number, action))
        for number, action in enumerate(("publish", "discard", "publish", "discard"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended = scalar(f"SELECT published_at IS NOT NULL FROM register.run WHERE id = {waiting}")
    winner, loser = ("publish", "discard") if ended else ("discard", "publish")
    assert sorted(answers.values()) == sorted([(winner, 303)] * 2 + [(loser, 409)] * 2)
    assert len(shown(client, "Fresh")) == (1 if ended else 0)
    assert scalar("SELECT count(*) FROM register.held_row") == 0
