"""Full files over HTTP: for analysts and administrators only, noted, and never kept on the way."""

import csv
import io

import openpyxl
import pytest

from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.people.account_questions import account_log
from register.people.holders import Holder
from register.people.tokens import create_token
from register.proposals.additions import add_asset
from register.proposals.suggesting import say_what_is_missing
from tests.api.browsing import Browser
from tests.api.callers import new_account, new_token

WARD = "finchley-church-end"
WARD_FILES = f"/reports/wards/{WARD}/full."
WHOLE = "/reports/full."


@pytest.fixture
def known(client):
    """A hall with contacts for everybody, partners and stewards; a hidden one; a person."""
    boss = Holder(new_account("administrator"), "test", "administrator", True)
    at = {"lon": -0.2, "lat": 51.6}

    def contact(audience):
        return {"email": f"for-{audience}@example.org", "audience": audience}

    drafts = (
        {
            "name": "Canary Hall",
            "kind": "hall",
            "contacts": [contact(one) for one in ("public", "partners", "stewards")],
            **at,
        },
        {
            "name": "Canary Never",
            "kind": "hall",
            "precision": "never",
            **at,
            "contacts": [{"email": "for-never@example.org", "audience": "partners"}],
        },
        {"name": "Canary Private", "kind": "community-group", "precision": "none", **at},
        {"name": "Canary Skill", "kind": "skill-or-gift", **at},
        {"name": "Canary Everywhere", "kind": "hall", "serves": ["ward:hendon"]},
    )
    with transaction() as session:
        for draft in drafts:
            made = AssetDraft.model_validate(draft)
            add_asset(session, made, holder=boss, door="field")
        say_what_is_missing(
            session, "idea", [f"ward:{WARD}"], "Canary idea", email="resident@example.org"
        )


@pytest.fixture
def analyst(client):
    return Browser(client, new_account("analyst"))


@pytest.fixture
def boss(client):
    return Browser(client, new_account("administrator"))


def sheets(answer):
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return {sheet.title: str([*sheet.iter_rows(values_only=True)]) for sheet in book}


def rows(answer):
    return [*csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))]


@pytest.mark.parametrize(
    "address", [WARD_FILES + form for form in ("xlsx", "csv", "geojson", "html")]
    + [WHOLE + "xlsx", WHOLE + "csv"],
)  # fmt: skip
def test_each_file_is_marked_saved_and_never_kept(known, analyst, address):
    answer = analyst.get(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "not-public" in answer.headers["content-disposition"]
    assert int(answer.headers["content-length"]) == len(answer.content)
    said = str(sheets(answer)) if address.endswith("xlsx") else answer.text
    assert "NOT PUBLIC" in said
    assert "Canary Private" in said
    for kept in ("Canary Skill", "Canary Never", "for-never", "for-stewards", "resident@"):
        assert kept not in said


@pytest.mark.parametrize("address", [WARD_FILES + "csv", WHOLE + "csv", "/reports/full"])
def test_nobody_else_gets_one(client, known, address):
    for role in ("builder", "steward"):
        refused = Browser(client, new_account(role)).get(address)
        assert refused.status_code == 403
        assert "Canary" not in refused.text
    client.cookies.clear()
    assert "Canary" not in client.get(address).text


def test_the_cache_keeps_none_of_it(client, known, analyst):
    assert "Canary Private" in analyst.get(WARD_FILES + "csv").text
    client.cookies.clear()
    assert "Canary Private" not in client.get(WARD_FILES + "csv").text


@pytest.mark.parametrize("address", [WARD_FILES + "xlsx", WHOLE + "xlsx"])
def test_an_analyst_gets_contacts_for_partners_at_most(known, analyst, boss, address):
    contacts = sheets(analyst.get(address))["Contacts NOT PUBLIC"]
    assert "for-public@example.org" in contacts
    assert "for-partners@example.org" in contacts
    assert "for-stewards@example.org" not in contacts
    everything = sheets(boss.get(address))
    assert "for-stewards@example.org" in everything["Contacts NOT PUBLIC"]
    assert "for-never@example.org" in everything["Contacts NOT PUBLIC"]
    assert "Canary Never" in everything["Full list NOT PUBLIC"]
    assert "Canary Skill" not in str(everything)


@pytest.mark.parametrize("address", [WARD_FILES + "xlsx", WHOLE + "xlsx"])
def test_what_people_said_is_on_a_sheet_of_its_own(known, analyst, address):
    said = {name for name, words in sheets(analyst.get(address)).items() if "Canary idea" in words}
    assert said == {"Missing, ideas NOT PUBLIC"}


def test_the_whole_register_has_every_entry_once(known, boss):
    found = rows(boss.get(WHOLE + "csv"))
    assert [row["Name"].removeprefix("Canary ") for row in found] == [
        "Everywhere", "Hall", "Never", "Private",
    ]  # fmt: skip
    assert [row["Listed as"] for row in found] == ["serves here", *["located here"] * 3]
    assert all(row["Marking"] for row in found)


def test_each_download_is_noted_in_the_account(client, known):
    account = new_account("analyst")
    assert Browser(client, account).get(WARD_FILES + "csv").status_code == 200
    with transaction() as session:
        actions = [(row["action"], row["detail"]) for row in account_log(session, account)]
    assert ("full file downloaded", f"ward-{WARD}-full-not-public.csv") in actions
    assert f"ward-{WARD}-full" in Browser(client, account).get("/account").text


ABSENT = ("/reports/wards/nowhere/full.csv", "/reports/wards/%00/full.csv")


@pytest.mark.parametrize("address", [*ABSENT, WARD_FILES + "docx", WHOLE + "geojson"])
def test_what_is_not_there_is_a_sentence(known, analyst, address):
    answer = analyst.get(address)
    assert answer.status_code == 404
    assert "There is no" in answer.text


def test_the_page_leads_to_every_file_and_the_account_to_the_page(client, known, analyst):
    page = analyst.get("/reports/full").text
    for form in ("xlsx", "csv", "geojson", "html"):
        assert f'href="{WARD_FILES}{form}"' in page
    assert f'href="{WHOLE}csv"' in page
    assert 'href="/reports/full"' in analyst.get("/account").text
    assert (
        'href="/reports/full"' not in Browser(client, new_account("steward")).get("/account").text
    )


def test_a_program_gets_them_with_a_key_for_reports(client, known):
    account = new_account("analyst")
    for address in (WARD_FILES, WHOLE):
        asked = f"/api/v1{address}csv"
        key = {"Authorization": f"Bearer {new_token(account, scopes=['reports:read'])}"}
        answer = client.get(asked, headers=key)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "private, no-store"
        assert "Canary Private" in [row["Name"] for row in rows(answer)]
        other = {"Authorization": f"Bearer {new_token(account, scopes=['assets:write'])}"}
        assert client.get(asked, headers=other).status_code == 403
        assert client.get(asked).status_code == 401


def test_a_key_of_the_command_line_works_too(client, known):
    with transaction() as session:
        secret = create_token(session, "analyst", "nightly", may_publish=False, days=1)
    answer = client.get(f"/api/v1{WHOLE}csv", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
