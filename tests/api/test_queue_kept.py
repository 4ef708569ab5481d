"""What a steward typed is kept where somebody else was quicker, or may alone decide."""

from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import text

from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.people.account_questions import account_by_id
from register.proposals.additions import add_asset
from register.proposals.submitting import Wish, submit
from tests.api.browsing import Browser
from tests.api.callers import new_account
from tests.api.editing import problems, sent_by
from tests.api.test_suggest import fields

HERE, ELSEWHERE = "ward:finchley-church-end", "ward:hendon"
FAR = {"lon": -0.2275, "lat": 51.584, "postcode": None}
TYPED = {"edit.summary": "Half <b>typed", "reason": "I rang them", "public_answer": "We asked"}


@pytest.fixture
def steward(client):
    return Browser(client, new_account("steward", place=HERE))


@pytest.fixture
def quicker(client):
    return Browser(client, new_account("steward", place=HERE))


@pytest.fixture
def administrator(client):
    return Browser(client, new_account("administrator"))


@pytest.fixture
def hall(add):
    return UUID(add(summary="A hall", details={"capacity": 40}).json()["id"])


def propose(hall, door="field", **values):
    """The page of a change that waits."""
    with transaction() as session:
        newcomer = account_by_id(session, new_account("builder")).holder()
        done = submit(session, Wish("change", hall, values), holder=newcomer, door=door)
    return f"/queue/{done.proposal_id}"


def addition():
    with transaction() as session:
        newcomer = account_by_id(session, new_account("builder")).holder()
        said = {"name": "Singers", "kind": "hall", "lon": -0.2, "lat": 51.6, "summary": "Loud"}
        draft = AssetDraft.model_validate(said)
        found = add_asset(session, draft, holder=newcomer, door="field")
    return f"/queue/{found.proposal_id}"


def form_of(browser, address):
    form = fields(browser.get(address))
    form.pop("csrf")
    return form | {"decision": "approve"}


def written(page):
    """The words that may be copied, and none of them as markup."""
    assert "<b>typed" not in page.text
    return unescape(page.text.partition('id="written"')[2].partition("</dl>")[0])


def kept_words(page):
    return [field for field, _ in problems(page)] == ["written"] and problems(page)[0][1]


def asset_fields(name):
    with transaction() as session:
        return session.scalar(text(f"SELECT {name} FROM register.asset"))


@pytest.mark.parametrize("decision", ["approve", "reject", "ask"])
def test_what_was_typed_is_there_when_somebody_was_quicker(hall, steward, quicker, decision):
    address = propose(hall, summary="Warm")
    form = form_of(steward, address)
    assert quicker.post(address, decision="reject", reason="Not so.").status_code == 303
    page = steward.post(address, **form | TYPED | {"decision": decision})
    assert page.status_code == 409
    assert "Invented has rejected this, " in kept_words(page)
    assert "not saved" in kept_words(page)
    for said in ("Half <b>typed", "I rang them", "We asked", "Your decision"):
        assert said in written(page)
    assert 'name="decision"' not in page.text
    assert asset_fields("summary") == "A hall"


def test_who_sent_it_twice_is_told_so(hall, steward):
    address = propose(hall, summary="Warm")
    form = form_of(steward, address) | TYPED
    assert steward.post(address, **form).status_code == 303
    page = steward.post(address, **form)
    assert page.status_code == 409
    assert kept_words(page).startswith("You have already approved this, ")
    assert "Half <b>typed" in written(page)


def test_what_was_typed_comes_along_to_edit_all_of_it_as_well(hall, steward, quicker):
    address = propose(hall, summary="Warm")
    form = form_of(steward, address)
    quicker.post(address, **form_of(quicker, address))
    page = steward.post(f"{address}/edit", **form | TYPED | {"decision": "begin"})
    assert page.status_code == 409
    assert "Invented has approved this" in kept_words(page)
    assert "Half <b>typed" in written(page)


WHOLE = {
    "name": "Mine",
    "summary": "Half <b>typed",
    "age_from": "eight",
    "details.capacity": "many",
    "contact_1_phone": "020 7946 0009",
    "lat": "north",
    "reason": "I rang them",
}


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("typed", [{}, {"kind": "library"}])
def test_all_of_the_form_is_there_when_somebody_was_quicker(hall, steward, quicker, typed, is_new):
    address = addition() if is_new else propose(hall, summary="Warm")
    form = sent_by(steward.get(f"{address}/edit"))
    quicker.post(address, **form_of(quicker, address))
    page = steward.post(f"{address}/edit", **form | WHOLE | typed)
    assert page.status_code == 409
    assert "Invented has approved this, " in kept_words(page)
    again = sent_by(page)
    assert {name: again[name] for name in WHOLE | typed} == WHOLE | typed
    assert 'value="approve"' not in page.text
    assert f'href="{address}"' in page.text
    # Sent once more, it is all there once more.
    twice = sent_by(steward.post(f"{address}/edit", **again))
    assert {name: twice[name] for name in WHOLE | typed} == WHOLE | typed


def test_an_approval_that_would_move_it_away_keeps_what_was_typed(hall, steward):
    address = propose(hall, summary="Warm", place=FAR)
    page = steward.post(address, **form_of(steward, address) | TYPED)
    assert page.status_code == 403
    [(field, sentence)] = problems(page)
    assert field == "field.place"
    assert f'id="{field}"' in page.text
    assert "Somebody else looks after this place or kind" in sentence
    again = form_of(steward, address) | fields(page)
    assert (again["edit.summary"], again["reason"]) == ("Half <b>typed", "I rang them")
    assert asset_fields("summary") == "A hall"
    again.pop("csrf")
    begun = sent_by(steward.post(f"{address}/edit", **again | {"decision": "begin"}))
    back = begun | {"postcode": "", "lat": "51.6", "lon": "-0.2"}
    assert steward.post(f"{address}/edit", **back).status_code == 303
    assert asset_fields("summary") == "Half <b>typed"


def test_what_became_somebody_elses_meanwhile_is_not_shown_but_what_was_typed_is(
    hall, steward, administrator
):
    address = propose(hall, summary="Very warm")
    form, whole = form_of(steward, address), sent_by(steward.get(f"{address}/edit"))
    with transaction() as session:
        boss = account_by_id(session, new_account("administrator")).holder()
        away = {"place": FAR, "name": "Moved away"}
        assert submit(session, Wish("change", hall, away), holder=boss, door="queue").version
    page = steward.post(address, **form | TYPED)
    assert page.status_code == 403
    assert "Somebody else looks after" in kept_words(page)
    assert "Half <b>typed" in written(page)
    assert "Very warm" not in page.text
    edit = steward.post(f"{address}/edit", **whole | WHOLE)
    assert edit.status_code == 403
    assert "Somebody else looks after" in kept_words(edit)
    again = sent_by(edit)
    assert {name: again[name] for name in WHOLE} == WHOLE
    for shown in (page, edit):
        assert "Moved away" not in shown.text
        assert "I rang them" in shown.text
    assert "Very warm" in administrator.get(address).text
