"""Reports of a problem with an entry, by whoever sends them: also that it has closed."""

from sqlalchemy.orm import Session

from api.pages.forms import Sent
from register.assets.drafts import Fault, InvalidDraft
from register.database.retrying import in_transaction
from register.people.holders import Holder
from register.proposals.public_values import PublicValues
from register.proposals.submitting import Outcome, Wish, submit
from register.proposals.suggesting import report_problem
from register.verification.answering import check_pass
from register.verification.passes import Pass

TOPICS = ("closed", "place", "contact", "other")


def door_of(holder: Holder | None, held: Pass | None) -> str:
    """By which door somebody comes: signed in, as a contact, or as a resident."""
    return "field" if holder else "contact" if held else "suggestion"


def take_report(
    holder: Holder | None, shown: PublicValues, sent: Sent, email: str, held: Pass | None
) -> Outcome:
    """Keep a report with who it is from; "It has closed" is done at once for who decides there.

    Raises InvalidDraft, NotOpen and NoPass.
    """
    topic, words = sent.get("topic"), sent.get("words")
    if topic not in TOPICS:
        raise InvalidDraft([Fault("topic", "Choose what is wrong")])
    door = door_of(holder, held)
    to_tell = "" if holder else email  # who has an account is written to there

    def say(session: Session) -> Outcome:
        if held is not None:
            check_pass(session, held, shown.id)
        if topic == "closed":
            wish = Wish("close", shown.id, words=words[:2000], email=to_tell)
            return submit(session, wish, holder=holder, door=door)
        reference = report_problem(
            session, shown.id, words, topic=topic, email=to_tell, holder=holder, door=door
        )
        return Outcome(shown.id, None, reference=reference or None)

    return in_transaction(say)
