"""Sending what is in the outbox: each mail by one worker, tried again while it surely did not go.

A mail is claimed, and that committed, before the server hears of it. If the line breaks after the
text was handed over nobody can know whether it went: it is marked unknown and never sent twice.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime

from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from sqlalchemy import text
from sqlalchemy.orm import Session

from register.mail.notify import ANSWER_TO, post_by_notify
from register.mail.outbox import SEAL, may_receive
from register.people.secrets_at_rest import find_unsealed
from register.settings import Settings

TIMEOUT_SECONDS = 30
# An address in a header that is folded, or written in another coding, is no address any more.
UNFOLDED = default.clone(max_line_length=990)

# Whatever the queue says: a mail that is being sent, or was, is claimed by nobody again.
CLAIM = """
UPDATE register.mail SET status = 'sending', tries = tries + 1, due_at = now() + interval '10 min'
WHERE id = :id AND status = 'waiting' AND expires_at > now()
RETURNING id, to_address, subject, sealed_text, tries, sealed_reply_to, sealed_unsubscribe
"""
# The text is gone once nobody needs it: it may hold a code. Of a message that was passed on for
# somebody the addresses are gone too.
EMPTIED = """sealed_text = '', sealed_reply_to = NULL, sealed_unsubscribe = NULL,
    to_address = CASE WHEN sealed_reply_to IS NULL THEN to_address ELSE '' END"""
END = f"""
UPDATE register.mail SET status = :status, ended_at = now(), problem = :problem, {EMPTIED}
WHERE id = :id AND status = 'sending'
"""  # noqa: S608 (a constant)
LATER = """
UPDATE register.mail SET status = 'waiting', problem = :problem
WHERE id = :id AND status = 'sending'
"""
GIVE_UP = f"""
UPDATE register.mail SET ended_at = now(), {EMPTIED},
    status = CASE WHEN status = 'sending' THEN 'unknown' ELSE 'expired' END
WHERE status = 'sending' AND due_at <= now() OR status = 'waiting' AND expires_at <= now()
"""  # noqa: S608 (a constant)


@dataclass(frozen=True)
class ClaimedMail:
    id: int
    to_address: str
    subject: str
    sealed_text: bytes
    tries: int
    sealed_reply_to: bytes | None = None
    sealed_unsubscribe: bytes | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a mail: a status to keep, or ``waiting`` for a later try."""

    status: str
    problem: str = ""


class TryLater(Exception):
    """The mail surely did not go: its job is to be run again."""


def claim_mail(session: Session, mail_id: int) -> ClaimedMail | None:
    """The mail, now ours to send; None when it waits no more. Commit at once."""
    row = session.execute(text(CLAIM), {"id": mail_id}).mappings().first()
    return None if row is None else ClaimedMail(**row)


def record_outcome(session: Session, mail: ClaimedMail, outcome: Outcome) -> None:
    """Write down what became of a mail."""
    values = {"id": mail.id, "problem": outcome.problem}
    if outcome.status == "waiting":
        session.execute(text(LATER), values)
    else:
        session.execute(text(END), {**values, "status": outcome.status})


def give_up_old(session: Session) -> None:
    """End mails that came too late, and those whose sender died while sending."""
    session.execute(text(GIVE_UP))


@dataclass(frozen=True)
class Opened:
    """What was sealed in a mail; of no use to anybody once it is sent."""

    words: str
    reply_to: str = ""
    unsubscribe: str = ""


def find_opened(mail: ClaimedMail) -> Opened | None:
    """The words of a mail and the addresses in its headers; None with another key."""
    sealed = (mail.sealed_text, mail.sealed_reply_to, mail.sealed_unsubscribe)
    parts = [find_unsealed(SEAL, part) if part else "" for part in sealed]
    if any(part is None for part in parts):
        return None
    return Opened(*(part or "" for part in parts))


def written(mail: ClaimedMail, opened: Opened, chosen: Settings) -> EmailMessage:
    """The mail as it goes over the wire: text alone, with nobody's name.

    A mail of many alike can be stopped by one press in any mail program: RFC 8058.
    """
    message = EmailMessage(policy=UNFOLDED)
    message["From"] = chosen.mail_from
    message["To"] = mail.to_address
    if opened.reply_to:
        message["Reply-To"] = opened.reply_to
    if opened.unsubscribe:
        message["List-Unsubscribe"] = f"<{opened.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<register-{mail.id}@{chosen.mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(opened.words)
    return message


async def post(mail: ClaimedMail, chosen: Settings) -> Outcome:
    """Hand one mail to Notify or to the server, and say what became of it."""
    if not may_receive(chosen, mail.to_address):
        return Outcome("refused", "not on ASSETS_MAIL_ALLOWED")
    opened = find_opened(mail)
    if opened is None:
        return Outcome("refused", "sealed with another key")
    if chosen.uses_notify:
        return await _by_notify(mail, opened, chosen)
    try:
        raw = written(mail, opened, chosen).as_bytes()
    except ValueError:  # an address or subject that no header can hold
        return Outcome("refused", "not a mail")
    return await _hand_over(mail.to_address, raw, chosen)


async def _by_notify(mail: ClaimedMail, opened: Opened, chosen: Settings) -> Outcome:
    words = opened.words
    if opened.reply_to:
        words = ANSWER_TO.format(words=words, reply_to=opened.reply_to)
    given = (mail.id, mail.to_address, mail.subject, words, opened.unsubscribe, chosen)
    return Outcome(*await asyncio.to_thread(post_by_notify, *given))


async def _hand_over(to_address: str, raw: bytes, chosen: Settings) -> Outcome:
    is_handed_over = False
    client = SMTP(
        hostname=chosen.mail_host,
        port=chosen.mail_port,
        username=chosen.mail_username or None,
        password=chosen.mail_password.get_secret_value() or None,
        use_tls=chosen.mail_security == "tls",
        start_tls=chosen.mail_security == "starttls",
        timeout=TIMEOUT_SECONDS,
    )
    try:
        await client.connect()
        await client.mail(chosen.mail_from)
        await client.rcpt(to_address)
        is_handed_over = True
        await client.data(raw)
    except SMTPResponseException as answer:  # the server said what it thinks: it did not take it
        return Outcome("refused" if answer.code >= 500 else "waiting", f"answer {answer.code}")
    except (SMTPException, OSError) as trouble:
        return Outcome("unknown" if is_handed_over else "waiting", type(trouble).__name__)
    finally:
        client.close()
    return Outcome("sent")
