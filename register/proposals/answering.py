"""Telling whoever suggested something, and everybody, what became of it."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.assets.staging import prepare_staging, touch
from register.mail.outbox import link, queue_mail
from register.people.holders import Holder
from register.proposals.found import FoundProposal
from register.proposals.proposers import find_proposer
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
OWN = "/account/proposals"
DECIDED_OWN = """There is an answer to something that you sent us.

Sign in and read it here: {address}

You get this mail because you have an account with us.
"""
ASKED_OWN = """We have a question about something that you sent us.

Sign in, and read it and answer here: {address}

You get this mail because you have an account with us.
"""
ANSWER, QUESTION = "An answer to what you sent us", "A question about what you sent us"
# A steward may decide fifty at once: one mail leads to all the answers. Questions are never held.
TOLD_LATELY = """
SELECT EXISTS (SELECT FROM register.mail WHERE to_address = :email AND subject = :subject
    AND status IN ('waiting', 'sending', 'sent') AND created_at > now() - interval '10 minutes')
"""


def tell_of_decision(
    session: Session, proposal: FoundProposal, status: str, decider: Holder
) -> None:
    """Tell of a decision, or of a question, that is written down: by mail, whoever has an account
    or a resident who gave an address; and everybody on the public list of decisions.
    """
    if proposal.door not in ("suggestion", "contact"):
        _mail_account(session, proposal, status, decider)
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


def _mail_account(session: Session, proposal: FoundProposal, status: str, decider: Holder) -> None:
    """Write to whoever proposed it, but not of what they have decided themselves."""
    proposer = find_proposer(session, proposal)
    if proposer is None or not proposer.email or proposer.is_holder(decider):
        return
    subject = QUESTION if status == "asked" else ANSWER
    told = {"email": proposer.email, "subject": subject}
    if status != "asked" and session.scalars(text(TOLD_LATELY), told).one():
        return
    words = ASKED_OWN if status == "asked" else DECIDED_OWN
    queue_mail(session, proposer.email, subject, words.format(address=link(OWN)))


def _mail_suggester(session: Session, proposal: FoundProposal, status: str) -> None:
    email = session.scalars(text(EMAIL), {"id": proposal.id}).first()
    if email is None or proposal.reference is None:
        return
    shown = shown_reference(proposal.reference)
    words = ASKED if status == "asked" else DECIDED
    subject = "A question about your suggestion" if status == "asked" else "Your suggestion"
    said = words.format(reference=shown, address=link(f"/suggestions/{shown}"))
    queue_mail(session, email, subject, said)
