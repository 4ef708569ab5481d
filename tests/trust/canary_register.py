"""A register with a canary in every personal field, in every state that an entry can be in."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from importers.runner import import_file
from importers.spreadsheet import IMPORTER
from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.people.accounts import add_account, suspend_account
from register.people.holders import Holder
from register.people.tables import ROLES
from register.people.tokens import create_token, find_holder
from register.privacy.erasing import erase_for_good
from register.privacy.known_by import known_by_email
from register.proposals.additions import add_asset
from register.proposals.deciding import (
    Approval,
    approve_proposal,
    ask_for_more,
    reject_proposal,
)
from register.proposals.submitting import Wish, submit
from register.proposals.suggesting import answer_question, report_problem, say_what_is_missing
from register.runs.discarding import discard_run
from tests.trust.canaries import Flock

BOSS = Holder(uuid4(), "boss", "administrator", True)
NEWCOMER = Holder(uuid4(), "newcomer", "builder", False)
AROUND = (-0.1660, 51.5915)  # in the ward that the crawl looks at closely
WARD = "ward:east-finchley"
OPEN = "public exactly"
# Kinds and precisions of what is public, but not as finely as it is recorded.
COARSE = {
    "public by ward": ("community-group", None),
    "public by street": ("hall", "street"),
    "public by postcode": ("hall", "postcode"),
    "public without a place": ("community-group", "none"),
}
WITHDRAW = """
UPDATE register.contact SET lawful_basis = 'consent', consent_on = '2026-01-01',
    consent_how = :how, consent_withdrawn_on = '2026-02-01'
