"""The second step of signing in: codes of an app (TOTP, RFC 6238), each counted once."""

import time
from uuid import UUID

import pyotp
from sqlalchemy import text
from sqlalchemy.orm import Session

from register.people.secrets_at_rest import find_unsealed, sealed

SECONDS = 30
PURPOSE = "second step"
SECRET = "SELECT totp_secret FROM register.account WHERE id = :id"
# A code that was used, or an older one, is not taken again, by whichever worker.
PASS = """
UPDATE register.account SET totp_step = :step WHERE id = :id AND totp_step < :step RETURNING id
"""
KEEP = "UPDATE register.account SET totp_secret = :secret, totp_step = :step WHERE id = :id"


def new_key() -> str:
    """A key for an authenticator app, in base 32."""
    return pyotp.random_base32()


def app_address(key: str, email: str, issuer: str) -> str:
    """The otpauth: address that opens an app on the same phone."""
    return pyotp.TOTP(key).provisioning_uri(name=email, issuer_name=issuer)


def _step_of(key: str, typed: str) -> int | None:
    """The step that a code is for, one before and one after allowed: clocks differ."""
    code = "".join(char for char in typed[:20] if char.isdigit())
    now = int(time.time()) // SECONDS
    totp = pyotp.TOTP(key)
    fits = (step for step in (now, now - 1, now + 1) if totp.verify(code, for_time=step * SECONDS))
    return next(fits, None)


def begin_second_step(session: Session, account_id: UUID, key: str, typed: str) -> bool:
    """Ask for a second step from now on, if the app already shows the right code."""
    step = _step_of(key, typed)
    if step is None:
        return False
    values = {"id": account_id, "secret": sealed(PURPOSE, key), "step": step}
    session.execute(text(KEEP), values)
    return True


def end_second_step(session: Session, account_id: UUID) -> None:
    """Ask for no second step any more."""
    session.execute(text(KEEP), {"id": account_id, "secret": None, "step": 0})


def pass_second_step(session: Session, account_id: UUID, typed: str) -> bool:
    """Whether the code is right and was not used before."""
    kept = session.scalars(text(SECRET), {"id": account_id}).first()
    key = find_unsealed(PURPOSE, kept) if kept else None
    step = _step_of(key, typed) if key else None
    if step is None:
        return False
    return session.scalars(text(PASS), {"id": account_id, "step": step}).first() is not None
