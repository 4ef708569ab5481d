"""Edit and approve: everything of a proposal, with nothing typed lost and nobody written over."""

import re
from uuid import UUID

import pytest
from sqlalchemy import text

from register.assets.current import asset_by_id
from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.people.account_questions import account_by_id
from register.people.accounts import set_scopes
from register.people.holders import Scope
from register.proposals.additions import add_asset
from register.proposals.submitting import Wish, submit
from tests.api.browsing import Browser
from tests.api.callers import new_account
from tests.api.editing import problems, sent_by

HERE, ELSEWHERE = "ward:finchley-church-end", "ward:hendon"
OUTSIDE_WARD = {"lat": "51.584", "lon": "-0.2275"}
CONTACTS = [
    {"phone": "020 7946 0001", "audience": "public"},
    {"name": "Private Person", "email": "p@example.org", "audience": "stewards"},
]
GROUP = {
    "name": "Invented Singers",
    "kind": "hall",
    "lon": -0.2,
    "lat": 51.6,
    "summary": "They sing",
    "contacts": CONTACTS,
    "details": {"capacity": 40},
}


@pytest.fixture
def steward(client):
    return Browser(client, new_account("steward", place=HERE))


@pytest.fixture
def administrator(client):
    return Browser(client, new_account("administrator"))


def newcomer():
    account = new_account("builder")
    with transaction() as session:
        return account_by_id(session, account).holder()


@pytest.fixture
def addition(emptied):
    """The page of a new entry that waits."""
    with transaction() as session:
        draft = AssetDraft.model_validate(GROUP)
        found = add_asset(session, draft, holder=newcomer(), door="field")
    return f"/queue/{found.proposal_id}"


@pytest.fixture
def hall(add):
    return UUID(add(summary="A hall", contacts=CONTACTS, details={"capacity": 40}).json()["id"])


def propose(hall, **values):
    """The page of a change that waits."""
    with transaction() as session:
        wish = Wish("change", hall, values, base_version=asset_by_id(session, hall).version)
        done = submit(session, wish, holder=newcomer(), door="field")
    return f"/queue/{done.proposal_id}"


def approve(browser, address, **typed):
    form = sent_by(browser.get(f"{address}/edit")) | typed
    return browser.post(f"{address}/edit", **form)


def now(hall):
    with transaction() as session:
        return asset_by_id(session, hall).fields


def the_only():
    with transaction() as session:
        return session.scalars(text("SELECT id FROM register.asset")).one()


def test_everything_of_an_addition_is_edited_at_once(addition, steward):
    typed = {
        "kind": "library",
        "shown_kind": "library",
        "name": "Invented Readers",
        "postcode": "N3 1BH",
        "age_from": "8",
        "groups": ["carers"],
        "details.capacity": "",
        "details.cost": "free",
        "contact_1_audience": "partners",
        "contact_1_lawful_basis": "consent",
        "contact_1_consent_on": "27/3/2026",
        "contact_1_consent_how": "told me at the meeting",
        "contact_1_origin": "website",
        "contact_2_gone": "yes",
        "contact_3_role": "Secretary",
        "contact_3_website": "singers.example.org",
        "contact_3_audience": "public",
    }
    done = approve(steward, addition, **typed)
    assert (done.status_code, done.headers.get("location")) == (303, "/queue"), problems(done)
    said = now(the_only())
    assert (said["name"], said["kind"]) == ("Invented Readers", "library")
    assert said["place"] == {"lon": None, "lat": None, "postcode": "N3 1BH"}
    assert said["for_whom.age_from"] == 8
    assert said["for_whom.groups"] == ["carers"]
    assert said["details.cost"] == "free"
    assert len(said["contacts"]) == 2
    first = next(one for one in said["contacts"] if one.get("audience") == "partners")
    assert first["consent_on"] == "2026-03-27"
    public = next(one for one in said["contacts"] if one.get("audience") == "public")
    assert (public["role"], public["website"]) == ("Secretary", "https://singers.example.org")


