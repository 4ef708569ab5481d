"""Erasing a person from everything but entries: suggestions, accounts, mails, imports."""

import json
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.people.secrets_at_rest import keyed
from register.privacy.errors import NotErasable
from register.privacy.holdings import Holding
from register.privacy.known_by import ERASED, KnownBy
from register.privacy.walking import without
from register.publishing.decisions import project_voices

LOCK_PROPOSALS = """
SELECT id FROM register.proposal WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE
"""
# A proposal about one person, or without what it proposed, is nothing that could be approved.
EMPTY_PROPOSALS = """
UPDATE register.proposal AS p SET draft = '{}', changes = '{}', reason = '',
    status = CASE WHEN p.decided_at IS NULL THEN 'rejected' ELSE p.status END,
    decided_by = coalesce(p.decided_by, :actor), decided_at = coalesce(p.decided_at, now())
WHERE p.id = ANY(:ids)
    AND EXISTS (SELECT FROM register.kind AS k WHERE k.slug = p.kind AND k.is_personal)
"""
OF_EMPTIED = """
SELECT p.id FROM register.proposal AS p
JOIN register.asset AS a ON a.id = p.asset_id JOIN register.kind AS k ON k.slug = a.kind
WHERE a.id = ANY(:ids) AND k.is_personal
"""
ABOUT = "SELECT DISTINCT asset_id FROM register.proposal WHERE id = ANY(:ids)"
# What a resident wrote goes with their address: it is theirs.
OWN_WORDS = """
UPDATE register.proposal_note SET words = :erased
WHERE proposal_id = :id AND speaker = 'proposer' AND words <> :erased
"""
NO_VOICE = "DELETE FROM published.decision WHERE id = :id AND asset_id IS NULL"
WRITE = """
UPDATE {table} AS t SET {columns}
FROM jsonb_populate_record(CAST(NULL AS {table}), CAST(:held AS jsonb)) AS r
WHERE to_jsonb({key}) = CAST(:key AS jsonb)
"""
DROP = "DELETE FROM {table} AS t WHERE to_jsonb({key}) = CAST(:key AS jsonb)"
REFERENCE = """
UPDATE register.row SET source_ref = :new WHERE source_id = :source_id AND source_ref = :old
"""
HELD_PERSONAL = """
DELETE FROM register.held_row AS h USING register.kind AS k
WHERE h.source_id = :source_id AND h.source_ref = :old
    AND k.slug = h.draft ->> 'kind' AND k.is_personal
"""
HELD_REFERENCE = """
UPDATE register.held_row SET source_ref = :new WHERE source_id = :source_id AND source_ref = :old
"""
OTHER_ADMINISTRATORS = """
SELECT count(*) FROM register.account
WHERE role = 'administrator' AND suspended_at IS NULL AND NOT id = ANY(:ids)
"""
IS_ADMINISTRATOR = """
SELECT count(*) FROM register.account
WHERE role = 'administrator' AND suspended_at IS NULL AND id = ANY(:ids)
"""
OF_ACCOUNT = (
    "DELETE FROM register.sign_in WHERE account_id = :id OR token_id IN "
    "(SELECT k.id FROM register.token AS k WHERE k.account_id = :id)",
    "DELETE FROM register.one_time_code WHERE account_id = :id",
    "DELETE FROM register.account_scope WHERE account_id = :id",
    "DELETE FROM register.mail AS m USING register.account AS a "
    "WHERE a.id = :id AND lower(m.to_address) = a.email",
    "UPDATE register.token SET revoked_at = coalesce(revoked_at, now()), label = :erased "
    "WHERE account_id = :id",
    "UPDATE register.account SET name = :erased, email = 'erased-' || id || '@erased.invalid', "
    "password_hash = NULL, totp_secret = NULL, oidc_subject = NULL, may_publish = false, "
    "suspended_at = coalesce(suspended_at, now()) WHERE id = :id",
)
DROPPED = ("register.suggester", "register.mail", "register.sign_in", "register.account_event")


