"""What a trial of a route needs beyond the route itself: things that are somebody's, or somewhere.

A route declared with only_own, not_own or in_scope has an entry here. It is given the caller's
account and whether the thing is theirs (or in the ward steward's own ward), makes the thing, and
answers the values of the path and the form; with them a caller who may is answered below 400.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.people.holders import Holder
from register.people.secrets_at_rest import hashed
from register.proposals.additions import Addition, add_asset
from register.proposals.submitting import Wish, submit
from tests.api.callers import new_account, new_session, new_token

Values = dict[str, Any]
Maker = Callable[[UUID | None, bool, bool], tuple[Values, Values]]


def _owner(account_id: UUID | None, is_own: bool) -> UUID:
    return account_id if account_id is not None and is_own else new_account()


def _session(account_id: UUID | None, is_own: bool, _in_ward: bool) -> tuple[Values, Values]:
    secret = new_session(_owner(account_id, is_own))
    with transaction() as session:
        found = session.scalars(
            text("SELECT id FROM register.sign_in WHERE hash = :hash"), {"hash": hashed(secret)}
        ).one()
    return {"sign_in_id": found}, {}


def _token(account_id: UUID | None, is_own: bool, _in_ward: bool) -> tuple[Values, Values]:
    secret = new_token(_owner(account_id, is_own))
    with transaction() as session:
        found = session.scalars(
            text("SELECT id FROM register.token WHERE hash = :hash"), {"hash": hashed(secret)}
        ).one()
    return {"token_id": found}, {}


def _account(form: Callable[[], Values]) -> Maker:
    def made(account_id: UUID | None, is_own: bool, _in_ward: bool) -> tuple[Values, Values]:
        return {"account_id": _owner(account_id, is_own)}, form()

    return made


PLACES = {True: {"postcode": "N2 8AB"}, False: {"lon": -0.2275, "lat": 51.584}}
BOSS = Holder(uuid4(), "test", "administrator", True)


def _hall(in_ward: bool) -> Addition:
    """A public hall in the ward steward's ward, or in another one."""
    draft = AssetDraft.model_validate({"name": "Invented Hall", "kind": "hall", **PLACES[in_ward]})
    with transaction() as session:
        return add_asset(session, draft, holder=BOSS, door="field")


def _proposal(_account: UUID | None, _is_own: bool, in_ward: bool) -> tuple[Values, Values]:
    hall = _hall(in_ward).asset_id
    assert hall is not None
    with transaction() as session:
        wish = Wish("change", hall, {"name": "Renamed Hall"})
        done = submit(session, wish, holder=None, door="suggestion")
    return {"proposal_id": done.proposal_id}, {"decision": "reject", "reason": "No."}


# As if it was asked while they still could answer: who is suspended is not asked any more.
ASKED = "UPDATE register.proposal SET status = 'asked' WHERE id = :id"


def _own_question(account_id: UUID | None, is_own: bool, _in_ward: bool) -> tuple[Values, Values]:
    """A change that somebody sent and is asked about, and an answer to it."""
    owner = _owner(account_id, is_own)
    hall = _hall(True).asset_id
    assert hall is not None
    with transaction() as session:
        sender = Holder(owner, "test", "builder", False, (), owner, is_token=False)
        wish = Wish("change", hall, {"name": "Renamed Hall"})
        done = submit(session, wish, holder=sender, door="field")
        session.execute(text(ASKED), {"id": done.proposal_id})
    return {"proposal_id": done.proposal_id}, {"words": "Since May."}


NEWEST_KEY = """
SELECT id FROM register.token WHERE account_id = :account_id ORDER BY created_at DESC LIMIT 1
"""


def _question_to_key(account_id: UUID | None, is_own: bool, _w: bool) -> tuple[Values, Values]:
    """The same, sent with the key that the caller shows, or with somebody else's."""
    owner = _owner(account_id, is_own)
    if owner != account_id:
        new_token(owner)
    hall = _hall(True).asset_id
    assert hall is not None
    with transaction() as session:
        key = session.scalars(text(NEWEST_KEY), {"account_id": owner}).one()
        sender = Holder(key, "test", "builder", False, (), owner)
        wish = Wish("change", hall, {"name": "Renamed Hall"})
        done = submit(session, wish, holder=sender, door="api")
        session.execute(text(ASKED), {"id": done.proposal_id})
    return {"proposal_id": done.proposal_id}, {"words": "Since May."}


def _state(_account: UUID | None, _is_own: bool, in_ward: bool) -> tuple[Values, Values]:
    return {"slug": _hall(in_ward).slug}, {"action": "close"}


def _sharing(_account: UUID | None, _is_own: bool, in_ward: bool) -> tuple[Values, Values]:
    return {"slug": _hall(in_ward).slug}, {"form": "precision", "precision": "ward"}


TRIALS: dict[str, Maker] = {
    "/api/v1/proposals/{proposal_id}/answer": _question_to_key,
    "/api/v1/proposals/{proposal_id}/decision": _proposal,
    "/queue/{proposal_id}": _proposal,
    "/queue/{proposal_id}/edit": _proposal,
    "/queue/{proposal_id}/map": _proposal,
    "/assets/{slug}/history": _state,
    "/assets/{slug}/sharing": _sharing,
    "/account/sessions/{sign_in_id}/end": _session,
    "/account/tokens/{token_id}/revoke": _token,
    "/account/proposals/{proposal_id}": _own_question,
    "/people/{account_id}/role": _account(lambda: {"role": "analyst"}),
    "/people/{account_id}/scopes": _account(dict),
    "/people/{account_id}/address": _account(lambda: {"email": f"{uuid4().hex}@example.org"}),
    "/people/{account_id}/suspend": _account(dict),
    "/people/{account_id}/resume": _account(dict),
    "/people/{account_id}/invite": _account(dict),
    "/people/{account_id}/second-step/end": _account(dict),
}
