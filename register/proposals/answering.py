"""Telling whoever suggested something, and everybody, what became of it."""

from sqlalchemy.orm import Session

from register.assets.staging import prepare_staging, touch
from register.proposals.found import FoundProposal
from register.publishing.decisions import project_decisions, project_voices

TOUCH = "INSERT INTO touched_asset VALUES (:id)"


def publish_decision(session: Session, proposal: FoundProposal, status: str) -> None:
    """Bring the public list of decisions up to date, once ``status`` is written down."""
    if proposal.door != "suggestion" or status == "asked":
        return
    if proposal.asset_id is None:
        project_voices(session, proposal.id)
        return
    prepare_staging(session)
    touch(session, TOUCH, id=proposal.asset_id)
    project_decisions(session)
