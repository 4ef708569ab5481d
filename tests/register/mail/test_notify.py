"""Mails by GOV.UK Notify, against a stand-in that answers as its documentation says it does.

`POST /v2/notifications/email` answers 201 with an id, errors come as a status with a list of what
is wrong: https://docs.notifications.service.gov.uk/python.html. Notify itself was not asked.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import jwt
import pytest
from sqlalchemy import text

from api.jobs import send_waiting
from register.database.engines import transaction
from register.mail.outbox import queue_mail
from register.settings import Settings

SERVICE, KEY = str(uuid4()), str(uuid4())
TEMPLATE = str(uuid4())


@dataclass
class StandIn:
    """What Notify was sent; ``answers`` are statuses given first, 0 hangs up."""

    sent: list[dict] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def notify() -> Iterator[StandIn]:
    stand_in = StandIn()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            token = self.headers["Authorization"].removeprefix("Bearer ")
            assert jwt.decode(token, KEY, algorithms=["HS256"])["iss"] == SERVICE
            status = stand_in.answers.pop(0) if stand_in.answers else 201
            stand_in.sent.append({"path": self.path, "status": status, **body})
            if status == 0:
                self.connection.close()
                return
            said = {"id": str(uuid4()), "reference": body["reference"]}
            if status != 201:
                said = {"status_code": status, "errors": [{"error": "E", "message": "m"}]}
            answer = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_given):
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield stand_in
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def chosen(emptied: Settings, notify: StandIn) -> Settings:
    values = {
        "notify_api_key": f"a_key-{SERVICE}-{KEY}",
        "notify_template_id": TEMPLATE,
        "notify_url": notify.url,
        "mail_allowed": "@example.org",
        "mail_bulk_per_minute": 100_000,
    }
    return Settings.model_validate({**emptied.model_dump(), **values})


def queue(to="ann@example.org", **given):
    with transaction() as session:
        return queue_mail(session, to, "A subject", "Some words\n", **given)


def send(chosen):
    asyncio.run(send_waiting(chosen))


def state(mail_id):
    with transaction() as session:
        question = text("SELECT status, problem, sealed_text FROM register.mail WHERE id = :id")
        return session.execute(question, {"id": mail_id}).one()


def test_a_mail_goes_as_notify_wants_it(chosen, notify):
    mail_id = queue(unsubscribe="https://example.org/review/stop/abc")
    send(chosen)
    [sent] = notify.sent
    assert sent == {
        "path": "/v2/notifications/email",
        "status": 201,
        "email_address": "ann@example.org",
        "template_id": TEMPLATE,
        "personalisation": {"subject": "A subject", "message": "Some words\n"},
        "reference": f"register-{mail_id}",
        "one_click_unsubscribe_url": "https://example.org/review/stop/abc",
    }
    assert (state(mail_id).status, state(mail_id).sealed_text) == ("sent", b"")


def test_a_message_passed_on_says_where_the_answer_goes(chosen, notify):
    queue(reply_to="asker@example.org")
    send(chosen)
    assert "To answer, write to asker@example.org" in notify.sent[0]["personalisation"]["message"]


@pytest.mark.parametrize(
    ("status", "then"),
    [(429, "waiting"), (500, "waiting"), (503, "waiting"), (400, "refused"), (403, "refused"),
     (0, "unknown")],
)  # fmt: skip
def test_what_notify_does_not_take(chosen, notify, status, then):
    notify.answers = [status]
    mail_id = queue()
    send(chosen)
    assert state(mail_id).status == then
    with transaction() as session:
        session.execute(text("UPDATE jobs.procrastinate_jobs SET scheduled_at = NULL"))
    send(chosen)
    assert len(notify.sent) == (2 if then == "waiting" else 1)
    assert state(mail_id).status == ("sent" if then == "waiting" else then)


def test_notify_that_is_away_is_asked_again(chosen, notify):
    mail_id = queue()
    send(chosen.model_copy(update={"notify_url": "http://127.0.0.1:1"}))
    assert state(mail_id).status == "waiting"


def test_outside_production_only_the_allowed_get_mail_by_notify_either(chosen, notify):
    mail_id = queue("somebody@elsewhere.example")
    send(chosen)
    assert notify.sent == []
    assert state(mail_id).problem == "not on ASSETS_MAIL_ALLOWED"
