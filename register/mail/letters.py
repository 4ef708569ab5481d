"""The mails about accounts, in plain words."""

from sqlalchemy.orm import Session

from register.mail.outbox import link, queue_mail
from register.people.codes import INVITED_DAYS, MINUTES

CODE = """Your code is {code}

Type it into the page that asked for it. It works once, for {minutes} minutes.

If you did not ask for a code, you need not do anything. Never tell it to anybody.
"""
INVITATION = """You are invited to help keep the register of community assets.

1. Go to {address}
2. Type this code: {code}

It works once, for {days} days.
If you did not expect this, you need not do anything.
"""


def mail_code(session: Session, email: str, code: str) -> None:
    """Send a code to sign in with; after ten minutes nobody needs it."""
    shown = f"{code[:4]} {code[4:]}"
    words = CODE.format(code=shown, minutes=MINUTES)
    queue_mail(session, email, "Your code to sign in", words, hours=MINUTES / 60)


def mail_invitation(session: Session, email: str, code: str) -> None:
    """Send the code that opens a new account.

    The link does not hold it: programs that look through mails open links, and some press buttons.
    """
    address = link("/invitation")
    words = INVITATION.format(address=address, code=code, days=INVITED_DAYS)
    queue_mail(session, email, "Your invitation", words, hours=24 * INVITED_DAYS)