def test_what_is_not_touched_is_approved_as_it_was_proposed(hall, steward):
    address = propose(hall, summary="Warm", contacts=CONTACTS[:1])
    assert approve(steward, address).status_code == 303
    said = now(hall)
    assert (said["summary"], said["contacts"]) == ("Warm", CONTACTS[:1])
    assert said["place"] == {"lon": -0.2, "lat": 51.6, "postcode": None}
    with transaction() as session:
        actions = session.scalars(text("SELECT action FROM register.event ORDER BY id")).all()
    assert actions == ["added", "changed"] or actions == ["added", "published", "changed"]


def test_a_form_that_is_wrong_keeps_all_that_was_typed(addition, steward):
    typed = {
        "name": "",
        "summary": "Singing <b>loud</b>",
        "lat": "51.6",
        "lon": "east",
        "age_from": "eight",
        "details.capacity": "many",
        "contact_1_lawful_basis": "consent",
        "contact_2_consent_on": "31/31/2026",
        "contact_3_email": "nobody",
        "groups": ["carers"],
        "reason": "I rang them",
    }
    page = approve(steward, addition, **typed)
    assert page.status_code == 422
    wrong = [field for field, _ in problems(page)]
    assert {"name", "lat", "age_from", "details.capacity", "contact_3_email"} <= set(wrong)
    assert {"contact_1_consent_on", "contact_2_consent_on"} <= set(wrong)
    for field in wrong:
        assert f'id="{field}"' in page.text, field
    again = sent_by(page)
    assert {name: again[name] for name in typed} == typed
    assert "<b>loud" not in page.text
    with transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM register.asset")) == 0
    mended = {"name": "Singers", "lon": "-0.2", "age_from": "8", "details.capacity": "41"}
    mended |= {"contact_1_lawful_basis": "public_task", "contact_2_consent_on": ""}
    mended |= {"contact_3_email": "s@example.org"}
    done = steward.post(f"{addition}/edit", **again | mended)
    assert done.status_code == 303, problems(done)
    said = now(the_only())
    assert (said["summary"], said["details.capacity"]) == ("Singing <b>loud</b>", 41)
    assert len(said["contacts"]) == 3


def test_another_kind_shows_its_details_before_it_counts(addition, steward):
    page = approve(steward, addition, kind="sports-club", name="Runners", **{"details.cost": "£2"})
    assert page.status_code == 200
    assert "These are the details of another kind" in page.text
    assert "This kind does not have these" in page.text
    form = sent_by(page)
    assert (form["name"], form["kind"], form["shown_kind"]) == ("Runners",) + ("sports-club",) * 2
    # What was typed for the kind before is there again with it.
    back = sent_by(steward.post(f"{addition}/edit", **form | {"kind": "hall", "decision": "kind"}))
    assert (back["details.capacity"], back["details.cost"]) == ("40", "£2")
    assert steward.post(f"{addition}/edit", **form).status_code == 303
    said = now(the_only())
    assert (said["kind"], said["details.cost"]) == ("sports-club", "£2")
    assert "details.capacity" not in said


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind": "dragon", "shown_kind": "dragon"}, "kind"),
        ({"kind": "", "shown_kind": ""}, "kind"),
        ({"postcode": "nowhere"}, "postcode"),
        ({"lat": "51.6", "lon": ""}, "lat"),
        ({"lat": "-0.2", "lon": "51.6"}, "lat"),
        ({"lat": "50.0", "lon": "-5.0", "postcode": ""}, "postcode"),
        ({"groups": ["dragons"]}, "age_from"),
        ({"age_from": "20", "age_to": "10"}, "age_to"),
        ({"contact_1_audience": "dragons"}, "contact_1_audience"),
        ({"contact_1_origin": "dragons"}, "contact_1_origin"),
        ({"precision": "roughly"}, "precision"),
        ({"name": "x" * 300}, "name"),
        ({"session_1_often": "week:1", "session_1_days": ["9"]}, "session_1_starts"),
    ],
)
def test_bad_input_is_said_beside_its_field(addition, administrator, typed, field):
    page = approve(administrator, addition, **typed)
    assert page.status_code == 422
    assert problems(page)[0][0] == field
    assert f'id="{field}"' in page.text


