"""Writing to a group on its page: nothing typed is lost, and no address is ever told."""

import re

import pytest
from sqlalchemy import text

from register.database.engines import transaction
from register.people.limits import Limit
from tests.api.test_suggest import fields, the_proposal

ADDRESS = "hall@example.org"
CONTACTS = [
    {"email": ADDRESS, "role": "Bookings", "audience": "public"},
    {"email": "secretary@example.org", "audience": "stewards"},
]


@pytest.fixture
def hall(add):
    return add(contacts=CONTACTS).json()


@pytest.fixture(autouse=True)
def _a_mail_server(monkeypatch, emptied):
    chosen = emptied.model_copy(update={"mail_host": "127.0.0.1", "mail_from": "r@example.org"})
    monkeypatch.setattr("api.pages.write.settings", lambda: chosen)


def write(client, hall, **typed):
    page = client.get(f"{hall['href']}/write")
    assert page.status_code == 200
    sent = fields(page) | {"words": "Is it free?", "reply_to": "ann@example.org"} | typed
    return client.post(str(page.url), data=sent)


def mails():
    with transaction() as session:
        return session.scalars(text("SELECT to_address FROM register.mail")).all()


def test_the_page_leads_to_the_form_and_the_form_to_the_contact(client, hall):
    assert f"{hall['href']}/write" in client.get(hall["href"]).text
    form = client.get(f"{hall['href']}/write").text
    assert "To: Bookings" in form
    assert "on its way" in write(client, hall).text
    assert mails() == [ADDRESS]


def test_no_public_answer_tells_an_address(client, hall):
    ward = next(key for key in of(client, hall)["localities"] if key.startswith("ward:"))
    slug = ward.partition(":")[2]
    addresses = [
        hall["href"],
        f"{hall['href']}/write",
        f"/suggest{hall['href'].removeprefix('/assets')}",
        f"/api/v1/assets/{hall['id']}",
        "/api/v1/assets",
        f"/wards/{slug}",
        *(f"/wards/{slug}/list.{form}" for form in ("csv", "geojson")),
        *(f"/reports/wards/{slug}/report.{form}" for form in ("csv", "geojson", "html")),
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert ADDRESS.partition("@")[0] + "@" not in answer.text, address
        assert "secretary@" not in answer.text, address
    for answer in (write(client, hall), write(client, hall, words="")):
        assert ADDRESS not in answer.text


def of(client, hall):
    return client.get(f"/api/v1/assets/{hall['id']}").json()["properties"]


def test_a_contact_that_can_be_written_to_has_an_id_and_no_address(client, hall):
    [contact] = of(client, hall)["contacts"]
    assert set(contact) == {"id", "role"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"words": ""}, "Write your message"),
        ({"reply_to": "ann"}, "name@example.com"),
        ({"contact": ""}, "Choose whom"),
        ({"contact": "00000000-0000-0000-0000-000000000000"}, "This contact has changed"),
        ({"words": "www.a.example " * 3}, "web addresses"),
    ],
)
def test_nothing_typed_is_lost(client, hall, typed, sentence):
    answer = write(
        client, hall, **({"words": "My own words", "reply_to": "me@example.org"} | typed)
    )
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "There is a problem" in answer.text
    for name, value in {"words": "My own words", "reply_to": "me@example.org"}.items():
        assert (value in answer.text) == (name not in typed)
    assert mails() == []


def test_two_contacts_are_told_apart(client, add):
    hall = add(contacts=[{"email": "a@example.org", "audience": "public", "role": "Treasurer"},
                         {"email": "b@example.org", "audience": "public"}]).json()  # fmt: skip
    form = client.get(f"{hall['href']}/write").text
    assert "Treasurer" in form
    radio = r'value="([0-9a-f-]{36})"[^>]*>\s*<label[^>]*>\s*(.*?)\s*</label>'
    chosen = {label: value for value, label in re.findall(radio, form, re.DOTALL)}
    write(client, hall, contact=chosen["Treasurer"])
    assert mails() == ["a@example.org"]


def test_machines_and_floods_are_kept_out(client, hall, monkeypatch):
    assert "on its way" in write(client, hall, nickname="Bot").text
    assert mails() == []
    monkeypatch.setattr("register.contacting.limits.FROM_PLACE", Limit("message from place", 1, 60))
    write(client, hall)
    answer = write(client, hall, words="Again and again")
    assert answer.status_code == 429
    assert "Again and again" in answer.text
    assert len(mails()) == 1


def test_a_form_of_another_site_is_refused(client, hall):
    answer = client.post(f"{hall['href']}/write", data={"words": "x", "reply_to": "a@example.org"})
    assert answer.status_code != 200
    assert mails() == []


def test_where_nobody_can_be_written_to_there_is_no_form(client, add):
    quiet = add(contacts=[{"phone": "020 7946 0001", "audience": "public"}]).json()
    assert "/write" not in client.get(quiet["href"]).text
    assert "Nobody can be written to" in client.get(f"{quiet['href']}/write").text
    secret = add(name="Other", lon=-0.21, precision="never", contacts=CONTACTS).json()
    assert client.get(f"{secret['href']}/write").status_code == 404


def test_without_a_mail_server_it_says_so_and_keeps_the_words(client, hall, monkeypatch, emptied):
    page = client.get(f"{hall['href']}/write")
    sent = fields(page) | {"words": "My own words", "reply_to": "a@example.org"}
    monkeypatch.setattr("api.pages.write.settings", lambda: emptied)
    answer = client.post(str(page.url), data=sent)
    assert answer.status_code == 503
    assert "My own words" in answer.text
    assert "cannot send" in client.get(f"{hall['href']}/write").text


def test_a_new_address_is_suggested_without_seeing_the_old_one(client, hall):
    page = client.get(f"/suggest{hall['href'].removeprefix('/assets')}")
    assert ADDRESS not in page.text
    answer = client.post(str(page.url), data=fields(page) | {"email": "new@example.org"})
    assert "Thank you" in answer.text
    wanted = the_proposal()["changes"]["contacts"]["to"]
    assert [one for one in wanted if one.get("audience") == "public"] == [
        {"role": "Bookings", "email": "new@example.org", "audience": "public"}
    ]
    unchanged = client.post(str(page.url), data=fields(page) | {"submission": ""})
    assert "Nothing is different" in unchanged.text
