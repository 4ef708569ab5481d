"""Many writers on a few assets: no update lost, no deadlock shown, every write in the log."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.orm import Session

from geo.errors import AssetsError
from register.assets.current import asset_by_id
from register.assets.fields import Fields
from register.assets.values import AssetDraft
from register.database.engines import transaction
from register.database.retrying import in_transaction
from register.database.urls import writer_url
from register.events.history import LoggedEvent, asset_history
from register.people.holders import Holder
from register.proposals.additions import add_asset
from register.proposals.deciding import approve_proposal
from register.proposals.submitting import Outcome, Wish, submit
from register.publishing.projection import republish

BOSS = Holder(uuid4(), "boss", "administrator", True)
FIELDS = ("name", "summary", "address", "details.capacity", "contacts", "serves")
WAITING = """
SELECT id FROM register.proposal
WHERE status = 'waiting' AND asset_id = ANY(:ids) ORDER BY random() LIMIT 1
"""
SHOWN = "SELECT id, to_jsonb(p) - 'search' AS shown FROM published.public_asset AS p ORDER BY id"


@dataclass(frozen=True)
class Accepted:
    """A write that was acknowledged: what the writer saw, and what it set.

    ``version`` says it, be it that somebody else had just written the very same: then the log has
    their event, from what they saw, and not one with these ``words``.
    """

    asset_id: UUID
    version: int
    field: str
    seen: Any
    value: Any
    words: str


@dataclass
class Result:
    """What the writers were told, and what is wrong with what is stored."""

    accepted: list[Accepted] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def make_assets(count: int) -> list[UUID]:
    """Published halls in a row."""
    with transaction() as session:
        drafts = [
            AssetDraft(name=f"Hall {n}", kind="hall", lon=-0.2 + n / 5000, lat=51.6)
            for n in range(count)
        ]
        added = [add_asset(session, draft, holder=BOSS, door="field") for draft in drafts]
    return [one.asset_id for one in added if one.asset_id]


@contextmanager
def connected() -> Iterator[Any]:
    """A way to begin transactions on one connection of its own."""
    engine = create_engine(writer_url(), poolclass=NullPool)
    with engine.connect() as connection:

        @contextmanager
        def begin() -> Iterator[Session]:
            with Session(connection) as session, session.begin():
                yield session

        yield begin
    engine.dispose()


def write(ids: list[UUID], seconds: float, seed: int, result: Result) -> None:
    """One writer: looks, thinks, writes, decides about what waits."""
    chance = random.Random(seed)
    until = time.monotonic() + seconds
    with connected() as begin:
        while time.monotonic() < until:
            asset_id = chance.choice(ids)
            try:
                kind = _one(begin, chance, ids, asset_id, result)
            except AssetsError as refusal:
                kind = type(refusal).__name__
            except Exception as error:
                kind = "surfaced"
                result.problems.append(f"shown to a writer: {type(error).__name__} {error}"[:300])
            result.counts[kind] += 1


def _one(begin: Any, chance: random.Random, ids: list[UUID], asset_id: UUID, told: Result) -> str:
    draw = chance.random()
    if draw < 0.1:
        return _decide(begin, ids)
    if draw < 0.2:
        action = chance.choice(["close", "reopen", "merge"])
        into = chance.choice(ids) if action == "merge" else None
        wish = Wish(action, asset_id, into_id=into)
        _submit(begin, wish)
        return action
    with begin() as session:
        seen = asset_by_id(session, asset_id)
    name = chance.choice(FIELDS)
    value = _value(name, chance)
    if value == seen.fields.get(name):
        return "no difference"
    time.sleep(chance.random() * 0.01)
    words = f"writer's {chance.getrandbits(64):x}"
    done = _submit(begin, Wish("change", asset_id, {name: value}, seen.version, words=words))
    if done.version is None:
        return "waits"
    before = seen.fields.get(name)
    told.accepted.append(Accepted(asset_id, done.version, name, before, value, words))
    return "written"


def _submit(begin: Any, wish: Wish) -> Outcome:
    return in_transaction(lambda session: submit(session, wish, holder=BOSS, door="api"), begin)


def _decide(begin: Any, ids: list[UUID]) -> str:
    with begin() as session:
        waiting = session.scalars(text(WAITING), {"ids": ids}).first()
    if waiting is None:
        return "nothing waits"
    in_transaction(lambda session: approve_proposal(session, waiting, BOSS), begin)
    return "approved"


def _value(name: str, chance: random.Random) -> Any:
    word = f"{chance.getrandbits(48):x}"
    return {
        "details.capacity": chance.randrange(1, 100_000),
        "contacts": [{"email": f"{word}@example.org", "audience": "public"}],
        "serves": sorted(chance.sample(["ward:hendon", "ward:edgware", "ward:mill-hill"], 2)),
    }.get(name, word)


def check(ids: list[UUID], result: Result) -> None:
    """Compare what the writers were told with the log, the assets and the projection."""
    with transaction() as session:
        events: dict[tuple[UUID, int], LoggedEvent] = {}
        for asset_id in ids:
            fields: Fields = {}
            for number, event in enumerate(asset_history(session, asset_id), start=1):
                events[asset_id, event.version] = event
                if event.version != number:
                    result.problems.append(f"version {event.version} is event {number}")
                fields = event.after.fields
            now = asset_by_id(session, asset_id)
            if fields != now.fields or event.version != now.version:
                result.problems.append(f"{asset_id}: the log and the asset disagree")
        for one in result.accepted:
            written = events.get((one.asset_id, one.version))
            if written is None or written.after.fields.get(one.field) != one.value:
                result.problems.append(f"{one.field} of version {one.version} is not in the log")
            elif written.words == one.words and written.changes[one.field]["from"] != one.seen:
                result.problems.append(f"{one.field} of version {one.version} was written over")
        before = session.execute(text(SHOWN)).all()
        republish(session)
        if session.execute(text(SHOWN)).all() != before:
            result.problems.append("republishing changed what is public")


def run_writers(*, writers: int, assets: int, seconds: float, seed: int) -> Result:
    """Let them write, then check; ``problems`` is empty when all is well."""
    result = Result()
    ids = make_assets(assets)
    threads = [
        threading.Thread(target=write, args=(ids, seconds, seed + n, result))
        for n in range(writers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(ids, result)
    for problem in result.problems:
        print(problem)  # noqa: T201
    return result
