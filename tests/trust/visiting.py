"""People at the sign-in page of a site that can send mails: what attacks on it are made of."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

from httpx2 import Client, Response
from sqlalchemy import text
from starlette.testclient import TestClient

from api.app import create_app
from api.sessions import COOKIE, form_proof
from register.database.engines import transaction
from register.people.accounts import add_account, set_password
from register.people.secrets_at_rest import find_unsealed
from register.settings import settings

PASSWORD = "correct horse battery"


@contextmanager
def visiting() -> Iterator[TestClient]:
    """A browser on a site that can send mails."""
    with sending_mail(), TestClient(create_app(), raise_server_exceptions=False) as client:
        yield client


@contextmanager
def sending_mail() -> Iterator[None]:
    """A mail server is named, and no workers send: the outbox is read instead."""
    found = settings()
    before = found.mail_host, found.mail_from
    found.mail_host, found.mail_from = "127.0.0.1", "register@example.org"
    try:
        yield
    finally:
        found.mail_host, found.mail_from = before


def account(role: str = "builder", *, password: str = "") -> tuple[UUID, str]:
    """A new account; answers its id and address."""
    email = f"{uuid4().hex}@example.org"
    with transaction() as session:
        account_id, _ = add_account(session, email, "Invented", role, actor="trust")
        if password:
            set_password(session, account_id, password, actor="trust")
    return account_id, email


def post(client: Client, path: str, **values: str) -> Response:
    """Send a form as the page would."""
    local = "testserver.local" if isinstance(client, TestClient) else None
    proof = form_proof(client.cookies.get(COOKIE, domain=local) or "")
    return client.post(path, data={"csrf": proof, **values}, follow_redirects=False)


def show(client: TestClient, secret: str) -> bool:
    """Whether this session still opens the account page."""
    client.cookies.clear()
    headers = {"Cookie": f"{COOKIE}={secret}"}
    return client.get("/account", headers=headers, follow_redirects=False).status_code == 200


def last_code(email: str) -> str:
    """The code in the last mail to an address."""
    with transaction() as session:
        kept = session.scalars(
            text("SELECT sealed_text FROM register.mail WHERE to_address = :to ORDER BY id DESC"),
            {"to": email},
        ).first()
    found = re.search(r"\d{4} \d{4}", find_unsealed("mail", kept) or "")
    assert found is not None
    return found[0]


def forget_places() -> None:
    """All of this comes from one place, which is not what is measured here."""
    with transaction() as session:
        session.execute(text("DELETE FROM register.attempt"))
