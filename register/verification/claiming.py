"""A group claims its entry: a code goes to the addresses on record, and who has it is let in."""

import secrets
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.database.engines import transaction
from register.mail.outbox import queue_mail
from register.people.codes import MINUTES, TRIES, only_code
from register.people.limits import (
    CODE_ASKED_FROM_PLACE,
    CODE_TRIED_FROM_PLACE,
    Limit,
    admit,
    give_back,
)
from register.people.secrets_at_rest import hashed, keyed, new_secret
from register.people.signing_in import ASKED_TOO_OFTEN, TOO_OFTEN, WRONG_CODE, Refused
from register.verification.addresses import address_mark, addresses_on_record, is_contact
from register.verification.passes import new_pass

DIGITS = 8
MOST_ADDRESSES = 5
ASKED_FOR_ENTRY = Limit("claim code for entry", 4, 24 * 60)
SUBJECT = "Your code for your entry"
WORDS = """Your code is {code}

Type it into the page that asked for it. It works once, for {minutes} minutes. It lets you say what
is right about an entry that this address is a contact of.

If you did not ask for a code, you need not do anything. Never tell it to anybody.
"""
ADD = """
INSERT INTO register.claim_code
    (asset_id, address_hash, code_hash, browser_hash, expires_at, tries_left)
VALUES (:asset_id, :address_hash, :code_hash, :browser_hash,
    now() + make_interval(mins => :minutes), :tries)
"""
# The rows stay locked until the end of the transaction: of many tries at once, one is first.
TRY = """
UPDATE register.claim_code SET tries_left = tries_left - 1
WHERE browser_hash = :browser_hash AND asset_id = :asset_id
    AND expires_at > clock_timestamp() AND tries_left > 0
RETURNING id, address_hash, code_hash
"""
USED = "DELETE FROM register.claim_code WHERE browser_hash = :browser_hash"


def ask_claim_code(asset_id: UUID, place: str) -> str | Refused:
    """Send a code to each address on record; answers the secret for the browser in any case.

    Whether there is an address, and which, is not told.
    """
    within = [
        admit(CODE_ASKED_FROM_PLACE, place),
        admit(ASKED_FOR_ENTRY, str(asset_id)),
    ]
    if not all(within):
        return Refused(ASKED_TOO_OFTEN, is_limit=True)
    browser = new_secret()
    with transaction() as session:
        emails = sorted(addresses_on_record(session, [asset_id]).get(asset_id, set()))
        for email in emails[:MOST_ADDRESSES]:
            _send(session, asset_id, email, browser)
    return browser


def _send(session: Session, asset_id: UUID, email: str, browser: str) -> None:
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    values = {
        "asset_id": asset_id,
        "address_hash": address_mark(email),
        "code_hash": keyed("claim code", browser, code),
        "browser_hash": hashed(browser),
        "minutes": MINUTES,
        "tries": TRIES,
    }
    session.execute(text(ADD), values)
    words = WORDS.format(code=f"{code[:4]} {code[4:]}", minutes=MINUTES)
    queue_mail(session, email, SUBJECT, words, hours=MINUTES / 60)


def claim_entry(asset_id: UUID, browser: str, typed: str, place: str) -> str | Refused:
    """Let in who has the code, in the browser that asked; answers the secret of its pass."""
    if not admit(CODE_TRIED_FROM_PLACE, place):
        return Refused(TOO_OFTEN, is_limit=True)
    code = only_code(typed)
    with transaction() as session:
        values = {"browser_hash": hashed(browser), "asset_id": asset_id}
        right = keyed("claim code", browser, code)
        rows = session.execute(text(TRY), values).all()
        marks = [row.address_hash for row in rows if secrets.compare_digest(row.code_hash, right)]
        if not marks or not is_contact(session, asset_id, marks[0]):
            return Refused(WRONG_CODE)
        session.execute(text(USED), {"browser_hash": hashed(browser)})
        give_back(session, CODE_TRIED_FROM_PLACE, place)
        return new_pass(session, marks[0], asset_ids=(asset_id,))