def ids_of(kind: str, subjects: Iterable[str]) -> list[UUID]:
    """The ids among subjects such as ``asset 0b5...``."""
    return sorted(
        {UUID(one.partition(" ")[2]) for one in subjects if one.partition(" ")[0] == kind}
    )


def lock_proposals(session: Session, ids: Sequence[UUID]) -> None:
    """Nobody decides these until we end. Before assets are locked, as who decides does."""
    session.execute(text(LOCK_PROPOSALS), {"ids": list(ids)})


def erase_from_proposals(
    session: Session, ids: Sequence[UUID], emptied: Sequence[UUID], actor: str
) -> list[UUID]:
    """Empty proposals that are about one person, and what became public of suggestions about no
    asset; answers which assets the proposals are about.
    """
    of_emptied = session.scalars(text(OF_EMPTIED), {"ids": list(emptied)}).all()
    every = sorted({*ids, *of_emptied})
    session.execute(text(EMPTY_PROPOSALS), {"ids": every, "actor": actor})
    for one in every:
        if session.connection().execute(text(NO_VOICE), {"id": one}).rowcount:
            project_voices(session, one)
    found = session.scalars(text(ABOUT), {"ids": every}).all()
    return [asset_id for asset_id in found if asset_id is not None]


def erase_rows(session: Session, holdings: Iterable[Holding], known: KnownBy) -> None:
    """Rewrite or delete each row; those of assets and accounts have ways of their own."""
    for one in holdings:
        table = one.store.table
        if table == "register.suggester":
            session.execute(text(OWN_WORDS), {"id": one.key, "erased": ERASED})
        if table in DROPPED:
            statement = DROP.format(table=table, key=one.store.key)
            session.execute(text(statement), {"key": json.dumps(one.key)})
        elif table == "register.row":
            source_id, old = one.key
            values = {"source_id": source_id, "old": old, "new": reference_without(old)}
            session.execute(text(REFERENCE), values)
        else:
            _rewrite(session, one, known)
            if table == "register.held_row":
                _erase_held(session, one, known)


def _erase_held(session: Session, one: Holding, known: KnownBy) -> None:
    """What waits of one person goes; any other has from now on the reference that its row has."""
    source_id, old = one.key
    values = {"source_id": source_id, "old": old, "new": reference_without(old)}
    session.execute(text(HELD_PERSONAL), values)
    if known.is_in(old):
        session.execute(text(HELD_REFERENCE), values)


def reference_without(reference: str) -> str:
    """What stands for a source's reference that names somebody: the same each time it comes."""
    return "~" + keyed("source reference", reference).hex()[:24]


def _rewrite(session: Session, one: Holding, known: KnownBy) -> None:
    # A reference is a key: it is not rewritten but replaced, the same way each time.
    columns = ", ".join(f"{name} = r.{name}" for name in one.store.columns if name != "source_ref")
    statement = WRITE.format(table=one.store.table, key=one.store.key, columns=columns)
    values = {"key": json.dumps(one.key), "held": json.dumps(without(one.held, known))}
    session.execute(text(statement), values)


def erase_accounts(
    session: Session, ids: Sequence[UUID], *, may_be_last: bool, acting: UUID | None = None
) -> None:
    """Take name and address from accounts, and end all that they could sign in with.

    Their ids stay, for the log names them. Raises NotErasable for one's own account, and for the
    last administrator.
    """
    if not ids:
        return
    if acting in ids:
        raise NotErasable("This is about your own account: ask another administrator.")
    values = {"ids": list(ids)}
    is_administrator = session.scalar(text(IS_ADMINISTRATOR), values)
    has_others = session.scalar(text(OTHER_ADMINISTRATORS), values)
    if is_administrator and not has_others and not may_be_last:
        raise NotErasable(
            "This is the last administrator: make somebody else one first "
            "(assets account add ... --role administrator)."
        )
    for one in ids:
        for statement in OF_ACCOUNT:
            session.execute(text(statement), {"id": one, "erased": ERASED})
