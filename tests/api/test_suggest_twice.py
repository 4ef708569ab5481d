"""Residents say that an entry is in the list twice; a steward merges the two, either way."""

import re
from html import unescape

import pytest
from sqlalchemy import text

from register.database.engines import transaction
from tests.api.browsing import Browser, typed_fields
from tests.api.callers import new_account, new_token

HERE, ELSEWHERE = "ward:finchley-church-end", "ward:hendon"
KEPT = """
SELECT p.action, p.queue, p.door, p.into_id, p.status,
    coalesce((SELECT n.words FROM register.proposal_note AS n
        WHERE n.proposal_id = p.id LIMIT 1), '')
FROM register.proposal AS p ORDER BY p.submitted_at
"""


@pytest.fixture
def two(add):
    """A hall, and the same hall once more."""
    secretary = {"name": "Private Person", "email": "p@example.org", "audience": "stewards"}
    one = add(name="Invented Hall").json()
    other = add(name="Invented Village Hall", lon=-0.2003, contacts=[secretary]).json()
    return one, other


@pytest.fixture
def steward(client):
    return Browser(client, new_account("steward", place=HERE))


def form(client, slug):
    return client.get(f"/suggest/{slug}/twice")


def send(client, slug, **typed):
    sent = typed_fields(form(client, slug)) | typed
    return client.post(f"/suggest/{slug}/twice", data=sent)


def slug_of(asset):
    return asset["href"].rpartition("/")[2]


def kept():
    with transaction() as session:
        return [tuple(row) for row in session.execute(text(KEPT))]


def reference(page):
    return re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", page.text)[0]


def only_proposal():
    with transaction() as session:
        return session.scalars(text("SELECT id FROM register.proposal")).one()


def test_the_form_leads_there_and_offers_what_is_alike(client, two, add):
    one, other = map(slug_of, two)
    add(name="Far away", lon=-0.2275, lat=51.584)
    add(name="Chapel on the spot")
    for name in ("Quilters", "Runners"):  # both on the one spot of their ward
        add(name=name, kind="community-group")
    add(name="Invented Hall of nobody", precision="never")
    assert f'href="/suggest/{one}/twice"' in client.get(f"/suggest/{one}").text
    page = form(client, one).text
    assert f'value="{other}"' in page
    assert "Chapel on the spot" in page
    for hidden in ("Far away", "Quilters", "of nobody", "Private Person"):
        assert hidden not in page
    assert f'value="{one}"' not in page
    quilters = slug_of(add(name="Quilters once more", kind="community-group").json())
    of_group = form(client, quilters).text
    assert "Quilters" in of_group.replace("Quilters once more", "")
    assert "Runners" not in of_group


def test_a_likely_double_that_is_chosen_becomes_a_merge(client, two, steward):
    one, other = map(slug_of, two)
    done = send(client, one, twin=other, words="I go there", your_email="r@example.org")
    assert done.status_code == 200
    [(action, queue, door, into_id, status, words)] = kept()
    assert (action, queue, door, status, words) == (
        "merge",
        "duplicate",
        "suggestion",
        "waiting",
        "I go there",
    )
    assert str(into_id) == two[1]["id"]
    shown = client.get(f"/suggestions/{reference(done)}").text
    assert "The same as another entry" in shown
    page = steward.get(f"/queue/{only_proposal()}").text
    assert "The two side by side" in page
    assert "Invented Village Hall" in page
    assert "Private Person" in page  # they look after both
    steward.post(f"/queue/{only_proposal()}", decision="approve", reason="Thank you")
    gone = client.get(f"/assets/{one}", follow_redirects=False)
    assert (gone.status_code, gone.headers["location"]) == (301, f"/assets/{other}")
    shown = client.get(f"/suggestions/{reference(done)}").text
    assert "We have done it" in shown
    assert "Thank you" in shown
    with transaction() as session:
        mail = "SELECT count(*) FROM register.mail WHERE to_address = 'r@example.org'"
        assert session.scalar(text(mail)) == 1


def test_a_steward_may_keep_the_other_one(client, two, steward):
    one, other = map(slug_of, two)
    send(client, one, twin=other)
    steward.post(f"/queue/{only_proposal()}", decision="approve", keep="asset")
    gone = client.get(f"/assets/{other}", follow_redirects=False)
    assert (gone.status_code, gone.headers["location"]) == (301, f"/assets/{one}")
    assert client.get(f"/assets/{one}").status_code == 200
    assert "is here twice" in client.get("/decisions").text


