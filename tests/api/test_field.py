"""The builder's form: signs in, warns of doubles, keeps what was typed, saves once."""

import re
from datetime import date

import pytest
from sqlalchemy import text

from register.database.engines import transaction

TYPED = {"kind": "hall", "name": "Field Hall", "postcode": "N2 8AB", "summary": "Big and warm"}


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


@pytest.fixture
def signed_in(client, token):
    page = client.get("/field")
    data = {"token": token, "csrf": hidden(page, "csrf"), "next": hidden(page, "next")}
    answer = client.post("/sign-in/key", data=data)
    assert answer.status_code == 200
    assert "Add an asset" in answer.text
    return client


def send(client, page=None, **values):
    page = page or client.get("/field")
    names = ("csrf", "submission")
    return client.post("/field", data={**{n: hidden(page, n) for n in names}, **TYPED, **values})


def test_a_stranger_gets_a_sign_in_form(client):
    page = client.get("/field")
    assert page.status_code == 200
    assert page.url.path == "/sign-in"
    assert "Sign in" in page.text
    assert page.headers["cache-control"] == "no-store"


def test_a_wrong_key_is_refused_in_words(client):
    csrf = hidden(client.get("/field"), "csrf")
    answer = client.post("/sign-in/key", data={"token": "asset_x", "csrf": csrf})
    assert answer.status_code == 422
    assert "This key is not one that counts" in answer.text


def test_an_asset_is_saved_and_shown(signed_in):
    saved = send(signed_in)
    assert saved.status_code == 200, saved.text
    assert "Saved" in saved.text
    assert "East Finchley" in saved.text
    assert "Field Hall" in signed_in.get("/wards/east-finchley").text


def test_who_goes_back_and_writes_something_else_loses_nothing(signed_in):
    page = signed_in.get("/field")
    assert "Saved" in send(signed_in, page).text
    again = send(signed_in, page, name="Second Hall", confirmed="yes")
    assert again.status_code == 422
    assert "To send this too, send it again." in again.text
    assert 'value="Second Hall"' in again.text
    assert "Saved" in send(signed_in, again, name="Second Hall", confirmed="yes").text
    assert "Second Hall" in signed_in.get("/wards/east-finchley").text


def test_pressing_twice_saves_once(signed_in):
    page = signed_in.get("/field")
    assert "Saved" in send(signed_in, page).text
    assert "Saved" in send(signed_in, page, confirmed="yes").text
    found = signed_in.get("/api/v1/assets?kind=hall").json()["features"]
    assert len(found) == 1