def test_a_scoped_steward_moves_nothing_to_where_others_decide(addition, hall, steward, client):
    for address in (addition, propose(hall, summary="Warm")):
        page = approve(steward, address, postcode="", **OUTSIDE_WARD)
        assert page.status_code == 422
        assert "only somebody who looks after both" in problems(page)[0][1]
        assert sent_by(page)["lat"] == OUTSIDE_WARD["lat"]
    stranger = Browser(client, new_account("steward", place=ELSEWHERE))
    assert stranger.get(f"{addition}/edit").status_code == 403
    assert now(hall)["place"]["lat"] == 51.6
    assert approve(Browser(client, new_account("administrator")), addition, **OUTSIDE_WARD)


def change(hall, **values):
    """Somebody else is quicker."""
    with transaction() as session:
        version = asset_by_id(session, hall).version
        wish = Wish("change", hall, values, base_version=version)
        boss = account_by_id(session, new_account("administrator")).holder()
        assert submit(session, wish, holder=boss, door="queue").version


def test_what_somebody_changed_meanwhile_is_not_written_over(hall, steward):
    address = propose(hall, summary="Warm")
    form = sent_by(steward.get(f"{address}/edit"))
    change(hall, name="Renamed", contacts=CONTACTS[1:])
    typed = {"age_from": "8", "name": "Mine", "details.capacity": "50"}
    page = steward.post(f"{address}/edit", **form | typed)
    assert page.status_code == 422
    assert [field for field, _ in problems(page)] == ["name"]
    assert "Renamed" in page.text
    again = sent_by(page)
    assert (again["name"], again["age_from"], again["details.capacity"]) == ("Mine", "8", "50")
    assert "contact_2_audience" in again
    assert "contact_3_audience" not in again
    done = steward.post(f"{address}/edit", **again)
    assert done.status_code == 303, problems(done)
    said = now(hall)
    assert (said["name"], said["summary"], said["for_whom.age_from"]) == ("Mine", "Warm", 8)
    assert [one["name"] for one in said["contacts"]] == ["Private Person"]
    assert said["details.capacity"] == 50


def test_other_fields_may_change_meanwhile(hall, steward):
    address = propose(hall, summary="Warm")
    form = sent_by(steward.get(f"{address}/edit"))
    change(hall, **{"details.capacity": 60})
    assert steward.post(f"{address}/edit", **form | {"name": "Mine"}).status_code == 303
    said = now(hall)
    assert (said["name"], said["details.capacity"]) == ("Mine", 60)


def test_an_error_of_another_field_does_not_hide_that_somebody_was_quicker(hall, steward):
    address = propose(hall, summary="Warm")
    form = sent_by(steward.get(f"{address}/edit"))
    change(hall, name="Renamed")
    page = steward.post(f"{address}/edit", **form | {"name": "Mine", "age_from": "eight"})
    page = steward.post(f"{address}/edit", **sent_by(page) | {"age_from": "8"})
    assert [field for field, _ in problems(page)] == ["name"]


def test_what_was_proposed_meets_what_is_now_and_is_settled(hall, steward):
    address = propose(hall, summary="Warm", contacts=CONTACTS[:1])
    change(hall, summary="Cold", contacts=[])
    page = steward.get(f"{address}/edit")
    assert "Somebody changed the same thing" in page.text
    refused = approve(steward, address)
    assert [field for field, _ in problems(refused)] == ["choice.summary-1", "choice.contacts-1"]
    typed = {"choice.contacts": "current", "summary": "Neither"}
    assert approve(steward, address, **typed).status_code == 303
    said = now(hall)
    assert said["summary"] == "Neither"
    assert "contacts" not in said


def test_what_is_still_in_the_box_does_not_count_where_what_it_says_now_is_kept(hall, steward):
    address = propose(hall, summary="Warm", name="A warm hall")
    form = sent_by(steward.get(f"{address}/edit")) | {"summary": "Typed"}
    change(hall, summary="Cold")
    page = steward.post(f"{address}/edit", **form)
    assert [field for field, _ in problems(page)] == ["choice.summary-1"]
    assert "What you write counts, unless you keep what it says now" in page.text
    again = sent_by(page) | {"choice.summary": "current"}
    assert again["summary"] == "Typed"
    assert steward.post(f"{address}/edit", **again).status_code == 303
    assert (now(hall)["summary"], now(hall)["name"]) == ("Cold", "A warm hall")


