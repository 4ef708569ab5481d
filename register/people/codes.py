"""Codes by mail: typed by hand, once, soon, in the browser that asked for them."""

import secrets
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.people.secrets_at_rest import hashed, keyed, new_secret

DIGITS = 8
MINUTES = 10
TRIES = 5
INVITED_DAYS = 7
# No letters that are mistaken for others when read out or copied.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
INVITATION_LETTERS = 16

ADD = """
INSERT INTO register.one_time_code
    (purpose, account_id, hash, browser_hash, expires_at, tries_left)
VALUES (:purpose, :account_id, :hash, :browser_hash,
    now() + make_interval(mins => :minutes), :tries)
"""
# The row stays locked until the end of the transaction: of many at once, one is first.
TRY = """
UPDATE register.one_time_code SET tries_left = tries_left - 1
WHERE browser_hash = :browser_hash AND purpose = 'sign_in' AND used_at IS NULL
    AND expires_at > clock_timestamp() AND tries_left > 0
RETURNING id, account_id, hash
"""
USE = "UPDATE register.one_time_code SET used_at = clock_timestamp() WHERE id = :id"
ACCEPT = """
UPDATE register.one_time_code SET used_at = clock_timestamp()
WHERE hash = :hash AND purpose = 'invitation' AND used_at IS NULL
    AND expires_at > clock_timestamp()
RETURNING account_id
"""
WITHDRAW = "DELETE FROM register.one_time_code WHERE account_id = :id"
WITHDRAW_INVITATIONS = """
DELETE FROM register.one_time_code WHERE account_id = :id AND purpose = 'invitation'
"""


def only_code(typed: str) -> str:
    """What was typed without spaces and dashes, as people copy a code.

    >>> only_code(" 1234 5678 "), only_code("abcd-efgh")
    ('12345678', 'ABCDEFGH')
    """
    return "".join(char for char in typed[:60].upper() if char.isalnum())


def new_code(session: Session, account_id: UUID | None) -> tuple[str, str]:
    """A code to send, and the secret for the browser that asked.

    Without an account, for an address that is not known, the same is done and nothing opens.
    """
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    browser = new_secret()
    values = {
        "purpose": "sign_in",
        "account_id": account_id,
        "hash": keyed("code", browser, code),
        "browser_hash": hashed(browser),
        "minutes": MINUTES,
        "tries": TRIES,
    }
    session.execute(text(ADD), values)
    return code, browser


def use_code(session: Session, browser: str, typed: str) -> UUID | None:
    """Whose code this is; None if it is wrong, used, too old or from another browser.

    Commit whatever comes of it: the try counts.
    """
    row = session.execute(text(TRY), {"browser_hash": hashed(browser)}).first()
    if row is None or not secrets.compare_digest(
        row.hash, keyed("code", browser, only_code(typed))
    ):
        return None
    if row.account_id is None:
        return None
    session.execute(text(USE), {"id": row.id})
    found: UUID = row.account_id
    return found


def new_invitation(session: Session, account_id: UUID) -> str:
    """A code that opens a new account, in groups of four; earlier ones count no more."""
    session.execute(text(WITHDRAW_INVITATIONS), {"id": account_id})
    letters = [secrets.choice(LETTERS) for _ in range(INVITATION_LETTERS)]
    values = {
        "purpose": "invitation",
        "account_id": account_id,
        "hash": keyed("invitation", "".join(letters)),
        "browser_hash": None,
        "minutes": INVITED_DAYS * 24 * 60,
        "tries": 1,
    }
    session.execute(text(ADD), values)
    return "-".join("".join(letters[at : at + 4]) for at in range(0, INVITATION_LETTERS, 4))


def accept_invitation(session: Session, typed: str) -> UUID | None:
    """Whose invitation this is, used up now; None if it is not one that counts."""
    values = {"hash": keyed("invitation", only_code(typed))}
    found: UUID | None = session.scalars(text(ACCEPT), values).first()
    return found


def withdraw_codes(session: Session, account_id: UUID) -> None:
    """End every code of an account."""
    session.execute(text(WITHDRAW), {"id": account_id})
