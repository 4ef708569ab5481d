"""Ann Noone, who does not exist, all over the register; and Bo Noone, who must stay."""

import pytest
from sqlalchemy import text

from register.assets.values import AssetDraft
from register.mail.outbox import queue_mail
from register.people.account_questions import account_by_id
from register.people.accounts import add_account
from register.people.sign_ins import sign_in
from register.people.tokens import create_token
from register.privacy import files
from register.proposals.additions import add_asset
from register.proposals.submitting import Wish, submit
from register.proposals.suggesting import report_problem, say_what_is_missing
from register.settings import settings
from tests.register.proposals.conftest import HALL, person

EMAIL, NAME = "Ann.Noone@example.org", "Ann Noone"
ANN = {"name": NAME, "email": EMAIL.lower(), "phone": "020 7946 0100", "audience": "public"}
BO = {"name": "Bo Noone", "email": "bo@example.org", "audience": "public"}
BOSS = person("administrator")


@pytest.fixture(autouse=True)
def own_list(tmp_path, monkeypatch, database):
    """Each test has a list of erasures, and files, of its own; the key stays the same."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setattr("register.privacy.erasures.list_file", lambda: folder / "erasures.jsonl")
    own = settings().model_copy(update={"data_dir": folder})
    monkeypatch.setattr(files, "settings", lambda: own)
    return folder


def add(session, **values):
    draft = AssetDraft.model_validate({**HALL, **values})
    return add_asset(session, draft, holder=BOSS, door="field").asset_id


def change(session, asset_id, holder=BOSS, **values):
    wish = Wish("change", asset_id, values, words=values.pop("words", ""))
    return submit(session, wish, holder=holder, door="field" if holder else "suggestion")


def fill(session):
    """Ann in every place where somebody can be; answers the assets by name."""
    hall = add(session, contacts=[ANN, BO], summary=f"Ask {NAME}, or write to {EMAIL}.")
    old = add(session, name="Old Hall", contacts=[ANN])
    change(session, old, contacts=[BO], words=f"{NAME} has moved away")
    gift = add(session, name="Harp lessons", kind="skill-or-gift", contacts=[ANN])
    named = add(session, name=f"{NAME} Garden", kind="park")
    other = add(session, name="Other Hall", contacts=[BO])
    change(session, hall, person("builder", may_publish=False), contacts=[ANN, {**BO, "role": "x"}])
    add_asset(
        session,
        AssetDraft.model_validate({**HALL, "name": "Waits", "contacts": [ANN]}),
        holder=person("builder", may_publish=False),
        door="api",
    )
    report_problem(session, other, f"I am {NAME} and this is wrong", email=EMAIL.lower())
    say_what_is_missing(session, "idea", ["ward:hendon"], "A bench", email=EMAIL.lower())
    account_id, _ = add_account(session, EMAIL, NAME, "builder", actor="test")
    holder = account_by_id(session, account_id).holder()
    sign_in(session, holder, "Firefox", method="code")
    create_token(
        session, "builder", f"Feed of {NAME}", may_publish=False, days=30, account_id=account_id
    )
    queue_mail(session, EMAIL, "Your suggestion", "There is an answer")
    queue_mail(session, "bo@example.org", "A message", "Hello", reply_to=EMAIL)
    return {"hall": hall, "old": old, "gift": gift, "named": named, "other": other,
            "account": account_id}  # fmt: skip


def everything(session):
    """All that the private and the public schema say, in one text."""
    tables = session.scalars(
        text(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables "
            "WHERE table_schema IN ('register', 'published')"
        )
    ).all()
    return {
        table: session.scalar(text(f"SELECT string_agg(t::text, ' ') FROM {table} AS t")) or ""
        for table in tables
    }
