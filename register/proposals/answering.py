"""Telling whoever suggested something, and everybody, what became of it."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.staging import prepare_staging, touch
from register.mail.outbox import link, queue_mail
from register.proposals.found import FoundProposal
from register.proposals.references import shown_reference
from register.publishing.decisions import project_decisions, project_voices

TOUCH = "INSERT INTO touched_asset VALUES (:id)"
EMAIL = "SELECT email FROM register.suggester WHERE proposal_id = :id"

# A mail is forwarded, and read over shoulders: it says that there is an answer, not which.
DECIDED = """There is an answer to your suggestion {reference}.

Read it here: {address}

You gave us this e-mail address to tell you. We do not use it for anything else.
"""
ASKED = """We have a question about your suggestion {reference}.

Read it and answer here: {address}

You gave us this e-mail address to tell you. We do not use it for anything else.
"""


def tell_of_decision(session: Session, proposal: FoundProposal, status: str) -> None:
    """Tell of a decision, or of a question, that is written down: a resident by mail where they
    gave an address, and everybody on the public list of decisions.
    """
    if proposal.door not in ("suggestion", "contact"):
        return
    _mail_suggester(session, proposal, status)
    if status == "asked" or proposal.door == "contact":
        return
    if proposal.asset_id is None:
        project_voices(session, proposal.id)
        return
    prepare_staging(session)
    touch(session, TOUCH, id=proposal.asset_id)
    project_decisions(session)


def _mail_suggester(session: Session, proposal: FoundProposal, status: str) -> None:
    email = session.scalars(text(EMAIL), {"id": proposal.id}).first()
    if email is None or proposal.reference is None:
        return
    shown = shown_reference(proposal.reference)
    words = ASKED if status == "asked" else DECIDED
    subject = "A question about your suggestion" if status == "asked" else "Your suggestion"
    said = words.format(reference=shown, address=link(f"/suggestions/{shown}"))
    queue_mail(session, email, subject, said)
