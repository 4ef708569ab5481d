"""Passing a message on to a public contact of a public asset, by mail, and keeping none of it.

Whom it goes to is looked up here, by the id of the contact: no address is ever taken from a form,
so this cannot be made to send anywhere else. The subject is ours, the text is plain, and the
sender's address stands only in Reply-To, checked to be one address and nothing more.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.drafts import Fault, InvalidDraft
from register.contacting.errors import NobodyToWriteTo, TooManyMessages
from register.contacting.limits import ONCE, find_excess
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.mail.outbox import queue_mail
from register.people.accounts import normal_address
from register.people.errors import InvalidAddress
from register.people.limits import COUNT
from register.people.secrets_at_rest import keyed

LONGEST_WORDS = 4000
MOST_LINKS = 2
HOURS = 24
SUBJECT = "A message from the community asset register"
WORDS = """Somebody wrote to {asset} on the community asset register.
Answer this mail, and your answer goes to them. We have not checked who they are, and we have not
told them your address.

-----

{words}
"""

# What is public decides, so the public schema is asked first; only the address is elsewhere.
ADDRESS = """
SELECT c.email, p.name FROM published.public_asset AS p
JOIN register.contact AS c ON c.asset_id = p.id
WHERE p.slug = :slug AND c.id = :contact_id AND c.audience = 'public' AND c.email <> ''
    AND c.consent_withdrawn_on IS NULL
    AND p.contacts @> jsonb_build_array(jsonb_build_object('id', c.id))
"""
SENT = "SELECT FROM register.attempt WHERE key = :key AND until > clock_timestamp()"
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
# One mailbox: nothing that could end a header, name a second address or need quoting.
_ONE_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class Message:
    """What somebody writes to a contact. ``submission`` is made once a form: sent twice, it
    goes once.
    """

    slug: str
    contact_id: UUID
    words: str
    reply_to: str
    submission: UUID | None = None


def checked_message(message: Message) -> Message:
    """The message as it may go; raises InvalidDraft with every fault at once."""
    words = _CONTROL.sub("", message.words.replace("\r\n", "\n").replace("\r", "\n")).strip()
    faults = []
    if sentence := _wrong_with(words):
        faults.append(Fault("words", sentence))
    reply_to = ""
    try:
        reply_to = normal_address(message.reply_to)
        if not _ONE_ADDRESS.fullmatch(reply_to):
            raise InvalidAddress("Enter an e-mail address, like name@example.com.")
    except InvalidAddress as reason:
        faults.append(Fault("reply_to", str(reason)))
    if faults:
        raise InvalidDraft(faults)
    return Message(message.slug, message.contact_id, words, reply_to, message.submission)


def _wrong_with(words: str) -> str:
    if not words:
        return "Write your message."
    if len(words) > LONGEST_WORDS:
        return f"Your message is too long: use at most {LONGEST_WORDS:,} characters."
    if len(_LINK.findall(words)) > MOST_LINKS:
        return f"Your message has too many web addresses: use at most {MOST_LINKS}."
    return ""


def pass_on(message: Message, place: str) -> None:
    """Put a message in the outbox, once for each submission. ``place`` is where it comes from.

    Raises InvalidDraft, NobodyToWriteTo and TooManyMessages. Commits.
    """
    checked = checked_message(message)
    with transaction() as session:
        if _was_sent(session, checked.submission):
            return
        address, _ = _address(session, checked)
    if excess := find_excess(place, address, checked.words):
        raise TooManyMessages(excess)
    in_transaction(lambda session: _queue(session, checked))


def _address(session: Session, message: Message) -> tuple[str, str]:
    values = {"slug": message.slug, "contact_id": message.contact_id}
    row = session.execute(text(ADDRESS), values).first()
    if row is None or not _ONE_ADDRESS.fullmatch(row.email):
        raise NobodyToWriteTo("This contact has changed. Choose again whom to write to.")
    return row.email, row.name


def _was_sent(session: Session, submission: UUID | None) -> bool:
    """Whether this very form went before: then it counts against no limit again."""
    if submission is None:
        return False
    return (
        session.execute(text(SENT), {"key": keyed(ONCE.name, str(submission))}).first() is not None
    )


def _queue(session: Session, message: Message) -> None:
    if message.submission is not None and not _is_first(session, message.submission):
        return
    address, asset = _address(session, message)
    words = WORDS.format(asset=" ".join(asset.split()), words=message.words)
    queue_mail(session, address, SUBJECT, words, hours=HOURS, reply_to=message.reply_to)


def _is_first(session: Session, submission: UUID) -> bool:
    """Counted in the transaction of the mail: what did not go may be sent again."""
    values = {"key": keyed(ONCE.name, str(submission)), "minutes": ONCE.minutes}
    return int(session.scalars(text(COUNT), values).one()) <= ONCE.most
