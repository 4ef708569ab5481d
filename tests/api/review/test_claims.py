"""A group claims its entry by a code that is sent to the address on record."""

import re

from sqlalchemy import text
from starlette.testclient import TestClient

from register.database.engines import transaction
from tests.api.browsing import typed_fields
from tests.api.review_mails import TO, checks, mails, own


def claim_code():
    to, words = mails()[-1]
    assert to == TO
    return re.search(r"\d{4} \d{4}", words)[0]


def test_a_group_claims_its_entry(client, halls):
    address = f"{halls[0]['href']}/claim"
    asked = client.post(address, data=typed_fields(client.get(address)))
    assert "If we have an e-mail address" in asked.text
    sent = typed_fields(asked) | {"code": claim_code()}
    page = client.post(f"{address}/code", data=sent)
    assert page.url.path == "/own-entries"
    assert "First Hall" in page.text
    assert "Second Hall" not in page.text
    form = own(client, "First Hall", "change")
    done = client.post(form.url.path, data=typed_fields(form) | {"name": "Grand Hall"})
    assert "Thank you" in done.text or "reference" in done.text
    with transaction() as session:
        doors = session.execute(text("SELECT door, actor, status FROM register.proposal")).all()
    assert doors == [("contact", "contact", "waiting")]


def ask_to_claim(client, hall):
    address = f"{hall['href']}/claim"
    return client.post(address, data=typed_fields(client.get(address)))


def test_a_group_whose_address_is_for_stewards_alone_claims_its_entry(client, add):
    hall = add(name="Quiet Hall", contacts=[{"email": TO, "audience": "stewards"}]).json()
    asked = ask_to_claim(client, hall)
    sent = typed_fields(asked) | {"code": claim_code()}
    page = client.post(f"{hall['href']}/claim/code", data=sent)
    assert "Quiet Hall" in page.text
    assert TO not in page.text
    own(client, "Quiet Hall", "right")
    assert [(one.name, one.outcome) for one in checks()] == [("Quiet Hall", "correct")]


def test_who_withdrew_their_consent_gets_no_code_and_answers_nothing(client, add):
    hall = add(name="Quiet Hall", contacts=[{"email": TO, "audience": "stewards"}]).json()
    asked = ask_to_claim(client, hall)
    sent = typed_fields(asked) | {"code": claim_code()}
    with transaction() as session:
        session.execute(text("UPDATE register.contact SET consent_withdrawn_on = current_date"))
    assert client.post(f"{hall['href']}/claim/code", data=sent).status_code == 422
    ask_to_claim(client, hall)
    assert len(mails()) == 1


def test_a_claim_says_nothing_of_whether_there_is_an_address(client, add, halls):
    bare = add(name="Bare Hall").json()
    quiet = add(name="Quiet Hall", contacts=[{"email": TO, "audience": "stewards"}]).json()
    pages = []
    for hall in (halls[0], bare, quiet):
        asked = ask_to_claim(client, hall)
        said = re.sub(r'name="csrf" value="[^"]*"|(bare|first|quiet).hall[-\w]*', "",
                      asked.text, flags=re.IGNORECASE)  # fmt: skip
        pages.append((asked.status_code, said))
    assert pages[0] == pages[1] == pages[2]
    assert len(mails()) == 2


def test_a_claim_code_counts_once_in_the_browser_that_asked(client, halls):
    address = f"{halls[0]['href']}/claim"
    asked = client.post(address, data=typed_fields(client.get(address)))
    sent = typed_fields(asked) | {"code": claim_code()}
    with TestClient(client.app, raise_server_exceptions=False) as other:
        assert other.post(f"{address}/code", data=sent).status_code == 422
    browser = client.cookies.get("register_claim")
    assert client.post(f"{address}/code", data=sent).url.path == "/own-entries"
    client.cookies.set("register_claim", browser)
    assert client.post(f"{address}/code", data=sent).status_code == 422


def test_codes_for_an_entry_are_asked_for_a_few_times_a_day(client, halls):
    address = f"{halls[0]['href']}/claim"
    answers = [client.post(address, data=typed_fields(client.get(address))) for _ in range(6)]
    assert [one.status_code for one in answers].count(429) == 2
    assert len(mails()) == 4
    refused = answers[-1].text
    links = re.findall(r'<a href="#([^"]+)">[^<]*again', refused)
    assert links
    assert all(f'id="{one}"' in refused for one in links)