WHERE asset_id = :id AND name = :name
"""


@dataclass
class CanaryRegister:
    """What was put in: ids of assets by state, and all canaries."""

    flock: Flock
    assets: dict[str, UUID] = field(default_factory=dict)

    def contact(self, state: str, audience: str) -> dict[str, Any]:
        """A contact with a canary in every part."""
        said = f"of a contact for {audience}"
        made: dict[str, Any] = {"audience": audience}
        for part in ("name", "role"):
            made[part] = self.flock.word(f"{part} {said}", state)
        made["email"] = self.flock.email(f"email {said}", state)
        made["phone"] = self.flock.phone(f"phone {said}", state)
        made |= {"lawful_basis": "consent", "consent_on": "2026-01-01"}
        return made | {"consent_how": self.flock.word(f"how {said} agreed", state)}

    def draft(self, state: str, kind: str, precision: str | None, *, is_hidden: bool) -> AssetDraft:
        """An entry; ``is_hidden``: nothing of it may be seen, not even what it is called."""
        lon, lat = AROUND if state == OPEN else self.flock.spot(AROUND, state)
        audiences = ["stewards", "partners", *(["public"] if is_hidden else [])]
        given: dict[str, Any] = {
            "name": f"Invented entry {state}",
            "kind": kind,
            "lon": lon,
            "lat": lat,
            "precision": precision,
            "contacts": [self.contact(state, audience) for audience in audiences],
        }
        if is_hidden or precision or kind == "community-group":
            given["address"] = f"7 {self.flock.word('address', state)} Road"
        if is_hidden:
            for part in ("name", "summary"):
                given[part] = self.flock.word(part, state)
            given["for_whom"] = {"note": self.flock.word("for whom", state)}
        if kind == "community-group":
            given["details"] = {"meeting_point": self.flock.word("meeting point", state)}
        return AssetDraft.model_validate(given)

    def add(
        self, state: str, kind: str = "hall", precision: str | None = None, *, is_hidden: bool
    ) -> UUID:
        """Publish one."""
        draft = self.draft(state, kind, precision, is_hidden=is_hidden)
        with transaction() as session:
            done = add_asset(session, draft, holder=BOSS, door="field")
        assert done.asset_id is not None
        self.assets[state] = done.asset_id
        return done.asset_id

    def propose(self, state: str) -> UUID:
        """Send one in that waits."""
        draft = self.draft(state, "community-group", None, is_hidden=True)
        with transaction() as session:
            key = create_token(session, "builder", "newcomer", may_publish=False, days=1)
            newcomer = find_holder(session, key)  # a key in use, so that they can be asked
            assert newcomer is not None
            done = add_asset(session, draft, holder=newcomer, door="api")
        assert done.proposal_id is not None
        return done.proposal_id

    def open_hall(self, state: str) -> UUID:
        """A public hall with nothing to hide, which something is then said of."""
        draft = AssetDraft(name=f"Open hall {state}", kind="hall", lon=AROUND[0], lat=AROUND[1])
        with transaction() as session:
            done = add_asset(session, draft, holder=BOSS, door="field")
        assert done.asset_id is not None
        return done.asset_id


def fill(flock: Flock) -> CanaryRegister:
    """Put all of them in."""
    made = CanaryRegister(flock)
    for state, (kind, precision) in COARSE.items():
        made.add(state, kind, precision, is_hidden=False)
    made.add(OPEN, is_hidden=False)
    made.add("never to be found", precision="never", is_hidden=True)
    made.add("about one person", "skill-or-gift", is_hidden=True)
    _waiting(made)
    _withdrawn(made)
    _changes(made)
    _erased(made)
    _suggestions(made)
    _people(flock)
    _imports(flock)
    return made


def _waiting(made: CanaryRegister) -> None:
    made.propose("pending")
    for state in ("rejected", "asked about"):
        proposal = made.propose(state)
        reason = made.flock.word("reason", state)
        with transaction() as session:
            if state == "rejected":
                reject_proposal(session, proposal, BOSS, reason)
            else:
                ask_for_more(session, proposal, BOSS, reason)


def _withdrawn(made: CanaryRegister) -> None:
    """Closed, merged into another, and a contact who no longer agrees."""
    flock = made.flock
    for state, action in (("closed", "close"), ("merged", "merge")):
        asset = made.add(state, is_hidden=False)
        into = made.open_hall(state) if action == "merge" else None
        wish = Wish(action, asset, into_id=into, words=flock.word("reason", state))
        with transaction() as session:
            submit(session, wish, holder=BOSS, door="field")
    asset = made.open_hall("consent withdrawn")
    contact = made.contact("consent withdrawn", "public")
    with transaction() as session:
        submit(session, _change(asset, session, contacts=[contact]), holder=BOSS, door="field")
        values = {"id": asset, "name": contact["name"], "how": contact["consent_how"]}
        assert session.execute(text(WITHDRAW), values).rowcount == 1
        submit(session, _change(asset, session, summary="Later"), holder=BOSS, door="field")


def _change(asset_id: UUID, session: Session, **values: Any) -> Wish:
    version = session.scalars(
        text("SELECT version FROM register.asset WHERE id = :id"), {"id": asset_id}
    ).one()
    return Wish("change", asset_id, values, base_version=version)


def _changes(made: CanaryRegister) -> None:
    """Old values in the log, and changes that wait or were rejected."""
    flock = made.flock
    for state in ("replaced since", "change waiting", "change rejected"):
        asset = made.open_hall(state)
        lon, lat = flock.spot(AROUND, state)
        values = {
            "contacts": [made.contact(state, "public")],
            "address": flock.word("address", state),
            "summary": flock.word("summary", state),
            "place": {"lon": lon, "lat": lat, "postcode": None},
        }
        holder = BOSS if state == "replaced since" else NEWCOMER
        with transaction() as session:
            wish = _change(asset, session, **values)
            wish = Wish(**{**vars(wish), "words": flock.word("reason", state)})
            done = submit(session, wish, holder=holder, door="api")
            if state == "replaced since":
                back = {"contacts": [], "address": None, "summary": None}
                place = {"lon": AROUND[0], "lat": AROUND[1], "postcode": None}
                wish = _change(asset, session, place=place, **back)
                submit(session, wish, holder=BOSS, door="field")
            elif state == "change rejected":
                assert done.proposal_id is not None
                reject_proposal(session, done.proposal_id, BOSS, flock.word("decision", state))


def _erased(made: CanaryRegister) -> None:
    """A contact, an account and a suggestion of somebody who is erased by their address."""
    flock, state = made.flock, "erased"
    asset, contact = made.open_hall(state), made.contact(state, "public")
    email = contact["email"]
    with transaction() as session:
        submit(session, _change(asset, session, contacts=[contact]), holder=BOSS, door="field")
        report_problem(session, asset, flock.word("words", state), email=email)
        add_account(session, email, flock.word("name of an account", state), "builder", actor="t")
    with transaction() as session:
        assert erase_for_good(session, known_by_email(email), actor="trust").places > 0


def _suggestions(made: CanaryRegister) -> None:
    """What residents say, of an entry and of a place, whatever becomes of it."""
    flock = made.flock
    asset = made.open_hall("suggested about")
    for state in ("waiting", "asked", "answered", "approved", "rejected"):
        for about in ("an entry", "a place", "an idea"):
            said = f"suggestion about {about}"
            named = f"{said}, {state}"
            words, email = flock.word("words", named), flock.email("email", named)
            with transaction() as session:
                if about == "an entry":
                    reference = report_problem(session, asset, words, email=email)
                else:
                    action = "idea" if about == "an idea" else "missing"
                    reference = say_what_is_missing(session, action, [WARD], words, email=email)
            _answer(flock, reference, state, named)


def _answer(flock: Flock, reference: str, state: str, named: str) -> None:
    if state == "waiting":
        return
    found = text("SELECT id FROM register.proposal WHERE reference = :reference")
    with transaction() as session:
        proposal = session.scalars(found, {"reference": reference}).one()
        reason = flock.word("reason", named)
        if state in ("asked", "answered"):
            ask_for_more(session, proposal, BOSS, reason)
        elif state == "approved":
            approve_proposal(session, proposal, BOSS, Approval(reason=reason))
        else:
            reject_proposal(session, proposal, BOSS, reason)
    if state == "answered":
        with transaction() as session:
            answer_question(session, reference, flock.word("answer", named))


def _people(flock: Flock) -> None:
    """Accounts of each role, one suspended, and their keys."""
    for role in (*ROLES, "suspended"):
        state = f"account, {role}"
        email, name = flock.email("email", state), flock.word("name", state)
        with transaction() as session:
            actual = "builder" if role == "suspended" else role
            account, _ = add_account(session, email, name, actual, actor="trust")
            label = flock.word("label of a key", state)
            create_token(session, actual, label, may_publish=False, days=1, account_id=account)
            if role == "suspended":
                suspend_account(session, account, actor="trust")


def _imports(flock: Flock) -> None:
    """Lists that were read but not published, with changes and rows set aside; one discarded."""
    public = {"Name": "Invented entry of a list", "Kind": "hall", "Reference": "c3"}
    _import("public list", [public | {"Longitude": AROUND[0], "Latitude": AROUND[1]}], publish=True)
    rows = [
        _row(flock, "imported, not published", "c1"),
        _row(flock, "change of an import that waits", "c3"),
        {
            "Name": flock.word("name", "row set aside"), "Kind": "no such kind", "Reference": "c2",
            "Summary": flock.word("summary", "row set aside"),
            "Address": flock.word("address", "row set aside"),
            "Email": flock.email("email", "row set aside"), "Phone": "x",
            "Contact name": flock.word("contact name", "row set aside"),
        },
    ]  # fmt: skip
    _import(flock.word("file", "imported, not published"), rows)
    state = "import that was discarded"
    run_id = _import(flock.word("file", state), [_row(flock, state, "c4")])
    with transaction() as session:
        discard_run(session, run_id, "trust", flock.word("reason", state))


def _row(flock: Flock, state: str, reference: str) -> dict[str, Any]:
    """A row with a canary in every cell that may hold one."""
    lon, lat = flock.spot(AROUND, state)
    return {
        "Name": flock.word("name", state), "Kind": "hall", "Reference": reference,
        "Summary": flock.word("summary", state), "Longitude": lon, "Latitude": lat,
        "Address": flock.word("address", state), "Email": flock.email("email", state),
        "Phone": flock.phone("phone", state),
        "Contact name": flock.word("contact name", state),
    }  # fmt: skip


def _import(name: str, rows: list[dict[str, Any]], *, publish: bool = False) -> int:
    with _written(f"{name}.csv", rows) as path, transaction() as session:
        done = import_file(session, IMPORTER, path, actor="trust", publish=publish)
    return done.run.run_id


@contextmanager
def _written(name: str, rows: list[dict[str, Any]]) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        with path.open("w", newline="") as target:
            writer = csv.DictWriter(target, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        yield path
