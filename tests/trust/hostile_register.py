"""A register in which every text that people may type is a payload, each with a number of its own.

The number says which payload and which field: ``PER_PAYLOAD`` fields to a payload.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text

from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.people.accounts import add_account
from register.people.tokens import create_token
from register.proposals.additions import add_asset
from register.proposals.deciding import approve_proposal, ask_for_more, reject_proposal
from register.proposals.submitting import Wish, submit
from register.proposals.suggesting import report_problem, say_what_is_missing
from tests.trust.canary_register import BOSS, NEWCOMER, WARD
from tests.trust.payloads import NUMBER

PER_PAYLOAD = 100
# Three spots for the lists of a map's popups, which show sixty each.
SPOTS = ((-0.1660, 51.5915), (-0.1680, 51.5925), (-0.1700, 51.5905))
FIELDS = (
    "name", "summary", "address", "contact name", "contact role", "phone", "email", "website",
    "opening times", "how to join", "cost", "languages", "for whom", "reason of a change",
    "suggestion", "answer to everybody", "reason of a decision", "question", "idea",
    "name of an account", "label of a key", "proposed name", "proposed summary", "proposed address",
    "typed",
)  # fmt: skip
REFERENCE = "SELECT id FROM register.proposal WHERE reference = :reference"


@dataclass
class HostileRegister:
    """What was put in: payloads by their place in the list, assets and references by payload."""

    payloads: Sequence[str]
    slugs: dict[int, str] = field(default_factory=dict)
    references: list[str] = field(default_factory=list)

    def text(self, number: int, what: str) -> str:
        """The payload with its number for this field."""
        own = number * PER_PAYLOAD + FIELDS.index(what)
        return self.payloads[number].replace(NUMBER, str(own))


def fill(payloads: Sequence[str]) -> HostileRegister:
    """One entry for each payload, what people say of it, and an account."""
    made = HostileRegister(payloads)
    for number in range(len(payloads)):
        asset_id = _asset(made, number)
        _change(made, number, asset_id)
        _suggestions(made, number, asset_id)
        _account(made, number)
    return made


def _asset(made: HostileRegister, number: int) -> UUID:
    lon, lat = SPOTS[number // 60 % len(SPOTS)]

    def said(what: str) -> str:
        return made.text(number, what)

    packed = "".join(said("email").split())
    contact = {
        "name": said("contact name"),
        "role": said("contact role"),
        "phone": said("phone"),
        "email": f"{packed.replace('@', '')}@example.org",
        "website": f"https://example.org/{said('website')}",
        "audience": "public",
    }
    draft = AssetDraft.model_validate(
        {
            "name": said("name"),
            "kind": "hall",
            "summary": said("summary"),
            "address": said("address"),
            "lon": lon,
            "lat": lat,
            "contacts": [contact],
            "for_whom": {"note": said("for whom")},
            "details": {
                "opening_times": said("opening times"),
                "how_to_join": said("how to join"),
                "cost": said("cost"),
                "languages": said("languages"),
            },
        }
    )
    with transaction() as session:
        done = add_asset(session, draft, holder=BOSS, door="field")
    assert done.asset_id is not None
    made.slugs[number] = str(done.slug)
    return done.asset_id


def _change(made: HostileRegister, number: int, asset_id: UUID) -> None:
    """One change that is done, and one that waits."""
    done = {"address": f"7 {made.text(number, 'address')}"}
    waits = {
        "name": made.text(number, "proposed name"),
        "summary": made.text(number, "proposed summary"),
        "address": made.text(number, "proposed address"),
    }
    words = made.text(number, "reason of a change")
    with transaction() as session:
        submit(session, Wish("change", asset_id, done, 1, words=words), holder=BOSS, door="field")
        wish = Wish("change", asset_id, waits, 2, words=words)
        submit(session, wish, holder=NEWCOMER, door="api")


def _suggestions(made: HostileRegister, number: int, asset_id: UUID) -> None:
    """One waits, one is approved, one rejected, of one something was asked."""
    words, idea = made.text(number, "suggestion"), made.text(number, "idea")
    answer = made.text(number, "answer to everybody")
    reason, question = made.text(number, "reason of a decision"), made.text(number, "question")
    with transaction() as session:
        report_problem(session, asset_id, words)
        references = [
            report_problem(session, asset_id, words),
            say_what_is_missing(session, "idea", [WARD], idea),
            report_problem(session, asset_id, words),
        ]
        found = [
            session.scalars(text(REFERENCE), {"reference": reference}).one()
            for reference in references
        ]
        approve_proposal(session, found[0], BOSS)
        reject_proposal(session, found[1], BOSS, reason, answer)
        ask_for_more(session, found[2], BOSS, question)
    made.references += references


def _account(made: HostileRegister, number: int) -> None:
    with transaction() as session:
        name, label = made.text(number, "name of an account"), made.text(number, "label of a key")
        account, _ = add_account(
            session, f"hostile{number}-{id(made)}@example.org", name, "builder", actor="trust"
        )
        create_token(session, "builder", label, may_publish=False, days=1, account_id=account)
