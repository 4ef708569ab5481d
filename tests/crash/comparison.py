"""The journal against the database: lost, doubled, half done, and what nobody can know."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from tests.crash.journal import Sent, read_journal
from tests.crash.victim import Connection
from tests.crash.writers import MARK

# Told by their names, which hold the request id: the receipts are themselves under test.
ASSETS = f"""
SELECT right(a.name, 36)::uuid, a.id,
    (SELECT count(*) FROM register.event AS e WHERE e.asset_id = a.id AND e.action = 'added'),
    (SELECT count(*) FROM published.public_asset AS p WHERE p.id = a.id),
    (SELECT count(*) FROM register.membership AS m WHERE m.asset_id = a.id),
    (SELECT count(*) FROM published.public_membership AS m WHERE m.asset_id = a.id),
    (SELECT count(*) FROM register.receipt AS r
        WHERE r.asset_id = a.id AND r.request_id = right(a.name, 36)::uuid)
FROM register.asset AS a WHERE a.name LIKE '{MARK} %'
"""
PROPOSALS = f"""
SELECT right(p.draft->>'name', 36)::uuid, p.id, (SELECT count(*) FROM register.receipt AS r
    WHERE r.proposal_id = p.id AND r.request_id = right(p.draft->>'name', 36)::uuid)
FROM register.proposal AS p WHERE p.draft->>'name' LIKE '{MARK} %'
"""
# What no asset stands behind: each must count nothing.
STRAYS = {
    "events without their asset": "SELECT count(*) FROM register.event AS e "
    "LEFT JOIN register.asset AS a ON a.id = e.asset_id WHERE a.id IS NULL",
    "events without their private part": "SELECT count(*) FROM register.event AS e "
    "LEFT JOIN register.event_private AS p ON p.event_id = e.id "
    "WHERE e.action = 'added' AND p.event_id IS NULL",
    "public rows without their asset": "SELECT count(*) FROM published.public_asset AS p "
    "LEFT JOIN register.asset AS a ON a.id = p.id WHERE a.id IS NULL",
    "public memberships without their public row": "SELECT count(*) "
    "FROM published.public_membership AS m "
    "LEFT JOIN published.public_asset AS p ON p.id = m.asset_id WHERE p.id IS NULL",
    "receipts for nothing": "SELECT count(*) FROM register.receipt AS r "
    "LEFT JOIN register.asset AS a ON a.id = r.asset_id "
    "LEFT JOIN register.proposal AS p ON p.id = r.proposal_id "
    "WHERE a.id IS NULL AND p.id IS NULL",
}


@dataclass
class Found:
    """What the database holds of each request id."""

    kept: dict[UUID, list[UUID]] = field(default_factory=dict)
    half_done: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)


@dataclass
class Verdict:
    """Counts of writes and, in sentences, everything that must not be."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    half_done: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unknown_there: int = 0
    unknown_absent: int = 0

    @property
    def problems(self) -> list[str]:
        """All of it; none when the register kept its word."""
        return [*self.lost, *self.doubled, *self.half_done, *self.wrong]


def compare(journal: Path, connection: Connection) -> Verdict:
    """Hold the journal against the database, while writers may go on."""
    sent = read_journal(journal)  # first: what was acknowledged by now must be in what follows
    return _verdict(sent, what_is_there(connection))


def what_is_there(connection: Connection) -> Found:
    """Everything that the writers made, of one instant."""
    found = Found()
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for request_id, asset_id, *counts in connection.execute(ASSETS):
            found.kept.setdefault(request_id, []).append(asset_id)
            _note_half_done(found, request_id, tuple(counts))
        for request_id, proposal_id, receipts in connection.execute(PROPOSALS):
            found.kept.setdefault(request_id, []).append(proposal_id)
            if receipts != 1:
                found.half_done.append(f"{request_id}: a proposal with {receipts} receipts")
        for what, question in STRAYS.items():
            if count := connection.execute(question).fetchall()[0][0]:
                found.strays.append(f"{count} {what}")
    return found


def _note_half_done(found: Found, request_id: UUID, counts: tuple[int, ...]) -> None:
    events, public, memberships, public_memberships, receipts = counts
    if (events, public, receipts) != (1, 1, 1) or not memberships or not public_memberships:
        found.half_done.append(
            f"{request_id}: {events} 'added' events, {public} public rows, {memberships} "
            f"memberships, {public_memberships} of them public, {receipts} receipts"
        )


def _verdict(sent: dict[UUID, Sent], found: Found) -> Verdict:
    verdict = Verdict(half_done=[*found.half_done, *found.strays])
    tally: Counter[bool] = Counter()
    for request_id, write in sent.items():
        kept = found.kept.get(request_id, [])
        if len(kept) > 1:
            verdict.doubled.append(f"{request_id}: there {len(kept)} times")
        if write.is_acknowledged:
            verdict.acknowledged += 1
            _check_acknowledged(verdict, request_id, write, kept)
        else:
            tally[bool(kept)] += 1
        verdict.wrong += [f"{request_id}: refused, {why}" for why in write.refusals]
    verdict.wrong += [f"{one}: nobody sent it" for one in found.kept.keys() - sent.keys()]
    verdict.unknown_there, verdict.unknown_absent = tally[True], tally[False]
    return verdict


def _check_acknowledged(verdict: Verdict, request_id: UUID, write: Sent, kept: list[UUID]) -> None:
    if not kept:
        verdict.lost.append(f"{request_id}: acknowledged, and not there")
    elif write.answers - set(kept):
        verdict.wrong.append(f"{request_id}: acknowledged as {write.answers}, there as {kept}")
    elif len(write.answers) > 1:
        verdict.doubled.append(f"{request_id}: acknowledged as {len(write.answers)} assets")
