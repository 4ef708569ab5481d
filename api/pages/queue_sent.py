"""What a steward sent about a proposal: as an approval, and as words to be read again."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.pages.field_words import field_label
from api.pages.forms import Sent
from api.pages.queue_words import EDIT
from frontend.words import PRECISIONS, capital, moment
from register.assets.fields import fields_from
from register.people.holders import Holder
from register.proposals.applying import value_mark
from register.proposals.authors import REVIEWER
from register.proposals.deciding import Approval, Choice
from register.proposals.errors import NotOpen
from register.proposals.found import FoundProposal, proposal_by_id
from register.proposals.line_ends import as_a_form_sends

DECISIONS = {"approve": "Approve", "reject": "Reject", "ask": "Ask for more"}
DID = {
    "approved": "approved this",
    "rejected": "rejected this",
    "superseded": "looked at this, and it was done already,",
}
STAYS = {"current": "Keep what it says now", "proposed": "Take what is proposed"}
NOT_SAVED = "What you sent now is not saved, and changes nothing"
GROWN = (
    "What is proposed is not what you were shown: its source has said more since. "
    "Look at it as it is now, then approve again"
)
Lines = tuple[tuple[str, str], ...]


class ProposalGrown(NotOpen):
    """What is proposed has changed since the form was shown: it waits to be looked at again."""


def proposal_mark(found: FoundProposal) -> str:
    """A digest of what is proposed, for the form to carry along."""
    return value_mark([found.changes, found.draft])


def refuse_grown(session: Session, proposal_id: UUID, sent: Sent) -> None:
    """Lock a proposal that still says what the form has shown of it; raises ProposalGrown."""
    found = proposal_by_id(session, proposal_id, lock=True)
    seen = sent.get("seen_proposal")
    if seen and found.is_open and seen != proposal_mark(found):
        raise ProposalGrown(GROWN)


def approval_sent(found: FoundProposal, sent: Sent) -> Approval:
    """How the steward means to approve, by the form of the proposal's page."""
    proposed = _proposed(found)
    otherwise = _otherwise(found, sent)
    edits: dict[str, Any] = {n: typed for n, typed in otherwise.items() if n in proposed}
    if (precision := sent.get("edit.precision")) != sent.get("was.precision"):
        edits["precision"] = precision or None
    return Approval(
        edits=edits,
        choices=choices_sent(sent),
        seen_version=version_sent(sent),
        reason=sent.get("reason"),
        public_answer=sent.get("public_answer"),
        is_turned=sent.get("keep") == "asset",
    )


def _proposed(found: FoundProposal) -> dict[str, Any]:
    if found.action == "add":
        return fields_from(found.draft)
    return {name: pair.get("to") for name, pair in found.changes.items()}


def _otherwise(found: FoundProposal | None, sent: Sent) -> dict[str, str]:
    """The texts that say something else than was proposed; all where it may not be looked at."""
    proposed = _proposed(found) if found else {}
    return {
        name: typed
        for name, typed in sent.below(EDIT).items()
        if name != "precision" and typed != as_a_form_sends(proposed.get(name) or "")
    }


def choices_sent(sent: Sent) -> dict[str, Choice]:
    """Which value stays of each field that has met another change."""
    return {
        name: "proposed" if choice == "proposed" else "current"
        for name, choice in sent.below("choice.").items()
    }


def version_sent(sent: Sent) -> int | None:
    """The version of the asset that was looked at."""
    version = sent.get("seen_version")
    return int(version) if version.isdecimal() and len(version) < 9 else None


def written(sent: Sent, found: FoundProposal | None) -> Lines:
    """What was typed and chosen on the proposal's page, with labels, to read and to copy."""
    kind = found.kind if found else None
    lines = [(field_label(n, kind), typed) for n, typed in _otherwise(found, sent).items()]
    if (precision := sent.get("edit.precision")) != sent.get("was.precision"):
        label = field_label("precision", kind)
        lines.append((label, PRECISIONS.get(precision, "As is usual for its kind")))
    lines += [
        (f"{field_label(name, kind)}: which stays", STAYS[choice])
        for name, choice in choices_sent(sent).items()
    ]
    if sent.get("keep") == "asset":
        lines.append(("Which of the two stays", "This one"))
    lines.append(("Your decision", DECISIONS.get(sent.get("decision"), "")))
    lines += [("Why", sent.get("reason")), ("What everybody may read", sent.get("public_answer"))]
    typed_names = {field_label(name, kind) for name in _otherwise(found, sent)}
    return tuple((capital(label), said) for label, said in lines if said or label in typed_names)


def has_written(sent: Sent) -> bool:
    """Whether the form of the proposal's page holds any words of the steward's own."""
    return bool(sent.get("reason") or sent.get("public_answer") or sent.below(EDIT))


def meanwhile(found: FoundProposal, holder: Holder, names: dict[str, str]) -> str:
    """What became of it before this was sent: who decided what, and when."""
    is_own = found.decided_by == holder.actor
    who = "You have already" if is_own else f"{names.get(found.decided_by or '', REVIEWER)} has"
    when = f", {moment(found.decided_at)}" if found.decided_at else ""
    return f"{who} {DID[found.status]}{when}. {NOT_SAVED}"