def test_the_same_by_api(client, two):
    one, other = map(slug_of, two)
    send(client, one, twin=other)
    headers = {"Authorization": f"Bearer {new_token(new_account('steward', place=HERE))}"}
    path = f"/api/v1/proposals/{only_proposal()}/decision"
    wrong = client.post(path, headers=headers, json={"decision": "approve", "keep": "both"})
    assert wrong.status_code == 422
    client.post(path, headers=headers, json={"decision": "approve", "keep": "asset"})
    assert client.get(f"/assets/{other}", follow_redirects=False).status_code == 301


def test_a_steward_rejects_with_a_reason(client, two, steward):
    one, other = map(slug_of, two)
    done = send(client, one, twin=other)
    unsaid = steward.post(f"/queue/{only_proposal()}", decision="reject", keep="asset")
    assert unsaid.status_code == 422
    assert re.search(r'value="asset" checked', unsaid.text)
    steward.post(f"/queue/{only_proposal()}", decision="reject", reason="They are two halls")
    assert "They are two halls" in client.get(f"/suggestions/{reference(done)}").text
    assert client.get(f"/assets/{one}").status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        "{slug}",
        "http://testserver/assets/{slug}?from=map#top",
        "/assets/{slug}/",
        "invented  VILLAGE hall",
    ],
)
def test_the_other_one_is_known_by_address_or_name(client, two, said):
    one, other = map(slug_of, two)
    assert send(client, one, twin="other", other=said.format(slug=other)).status_code == 200
    [(action, _, _, into_id, *_)] = kept()
    assert (action, str(into_id)) == ("merge", two[1]["id"])


def test_what_is_hidden_closed_or_not_there_answers_alike(client, two, add, steward):
    """Nobody learns from an answer whether something hidden has that name or address."""
    one, _ = map(slug_of, two)
    hidden = add(name="A Safe House", precision="never").json()
    with transaction() as session:
        address = "SELECT slug FROM register.asset WHERE id = :id"
        hidden_slug = session.scalar(text(address), {"id": hidden["id"]})
    answers = []
    for said in ("A Safe House", hidden_slug, f"/assets/{hidden_slug}", "There is no such thing"):
        done = send(client, one, other=said)
        mine = reference(done)
        outcome = client.get(f"/suggestions/{mine}").text.replace(mine, "")
        answers.append((done.status_code, done.text.replace(mine, ""), strip(outcome)))
    assert all(strip(answer[1]) == strip(answers[0][1]) for answer in answers)
    assert all(answer[2] == answers[0][2] for answer in answers)
    found = kept()
    assert {row[:3] for row in found} == {("report", "duplicate", "suggestion")}
    assert "The other one: A Safe House" in found[0][5]
    same = send(client, one, twin=hidden_slug)  # as if it had been in the list
    assert same.status_code == 200
    assert kept()[-1][0] == "report"
    listed = steward.get("/queue?queue=duplicate").text
    assert listed.count("A problem: Invented Hall") == 5


def strip(page):
    return re.sub(r'value="[^"]*"', "", page)


def test_a_report_in_words_offers_the_steward_what_is_alike(client, two, steward):
    one, _ = map(slug_of, two)
    send(client, one, other="The village one", words="By the pond")
    page = steward.get(f"/queue/{only_proposal()}").text
    assert "The other one: The village one" in page
    assert "By the pond" in page
    assert "It may be one of these already" in page
    assert "Invented Village Hall" in page


def test_names_that_several_have_are_not_clear(client, two, add):
    one, _ = map(slug_of, two)
    add(name="Invented Village Hall", lon=-0.2275, lat=51.584)
    send(client, one, other="Invented Village Hall")
    assert kept()[0][0] == "report"


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({}, "other", "Say which is the other one"),
        ({"twin": "other"}, "other", "Say which is the other one"),
        ({"other": "x" * 301}, "other", "too long"),
        ({"other": "x", "words": "y" * 1501}, "words", "too long"),
        ({"other": "x", "your_email": "not an address"}, "your_email", "address"),
        ({"other": "{slug}"}, "other", "That is this entry"),
        ({"twin": "{slug}"}, "other", "That is this entry"),
    ],
)
def test_bad_input_is_told_and_nothing_is_lost(client, two, typed, field, said):
    one, other = map(slug_of, two)
    typed = {name: value.format(slug=one) for name, value in typed.items()}
    page = send(client, one, **typed)
    assert page.status_code == 422
    assert said in page.text
    assert f'href="#{field}"' in page.text
    for value in typed.values():
        assert value in page.text
    assert kept() == []
    assert other in page.text


def test_hostile_words_are_text(client, two, steward):
    one, _ = map(slug_of, two)
    nasty = "<script>alert(1)</script>"
    again = send(client, one, other=nasty, your_email="no")
    assert nasty not in again.text
    assert nasty in unescape(again.text)
    send(client, one, other=nasty)
    page = steward.get(f"/queue/{only_proposal()}").text
    assert nasty not in page
    assert nasty in unescape(page)


