"""What nobody needs any more is deleted: sessions and codes that ended, counts that ran out."""

from sqlalchemy import text
from sqlalchemy.orm import Session

ENDED = (
    "DELETE FROM register.sign_in WHERE expires_at < now()",
    "DELETE FROM register.one_time_code WHERE expires_at < now() - interval '1 day'",
    "DELETE FROM register.attempt WHERE until < now() - interval '1 day'",
)


def forget_ended(session: Session) -> None:
    """Delete what has ended; costs little when done often."""
    for statement in ENDED:
        session.execute(text(statement))
