"""What the log tells: an asset's events, any version of it, the register as at a moment.

A version is folded together from what was added and every change since. Values that were erased
are simply not there any more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.errors import AssetsError
from register.assets.fields import Fields, differences, fields_from
from register.tables import JsonObject

EVENTS = """
SELECT e.id, e.asset_id, e.recorded_at, e.version, e.action, e.door, e.actor, e.run_id,
    e.proposal_id, e.reason, e.changed, p.changed AS private
FROM register.event AS e LEFT JOIN register.event_private AS p ON p.event_id = e.id
"""
OF_ASSET = f"{EVENTS} WHERE e.asset_id = :asset_id ORDER BY e.id"
AS_AT = f"{EVENTS} WHERE e.recorded_at <= :at ORDER BY e.asset_id, e.id"
OF_ONE_AS_AT = f"{EVENTS} WHERE e.asset_id = :asset_id AND e.recorded_at <= :at ORDER BY e.id"
NOT_FIELDS = ("status", "reason", "merged_into")
GONE = ("erased", "withdrawn")


class VersionNotFound(AssetsError):
    """The log tells of no such version of this asset."""


@dataclass(frozen=True)
class Recorded:
    """An asset as it was recorded: ``values`` are a draft's, ``fields`` the same field by field."""

    asset_id: UUID
    version: int
    status: str
    recorded_at: datetime
    values: JsonObject = field(default_factory=dict)
    merged_into: str | None = None

    @property
    def fields(self) -> Fields:
        """The asset field by field."""
        return fields_from(self.values)


@dataclass(frozen=True)
class LoggedEvent:
    """One line of the log with what it made of the asset; ``words`` are why, as somebody typed."""

    id: int
    recorded_at: datetime
    version: int
    action: str
    door: str
    actor: str
    run_id: int | None
    proposal_id: UUID | None
    reason: str
    words: str
    changes: dict[str, dict[str, Any]]
    after: Recorded
    erased: tuple[str, ...] = ()
    """Fields out of which somebody was erased, in this and all versions before."""


def asset_history(session: Session, asset_id: UUID) -> list[LoggedEvent]:
    """Every event of an asset, the first one first; empty where the log has none."""
    return list(_told(session.execute(text(OF_ASSET), {"asset_id": asset_id})))


def _told(rows: Iterable[Any]) -> Iterator[LoggedEvent]:
    known: Recorded | None = None
    for row in rows:
        before = known.fields if known else {}
        known = _after(known, row)
        private = row.private or {}
        yield LoggedEvent(
            id=row.id,
            recorded_at=row.recorded_at,
            version=row.version,
            action=row.action,
            door=row.door,
            actor=row.actor,
            run_id=row.run_id,
            proposal_id=row.proposal_id,
            reason=row.reason,
            words=private.get("reason", ""),
            changes=differences(before, known.fields),
            after=known,
            erased=tuple(row.changed.get("erased", ())),
        )


def _after(known: Recorded | None, row: Any) -> Recorded:
    """The asset after one more event.

    Erased is either the whole asset, or somebody from it: then the fields are named, the asset is
    there still, and what was theirs is in no version any more.
    """
    said = {**row.changed, **(row.private or {})}
    values = dict(known.values) if known else {}
    is_gone = row.action == "erased" and "erased" not in row.changed
    status = known.status if known else "draft"
    if row.action == "published":
        status = "published"
    if row.action == "added":
        values |= {name: value for name, value in said.items() if name not in NOT_FIELDS}
        status = said.get("status", "draft")
    else:
        values |= {
            name: pair["to"]
            for name, pair in said.items()
            if isinstance(pair, dict) and "to" in pair and name not in NOT_FIELDS
        }
        status = said["status"]["to"] if "status" in said else status
    if is_gone:
        values, status = {}, "erased"
    if row.action == "withdrawn":  # with its import, and nothing that it said was kept
        values = {}
    place = values.get("place")
    if place:
        values |= {name: place.get(name) for name in ("lon", "lat", "postcode")}
    merged = known.merged_into if known else None
    if "merged_into" in said:
        merged = said["merged_into"]["to"]
    return Recorded(row.asset_id, row.version, status, row.recorded_at, values, merged)


def asset_version(session: Session, asset_id: UUID, version: int) -> Recorded:
    """An asset as that version left it; raises VersionNotFound."""
    found: Recorded | None = None
    for event in asset_history(session, asset_id):
        if event.version > version:
            break
        found = event.after
    if found is None or found.version != version:
        raise VersionNotFound(f"This asset has no version {version}.")
    return found


def asset_as_at(session: Session, asset_id: UUID, at: datetime) -> Recorded | None:
    """An asset as it was recorded at a moment; None when it was not known yet."""
    events = list(_told(session.execute(text(OF_ONE_AS_AT), {"asset_id": asset_id, "at": at})))
    return events[-1].after if events else None


def register_as_at(session: Session, at: datetime) -> Iterator[Recorded]:
    """Every asset as it was recorded at a moment, by id, streaming: without erased ones and
    those that were discarded with their import.

    Not what was true then but what the register said then: later corrections do not show.
    """
    rows = session.execute(
        text(AS_AT).execution_options(stream_results=True, yield_per=2000), {"at": at}
    )
    for _, events in groupby(rows, key=lambda row: row.asset_id):
        known: Recorded | None = None
        for row in events:
            known = _after(known, row)
        if known is not None and known.status not in GONE:
            yield known