def test_an_entry_that_nobody_sees_has_no_such_page(client, add):
    hidden = add(name="A Safe House", precision="never").json()
    with transaction() as session:
        address = "SELECT slug FROM register.asset WHERE id = :id"
        slug = session.scalar(text(address), {"id": hidden["id"]})
    for address in (f"/suggest/{slug}/twice", "/suggest/no-such-thing/twice"):
        assert client.get(address).status_code == 404


def test_a_machine_is_thanked_and_nothing_is_kept(client, two):
    one, other = map(slug_of, two)
    done = send(client, one, twin=other, nickname="bot")
    assert done.status_code == 200
    assert reference(done)
    assert kept() == []


def test_the_same_sent_twice_is_one(client, two):
    one, other = map(slug_of, two)
    sent = typed_fields(form(client, one)) | {"twin": other}
    first = client.post(f"/suggest/{one}/twice", data=sent)
    again = client.post(f"/suggest/{one}/twice", data=sent)
    assert reference(first) == reference(again)
    assert len(kept()) == 1


def test_a_report_sent_twice_is_one(client, two):
    one, _ = map(slug_of, two)
    sent = typed_fields(form(client, one)) | {"other": "The village one"}
    first = client.post(f"/suggest/{one}/twice", data=sent)
    again = client.post(f"/suggest/{one}/twice", data=sent)
    assert reference(first) == reference(again)
    assert [row[0] for row in kept()] == ["report"]


@pytest.mark.parametrize("was", [{"twin": "{other}"}, {"other": "The village one"}])
def test_who_goes_back_and_says_another_loses_nothing(client, two, was):
    one, other = map(slug_of, two)
    sent = typed_fields(form(client, one))
    was = {name: said.format(other=other) for name, said in was.items()}
    client.post(f"/suggest/{one}/twice", data=sent | was)
    then = {"twin": "other", "other": "Chapel Hall", "words": "Look", "your_email": "r@example.org"}
    page = client.post(f"/suggest/{one}/twice", data=sent | then)
    assert page.status_code == 422
    assert "You sent this form before" in page.text
    for typed in ("Chapel Hall", "Look", "r@example.org"):
        assert typed in page.text
    assert len(kept()) == 1
    fresh = typed_fields(page)
    assert fresh["submission"] != sent["submission"]
    assert client.post(f"/suggest/{one}/twice", data=fresh | then).status_code == 200
    assert len(kept()) == 2


def test_too_many_are_refused_kindly(client, two, monkeypatch):
    one, _ = map(slug_of, two)
    monkeypatch.setattr("api.pages.suggest_twice.admit", lambda *_: False)
    page = send(client, one, other="x", words="Kept words")
    assert page.status_code == 422
    assert "many suggestions" in page.text
    assert "Kept words" in page.text


def test_whoever_looks_after_both_merges_at_once(client, two, steward):
    one, other = map(slug_of, two)
    sent = {"twin": other, "words": "I was there"}
    done = steward.post(f"/suggest/{one}/twice", **sent)
    assert "They are one entry now" in done.text
    assert client.get(f"/assets/{one}", follow_redirects=False).status_code == 301


def test_somebody_elses_steward_decides_nothing_and_sees_nothing(client, two, add, steward):
    """Whoever looks after one of the two only reads what anybody signed in may of the other."""
    one, _ = map(slug_of, two)
    person = {"name": "Ann Private", "email": "ann@example.org", "audience": "stewards"}
    far = add(name="Hall far away", lon=-0.2275, lat=51.584, contacts=[person]).json()
    send(client, one, other="Hall far away")
    page = steward.get(f"/queue/{only_proposal()}")
    assert "Hall far away" in page.text
    assert "Ann Private" not in page.text
    refused = steward.post(f"/queue/{only_proposal()}", decision="approve")
    assert refused.status_code == 403
    stranger = Browser(client, new_account("steward", place=ELSEWHERE))
    assert stranger.get(f"/queue/{only_proposal()}").status_code == 403
    assert client.get(far["href"]).status_code == 200


def test_what_has_closed_since_is_said_at_the_decision(client, two, steward):
    one, other = map(slug_of, two)
    send(client, one, twin=other)
    steward.post(f"/assets/{other}/history", action="close", reason="Gone")
    page = steward.post(f"/queue/{only_proposal()}", decision="approve")
    assert page.status_code == 422
    assert "Only entries that are public can be merged" in page.text
    assert kept()[0][4] == "waiting"
