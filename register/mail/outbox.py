"""Writing mails into the outbox, in the transaction of the change that they tell of."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.mail.queueing import queue_job
from register.people.secrets_at_rest import sealed
from register.settings import Settings, settings

SEAL = "mail"
HOURS = 72

ADD = """
INSERT INTO register.mail (to_address, subject, sealed_text, sealed_reply_to, sealed_unsubscribe,
    expires_at)
VALUES (:to_address, :subject, :sealed_text, :sealed_reply_to, :sealed_unsubscribe, :expires_at)
RETURNING id
"""


def queue_mail(
    session: Session,
    to_address: str,
    subject: str,
    words: str,
    *,
    hours: float = HOURS,
    reply_to: str = "",
    unsubscribe: str = "",
) -> int:
    """Put a mail in the outbox; answers its number. It is given up after so many hours.

    Write no personal detail into it: mails are forwarded. Say what is ready, and link to it with
    `link`. Nothing happens to it until the transaction commits. With ``reply_to`` it is somebody
    else's message passed on: once it is sent or given up, neither address is kept.
    With ``unsubscribe``, the address of a page, it is one of many like it that people may stop.
    """
    values = {
        "to_address": to_address,
        "subject": subject,
        "sealed_text": sealed(SEAL, words),
        "sealed_reply_to": sealed(SEAL, reply_to) if reply_to else None,
        "sealed_unsubscribe": sealed(SEAL, unsubscribe) if unsubscribe else None,
        "expires_at": datetime.now(UTC) + timedelta(hours=hours),
    }
    mail_id = int(session.scalars(text(ADD), values).one())
    queue_job(session, mail_id, is_bulk=bool(unsubscribe))
    return mail_id


def link(path: str) -> str:
    """The whole address of a page, from our settings: never from what a request says."""
    return settings().site_url + path


def may_receive(chosen: Settings, address: str) -> bool:
    """Whether a mail may go there: outside production only to ASSETS_MAIL_ALLOWED.

    That lists addresses, and whole domains as ``@example.com``.
    """
    if chosen.environment == "production":
        return True
    allowed = {part.strip().lower() for part in chosen.mail_allowed.split(",") if part.strip()}
    return address.lower() in allowed or "@" + address.lower().rpartition("@")[2] in allowed
