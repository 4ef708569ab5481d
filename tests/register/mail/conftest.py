"""A real SMTP server, which keeps what it is given and can be told to refuse or to hang up."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from register.settings import Settings


@dataclass
class Letterbox:
    """What came in; ``answers`` are given first, one a mail, instead of taking it."""

    mails: list[Message] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == "hang up":
            self.mails.append(message_from_bytes(envelope.content))
            server.transport.abort()
            return "250 OK"
        if answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content))
        return answer


@contextmanager
def open_letterbox() -> Iterator[Letterbox]:
    """The server, for as long as the block runs."""
    box = Letterbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@pytest.fixture
def letterbox() -> Iterator[Letterbox]:
    with open_letterbox() as box:
        yield box


@pytest.fixture
def posting_settings(database: Settings, letterbox: Letterbox) -> Settings:
    return database.model_copy(
        update={
            "mail_host": "127.0.0.1",
            "mail_port": letterbox.port,
            "mail_security": "none",
            "mail_from": "register@example.org",
            "mail_allowed": "@example.org",
        }
    )
