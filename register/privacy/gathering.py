"""Everything held about a person, in one document to hand to them or to take elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.people.deeds import NEWEST, deeds_of
from register.privacy.erasing_rows import ids_of
from register.privacy.files import files_about
from register.privacy.holdings import Holding, holdings_of, subjects_of
from register.privacy.known_by import KnownBy
from register.privacy.walking import is_contact_of
from register.proposals.found import notes_of, proposal_by_id
from register.settings import settings
from register.tables import JsonObject

# Rows that are about one person are told whole; of others, which hold more people, only what
# names this one.
OWN = (
    "register.contact",
    "register.suggester",
    "register.mail",
    "register.verification",
)
ROW = "SELECT to_jsonb(t) - 'sealed_text' - 'sealed_reply_to' FROM {table} AS t WHERE {where}"
ACCOUNT = {
    "account": """
        SELECT to_jsonb(a) - 'password_hash' - 'totp_secret' - 'totp_step'
            || jsonb_build_object('has_password', a.password_hash IS NOT NULL,
                'has_second_step', a.totp_secret IS NOT NULL)
        FROM register.account AS a WHERE a.id = :id""",
    "looks_after": """
        SELECT jsonb_build_object('place', s.locality_key, 'kind', s.kind)
        FROM register.account_scope AS s WHERE s.account_id = :id ORDER BY s.id""",
    "what_happened": """
        SELECT jsonb_build_object('at', e.recorded_at, 'what', e.action, 'by', e.actor,
            'detail', e.detail)
        FROM register.account_event AS e WHERE e.account_id = :id ORDER BY e.id""",
    "sessions": """
        SELECT to_jsonb(s) - 'hash' FROM register.sign_in AS s WHERE s.account_id = :id
        ORDER BY s.created_at""",
    "keys": """
        SELECT to_jsonb(k) - 'hash' FROM register.token AS k WHERE k.account_id = :id
        ORDER BY k.created_at""",
}
PROPOSED_BY = "SELECT id FROM register.proposal WHERE actor = ANY(:actors) ORDER BY submitted_at"
NAMES = "SELECT id, name, slug FROM register.asset WHERE id = ANY(:ids)"


def everything_about(session: Session, known: KnownBy) -> JsonObject:
    """All that is held about a person, as JSON can say it.

    What a text says of somebody of the same name is under ``possible``: look before you hand it
    over, for it may be somebody else.
    """
    holdings = holdings_of(session, known)
    surely = [one for one in holdings if one.is_sure]
    accounts = ids_of("account", _subjects(surely, "register.account"))
    actors = [f"account {one}" for one in accounts]
    own = session.scalars(text(PROPOSED_BY), {"actors": actors}).all()
    suggested = ids_of("proposal", _subjects(surely, "register.suggester"))
    found = files_about(known)
    folder = settings().data_dir
    titles = subject_titles(session, holdings)
    return {
        "looked_for": {known.way: known.plain},
        "made_at": datetime.now(UTC).isoformat(),
        "held": [_told(session, one, known, titles) for one in surely],
        "possible": [_told(session, one, known, titles) for one in holdings if not one.is_sure],
        "accounts": [_account(session, one) for one in accounts],
        "suggestions": [_proposal(session, one) for one in dict.fromkeys([*suggested, *own])],
        "files": [str(path.relative_to(folder)) for path in found.naming],
        "files_to_look_into_by_hand": [str(path.relative_to(folder)) for path in found.closed],
    }


def _subjects(holdings: Iterable[Holding], table: str) -> list[str]:
    return subjects_of([one for one in holdings if one.store.table == table])


def subject_titles(session: Session, holdings: Sequence[Holding]) -> dict[str, tuple[str, str]]:
    """What people call the things that rows belong to, and where they are looked at."""
    subjects = subjects_of(holdings)
    rows = session.execute(text(NAMES), {"ids": ids_of("asset", subjects)})
    titles = {f"asset {row.id}": (row.name, f"/assets/{row.slug}/history") for row in rows}
    titles |= {f"proposal {one}": ("A suggestion or proposal", f"/queue/{one}")
               for one in ids_of("proposal", subjects)}  # fmt: skip
    titles |= {f"account {one}": ("An account", f"/people/{one}")
               for one in ids_of("account", subjects)}  # fmt: skip
    return titles


def _told(
    session: Session, one: Holding, known: KnownBy, titles: dict[str, tuple[str, str]]
) -> JsonObject:
    told: JsonObject = {
        "where": one.store.words,
        "belongs_to": " ".join(titles.get(one.subject, (one.subject,))),
        "said": dict(zip(one.paths, one.excerpts, strict=True)),
    }
    if one.store.table in OWN and "text" not in one.held:
        where = f"to_jsonb({one.store.key}) = to_jsonb(CAST(:key AS text))"
        if isinstance(one.key, int):
            where = f"{one.store.key} = CAST(:key AS bigint)"
        statement = ROW.format(table=one.store.table, where=where)
        told["row"] = session.scalar(text(statement), {"key": one.key})
    if contacts := list(_contacts_in(one.held, known)):
        told["contacts"] = contacts
    return told


def _contacts_in(value: Any, known: KnownBy, *, is_inside: bool = False) -> Iterable[JsonObject]:
    """The person's own contacts in a value, whole; not those beside them."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _contacts_in(inner, known, is_inside=is_inside or name == "contacts")
    elif isinstance(value, list):
        for inner in value:
            if is_inside and isinstance(inner, dict) and is_contact_of(inner, known):
                yield inner
            else:
                yield from _contacts_in(inner, known, is_inside=is_inside)


def _account(session: Session, account_id: UUID) -> JsonObject:
    told: JsonObject = {
        name: session.scalars(text(statement), {"id": account_id}).all()
        for name, statement in ACCOUNT.items()
    }
    told["account"] = told["account"][0]
    deeds = deeds_of(session, account_id, NEWEST, 10_000)
    told["what_they_did"] = [
        {"at": row["recorded_at"], "what": row["action"], "entry": row["name"]} for row in deeds
    ]
    return told


def _proposal(session: Session, proposal_id: UUID) -> JsonObject:
    found = proposal_by_id(session, proposal_id)
    kept = ("action", "status", "submitted_at", "draft", "changes", "decided_at", "reason", "name")
    # Who else wrote is about them.
    notes = [
        {name: value for name, value in asdict(note).items() if name != "actor"}
        for note in notes_of(session, proposal_id)
    ]
    return {**{name: getattr(found, name) for name in kept}, "what_was_said": notes}