def test_a_likely_double_is_shown_before_saving(signed_in):
    send(signed_in)
    answer = send(signed_in, name="The Field Hall")
    assert "Is it one of these?" in answer.text
    assert "Nothing is saved yet" in answer.text
    assert len(signed_in.get("/api/v1/assets").json()["features"]) == 1
    assert "Saved" in send(signed_in, answer, name="The Field Hall", confirmed="yes").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Enter what it is called"),
        ({"kind": ""}, "Choose what kind of thing it is"),
        ({"postcode": ""}, "Enter a postcode, or use where you are"),
        ({"postcode": "N2 8ZZ"}, "not in the table of postcodes"),
        ({"postcode": "nonsense"}, "postcode"),
        ({"lon": "51.6", "lat": "-0.2"}, "swapped"),
        ({"lon": "-0.5", "lat": "51.2"}, "outside the borough"),
        ({"email": "nobody"}, "not an e-mail address"),
    ],
)
def test_a_mistake_loses_nothing(signed_in, wrong, sentence):
    answer = send(signed_in, **wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'href="#' in answer.text
    for name in ("name", "summary"):
        if name not in wrong:
            assert TYPED[name] in answer.text


def test_an_ended_session_keeps_what_was_typed(signed_in, token):
    page = signed_in.get("/field")
    signed_in.cookies.clear()
    answer = send(signed_in, page)
    assert answer.status_code == 401
    assert "What you wrote is kept" in answer.text
    carried = ("next", "kept.submission", *(f"kept.{name}" for name in TYPED))
    kept = {name: hidden(answer, name) for name in ("csrf", *carried)}
    resumed = signed_in.post("/sign-in/key", data={**kept, "token": token})
    assert "Big and warm" in resumed.text
    again = {name: hidden(resumed, name) for name in ("csrf", "submission", *TYPED)}
    assert "Saved" in signed_in.post("/field", data=again).text


def test_a_form_from_elsewhere_is_not_taken(signed_in):
    page = signed_in.get("/field")
    submission = hidden(page, "submission")
    answer = signed_in.post("/field", data={**TYPED, "csrf": "x", "submission": submission})
    assert answer.status_code == 403
    assert "What you wrote is kept" in answer.text
    assert TYPED["summary"] in answer.text
    assert signed_in.get("/api/v1/assets").json()["features"] == []


def test_signing_out_ends_the_session(signed_in):
    csrf = hidden(signed_in.get("/field"), "csrf")
    cookie = dict(signed_in.cookies)
    assert "Sign in" in signed_in.post("/sign-out", data={"csrf": csrf}).text
    signed_in.cookies.update(cookie)
    assert signed_in.get("/field").url.path == "/sign-in"


PERSON = {"contact_name": "Invented Person", "phone": "020 7946 0001", "lawful_basis": "consent"}


def test_how_finely_it_is_shown_is_chosen_on_the_form(signed_in):
    saved = send(signed_in, precision="ward")
    assert "Everyone else sees: somewhere in East Finchley" in saved.text
    [hall] = signed_in.get("/api/v1/assets").json()["features"]
    assert hall["properties"]["precision"] == "ward"
    hidden_from_all = send(signed_in, name="Invented Refuge", precision="never")
    assert "Nobody can find it" in hidden_from_all.text
    assert "See its page" not in hidden_from_all.text
    finer = send(signed_in, name="Invented Group", kind="community-group", precision="exact")
    assert "Sent to be checked" in finer.text
    assert len(signed_in.get("/api/v1/assets").json()["features"]) == 1


def test_somebody_who_agreed_is_kept_with_when_and_how(signed_in):
    agreed = {"consent_on": "2/3/2026", "consent_how": "told me", "audience": "stewards"}
    assert "Saved" in send(signed_in, **PERSON, **agreed).text
    [hall] = signed_in.get("/api/v1/assets").json()["features"]
    assert "Invented Person" not in signed_in.get(f"/api/v1/assets/{hall['id']}").text
    with transaction() as session:
        kept = session.execute(
            text("SELECT name, audience, lawful_basis, consent_on, consent_how "
                 "FROM register.contact")
        ).one()  # fmt: skip
    assert kept == ("Invented Person", "stewards", "consent", date(2026, 3, 2), "told me")


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"consent_on": ""}, "consent_on", "Say when and how the person agreed"),
        ({"consent_on": "soon"}, "consent_on", "When they agreed"),
        ({"precision": "somewhere"}, "precision", "exact"),
    ],
)
def test_what_is_wrong_about_keeping_is_told_at_its_field(signed_in, wrong, field, sentence):
    agreed = {"consent_on": "2/3/2026", "consent_how": "told me"}
    answer = send(signed_in, **{**PERSON, **agreed, **wrong})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert sentence in answer.text
    assert "Invented Person" in answer.text


def test_who_it_is_for_is_chosen_on_the_form(signed_in):
    page = send(
        signed_in, age_from="5", age_to="11", groups=["children", "parents"], for_note="Free"
    )
    assert page.status_code == 200
    (asset,) = signed_in.get("/api/v1/search?group=children").json()["features"]
    whole = signed_in.get(f"/api/v1/assets/{asset['id']}").json()["properties"]["for_whom"]
    assert whole == {
        "age_from": 5, "age_to": 11, "groups": ["children", "parents"], "note": "Free"
    }  # fmt: skip


def test_who_it_is_for_is_kept_when_something_is_wrong(signed_in):
    page = send(signed_in, age_from="five", groups=["children"])
    assert page.status_code == 422
    assert 'id="age_from"' in page.text
    assert 'value="children" checked' in page.text