def test_what_was_typed_on_the_page_of_the_proposal_comes_along(hall, steward):
    address = propose(hall, summary="Warm")
    typed = {"edit.summary": "Half typed", "reason": "Because", "decision": "begin"}
    page = steward.post(f"{address}/edit", **typed)
    assert page.status_code == 200
    form = sent_by(page)
    assert (form["summary"], form["reason"]) == ("Half typed", "Because")
    assert steward.post(f"{address}/edit", **form).status_code == 303
    assert now(hall)["summary"] == "Half typed"


EDITED = "Edited before it was approved"


def test_what_was_proposed_is_read_beside_what_was_approved(hall, steward, client, addition):
    address = propose(hall, summary="Ring Private Person at home", name="A warm hall")
    approve(steward, address, summary="Ring first", contact_2_gone="yes")
    history = f"/assets/{slug_of(hall)}/history"
    for page in (steward.get(history).text, steward.get(address).text):
        edited = page.partition(EDITED)[2].partition("</table>")[0]
        assert "Ring Private Person at home" in edited
        assert "Ring first" in edited
        assert "Contacts" in edited
        assert "A warm hall" not in edited
    builder = Browser(client, new_account("builder"))
    assert EDITED not in builder.get(history).text
    assert "at home" not in builder.get(history).text
    approve(steward, addition, name="Singers")
    page = steward.get(addition).text.partition(EDITED)[2].partition("</table>")[0]
    assert re.findall(r'<th scope="row"[^>]*>([^<]*)', page) == ["Name"]


def test_nothing_is_said_to_be_edited_that_was_not(hall, steward, addition):
    with_place = {"place": {"lon": None, "lat": None, "postcode": "N3 1BH"}}
    for address in (addition, propose(hall, contacts=CONTACTS[:1], **with_place)):
        assert approve(steward, address).status_code == 303
        assert EDITED not in steward.get(address).text


def slug_of(asset_id):
    with transaction() as session:
        return asset_by_id(session, asset_id).slug


def test_what_is_decided_or_only_a_report_is_not_edited(hall, steward):
    address = propose(hall, summary="Warm")
    form = sent_by(steward.get(f"{address}/edit"))
    assert steward.post(f"{address}/edit", **form).status_code == 303
    led = steward.client.get(f"{address}/edit", headers=steward.headers, follow_redirects=False)
    assert led.headers["location"] == address
    assert steward.post(f"{address}/edit", **form).status_code == 409


def test_contacts_that_changed_or_were_erased_meanwhile_do_not_come_back(hall, steward):
    address = propose(hall, summary="Warm")
    form = sent_by(steward.get(f"{address}/edit"))
    change(hall, contacts=CONTACTS[:1])  # the private person has gone
    page = steward.post(f"{address}/edit", **form | {"contact_1_role": "Secretary"})
    assert [field for field, _ in problems(page)] == ["contact_1_name"]
    assert "Private Person" not in str(now(hall))
    again = sent_by(page)
    assert again["contact_1_role"] == "Secretary"
    named = next(n for n, said in again.items() if said == "Private Person")
    gone = {f"{named.removesuffix('name')}gone": "yes"}
    done = steward.post(f"{address}/edit", **again | gone)
    assert done.status_code == 303, problems(done)
    assert "Private Person" not in str(now(hall))


@pytest.mark.parametrize("was", ["{", "[]", '{"name": 5}', '{"dragons": "x"}', '"text"'])
def test_what_a_form_carries_along_may_be_anything(hall, steward, was):
    address = propose(hall, summary="Warm")
    page = approve(steward, address, **{"was.contact": [was], "was.sessions": was})
    assert page.status_code in (303, 422)
    assert "Private Person" in str(now(hall))


def test_a_steward_of_one_kind_makes_nothing_another_kind(client, addition, hall):
    account = new_account("steward")
    with transaction() as session:
        set_scopes(session, account, [Scope(HERE, "hall")], actor="test")
    steward = Browser(client, account)
    typed = {"kind": "library", "shown_kind": "library", "details.capacity": ""}
    for address in (addition, propose(hall, summary="Warm")):
        page = approve(steward, address, **typed)
        assert (page.status_code, problems(page)[0][0]) == (422, "postcode")
    assert now(hall)["kind"] == "hall"
